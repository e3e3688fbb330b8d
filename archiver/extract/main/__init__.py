"""Main text of a page: its passages, which of them two extractors take, what is mended and what is cut."""
