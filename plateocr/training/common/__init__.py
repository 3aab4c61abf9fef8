"""What every training shares: run folders, checkpoints to resume from, loggers, curves."""
