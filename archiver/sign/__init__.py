"""Statement -> Envelope: canonical JSON (RFC 8785), DSSE, keys, trust. Pure: keys and randomness are arguments."""
