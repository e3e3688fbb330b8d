"""What claims, comparison and verification share about text: blocks, sentences, figures, hedges, names."""
