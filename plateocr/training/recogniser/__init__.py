"""Training of the networks that read a plate."""
