"""The Hugging Face Hub in both directions: checkpoints, data sets and Spaces."""
