"""From parsed sentences to drafts: quotations with their tags, words picked from them, and what goes on from before."""
