"""Versions -> what changed."""
