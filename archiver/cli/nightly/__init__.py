"""What `archiver run` is made of."""
