"""Pushing to and pulling from the Hugging Face Hub: checkpoints, data sets and Spaces."""
