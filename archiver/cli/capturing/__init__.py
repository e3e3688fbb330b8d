"""What `archiver capture` is made of: its options, the orders that they amount to, one article's way, and the run."""
