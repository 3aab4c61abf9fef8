"""Images and labels on disk, and how they become tensors."""
