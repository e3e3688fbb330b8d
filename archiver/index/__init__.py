"""Find packages by URL, time and id; always rebuilt from the packages alone."""
