"""Harder copies of labelled images and annotated photos, to find out what a model can stand."""
