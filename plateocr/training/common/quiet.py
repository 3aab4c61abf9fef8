"""Keeps Lightning's messages that say nothing about a training out of its output."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

# Each is raised by every one of our trainings, or of those that are resumed.
_HARMLESS = (
    r"You're resuming from a checkpoint that ended before the epoch ended",  # our batches resume where they stopped
    r"`\.fit\(ckpt_path=None\)` was called without a model",  # we give it one: a new run starts from its own weights
    r"\.fit\(ckpt_path=\"last\"\) is set, but there is no last checkpoint",
    r"Checkpoint directory .* exists and is not empty",  # run.json is there
    r"The number of training batches .* is smaller than the logging interval",  # the loop then logs once an epoch
    r"`weights_only` was not set",  # of the checkpoint that Lightning writes on Ctrl-C
    r"`isinstance\(treespec, LeafSpec\)` is deprecated",  # Lightning's own code
)
# Says which devices are not there, and advertises its makers' services.
_INFORMATION = ("lightning.pytorch.utilities.rank_zero", "lightning.fabric.utilities.rank_zero")


@contextmanager
def quiet_lightning() -> Iterator[None]:
    """Inside, Lightning warns only of what a user can change, and informs of nothing."""
    loggers = [logging.getLogger(name) for name in _INFORMATION]
    levels = [logger.level for logger in loggers]
    with warnings.catch_warnings():
        for message in _HARMLESS:
            warnings.filterwarnings("ignore", message)
        for logger in loggers:
            logger.setLevel(logging.WARNING)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)
