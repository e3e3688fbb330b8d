"""What `archiver diff` and `archiver versions` show of versions."""
