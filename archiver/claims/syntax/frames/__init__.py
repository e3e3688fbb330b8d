"""What a cue attributes and to whom: subjects, clauses, noun phrases, read from the dependencies."""
