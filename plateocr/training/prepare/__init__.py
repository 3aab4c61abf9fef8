"""Data that recipes have made before a training."""
