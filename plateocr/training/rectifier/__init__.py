"""Training of the rectifier, which finds a plate's corners in a crop."""
