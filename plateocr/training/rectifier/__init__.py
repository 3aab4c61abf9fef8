"""Training of the network that finds a plate's corners in a crop."""
