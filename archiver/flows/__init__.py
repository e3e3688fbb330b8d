"""Order of steps only."""
