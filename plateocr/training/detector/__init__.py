"""Training of the detector, which finds plates in photos."""
