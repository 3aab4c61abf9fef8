"""A new or resumed run folder, and a trainer that writes checkpoints into it atomically."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import lightning
from lightning.fabric.utilities.exceptions import MisconfigurationException
from lightning.pytorch.utilities import rank_zero_only

from plateocr.errors import ConfigError
from plateocr.files import writable_folder
from plateocr.outputs import new_folder
from plateocr.training.common.checkpoints import WholeCheckpoints


@contextmanager
def run_folder(out: Path, description: str, *, resume: bool) -> Iterator[None]:
    """Claim ``out`` for a training: a new folder or, to ``resume``, one with a run.

    ``description`` is the name of the file that marks a run folder. Raises ConfigError if ``out`` has a run and
    ``resume`` is not set, DataError if it has other files, OutputError if it cannot be written to.
    """
    # With several devices each process runs this, but only the first one checks and writes the folder.
    if getattr(rank_zero_only, "rank", 0) != 0:
        yield
        return
    if not resume and (out / description).exists():
        raise ConfigError(f"{out} already holds a run; add --resume to continue it, or give a new folder.")
    with writable_folder(out) if resume else new_folder(out):
        yield


def make_trainer(out: Path, **settings: Any) -> lightning.Trainer:
    """A Lightning trainer that writes into the run folder ``out``; ``settings`` are Lightning's.

    Raises ConfigError for settings that Lightning rejects.
    """
    try:
        return lightning.Trainer(
            num_sanity_val_steps=0,
            use_distributed_sampler=False,  # BatchStream divides the batches between processes
            default_root_dir=out,
            enable_model_summary=False,
            plugins=[WholeCheckpoints()],
            **settings,
        )
    except (MisconfigurationException, ValueError, TypeError) as error:
        raise ConfigError(f"Lightning rejects --precision, --devices, --nodes or --strategy: {error}") from error
