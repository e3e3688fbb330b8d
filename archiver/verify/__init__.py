"""Package and trust -> Report: one file a group of checks; `package.py` lists them in order."""
