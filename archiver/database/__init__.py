"""SQLite files: opened, written and read alike, whatever stands in them, with their faults in our own words."""
