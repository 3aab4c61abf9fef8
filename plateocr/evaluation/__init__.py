"""Evaluation: one table with a row per image and model, and the metrics computed from it."""
