"""Who said it: cues, subjects, tags, clauses, and whom a mention stands for."""
