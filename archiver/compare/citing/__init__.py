"""Citations of one fixed version: made, written in several forms, read back."""
