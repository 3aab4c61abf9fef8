"""The sections of the page, a folder each; app.build says in which order."""
