"""Synthetic plates, drawn according to the standard and photographed by a simulated camera."""
