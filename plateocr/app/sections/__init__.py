"""The sections of the page, one folder each; app.build has their order."""
