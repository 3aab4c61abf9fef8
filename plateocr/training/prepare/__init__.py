"""Data that recipes make before training."""
