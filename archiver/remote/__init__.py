"""Who is asked over the network to vouch for something: time authorities."""
