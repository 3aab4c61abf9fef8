"""The Gradio app: it calls ``reading`` and ``evaluation`` and draws."""
