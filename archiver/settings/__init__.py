"""`archiver.yaml`, keys and trust: models and their files."""
