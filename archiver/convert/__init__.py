"""Packages in the words of other standards."""
