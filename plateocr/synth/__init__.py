"""Plates that never existed, drawn by the standard and photographed by a simulated camera."""
