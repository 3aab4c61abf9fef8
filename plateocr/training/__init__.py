"""Training with Lightning: one config, one module, one run folder."""
