"""Training of the network that finds plates in photos."""
