"""Attributions read from a dependency parse: the extractor `nlp`."""
