"""From a scene to parsed sentences: what the parser is given, the parser, and the way back to the article."""
