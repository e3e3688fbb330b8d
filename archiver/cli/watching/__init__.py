"""What `archiver watch` is made of."""
