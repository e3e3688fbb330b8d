"""One sentence at a time: what of it is a claim, and what it leaves to the next sentence."""
