"""What a run says to others: a command, a mail server, a webhook, a heartbeat."""
