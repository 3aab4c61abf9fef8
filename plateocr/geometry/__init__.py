"""Quads, homographies, warps and IoU: the one vocabulary for where a plate is, on OpenCV."""
