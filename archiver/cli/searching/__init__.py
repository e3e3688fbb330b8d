"""What `archiver search` asks, and how an answer is shown."""
