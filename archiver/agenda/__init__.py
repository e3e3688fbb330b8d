"""What is watched, what is due, what is being done: the one part of an archive that its packages do not hold."""
