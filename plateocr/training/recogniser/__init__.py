"""Training of the recognisers, which read a plate."""
