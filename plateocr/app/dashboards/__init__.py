"""Evaluations to show: their tables, their images, and who may see them. No HTML, no Gradio."""
