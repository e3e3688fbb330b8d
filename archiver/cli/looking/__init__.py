"""What `archiver show` shows: views of a package, rendered for a terminal."""
