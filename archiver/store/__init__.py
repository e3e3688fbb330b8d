"""Keep bytes: durable, never overwriting evidence."""
