"""The loggers of a training besides its run folder, and a check before it starts that they will work."""

import netrc
import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import lightning
from lightning.pytorch.loggers import CSVLogger, Logger, TensorBoardLogger, WandbLogger
from torch import nn

from plateocr.errors import ConfigError, MissingExtraError

# The extra to install for each logger.
_EXTRAS = {"wandb": "wandb", "tensorboard": "train"}
_WANDB_URL = "https://api.wandb.ai"
_WITHOUT_LOGIN = frozenset({"offline", "disabled", "dryrun"})


def check_loggers(names: Sequence[str]) -> None:
    """Raise MissingExtraError if a logger's library is not installed, ConfigError if wandb has no login."""
    for name in names:
        if find_spec(name) is None:
            extra = _EXTRAS[name]
            raise MissingExtraError(
                f"--logger {name} needs {name}, which is not installed: pip install 'plateocr[{extra}]'."
            )
    if "wandb" in names and not _wandb_may_log():
        raise ConfigError("--logger wandb has no login: run 'wandb login', or set WANDB_API_KEY or WANDB_MODE=offline.")


def open_loggers(names: Sequence[str], out: Path) -> list[Logger]:
    """The CSV log of a run folder, and the loggers in ``names``."""
    loggers: list[Logger] = [CSVLogger(out, name="log", flush_logs_every_n_steps=50)]
    if "tensorboard" in names:
        loggers.append(TensorBoardLogger(out, name="tensorboard"))
    if "wandb" in names:
        try:
            loggers.append(WandbLogger(project="plateocr", save_dir=out, name=out.name))
        except ModuleNotFoundError as error:  # what Lightning raises if wandb is too old
            raise MissingExtraError(f"--logger wandb: {error}; pip install 'plateocr[wandb]'.") from error
    return loggers


def watch(trainer: lightning.Trainer, module: nn.Module, what: str) -> None:
    """Have wandb, if it is among the loggers, log histograms of the gradients, or with "all" also of the weights."""
    for logger in trainer.loggers:
        if isinstance(logger, WandbLogger):
            logger.watch(module, log=what)


def _wandb_may_log() -> bool:
    """Whether wandb needs no login, or has one: a key in the environment, or one for its host in the netrc file."""
    if os.environ.get("WANDB_MODE") in _WITHOUT_LOGIN or os.environ.get("WANDB_API_KEY"):
        return True
    host = urlsplit(os.environ.get("WANDB_BASE_URL") or _WANDB_URL).hostname or ""
    named = os.environ.get("NETRC")
    files = [Path(named)] if named else [Path.home() / name for name in (".netrc", "_netrc")]
    return any(_names_host(file, host) for file in files)


def _names_host(file: Path, host: str) -> bool:
    try:
        return netrc.netrc(file).authenticators(host) is not None
    except (OSError, netrc.NetrcParseError):
        return False
