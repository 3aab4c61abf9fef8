"""Reading what visitors send: the models, the threads, and the order of batches. No HTML, no Gradio."""
