"""Reading what visitors send: the models, the threads, and whose turn it is. No HTML, no Gradio."""
