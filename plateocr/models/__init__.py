"""The networks and their checkpoints: pure torch, no Lightning, no reading of data."""
