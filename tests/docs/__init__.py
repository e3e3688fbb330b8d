"""The documents keep their word: commands in them run, tables in them agree with the code."""
