"""What a text mentions: figures, hedges, names, places, pronouns, times."""
