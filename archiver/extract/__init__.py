"""Capture -> Article: character set, main text, metadata, quality. Pure: octets in, values out."""
