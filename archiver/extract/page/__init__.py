"""A parsed HTML page: its tree, headline, dates, metadata, and what is embedded in it."""
