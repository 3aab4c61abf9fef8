"""Evaluation: one table with a row a picture and a model, and the metrics that are read from it."""
