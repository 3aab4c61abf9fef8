"""Framing: find the plate's corners in a crop, and cut it out upright, so that all crops look alike to the readers."""
