"""Everything that changes an image for training or for a stress test."""
