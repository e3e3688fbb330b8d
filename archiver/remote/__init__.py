"""What is said to others and asked of them: notices of a run, and time authorities that vouch for something."""
