"""Spans of the canonical text that are marked and stay: boilerplate and confusable characters."""
