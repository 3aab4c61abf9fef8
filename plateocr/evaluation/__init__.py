"""Evaluation: one table with a row an image and a model, and the metrics that are read from it."""
