"""``run.json``: what a run folder says of itself, and whether a resumed training is still the same one."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from plateocr.data.split import Split
from plateocr.errors import CheckpointError, ConfigError
from plateocr.training.recogniser.config import TrainConfig

RUN_NAME = "run.json"
# What may change when a run is resumed on another machine: it does not decide what is learned.
MACHINE_SETTINGS = frozenset({"workers", "devices", "nodes", "strategy", "loggers"})


class RunDescription(BaseModel):
    """The whole of ``run.json``; ``images`` counts train, val and left_out.

    ``resolved``: for each name of the Hub in the config, the same name with the commit that was fetched.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    config: TrainConfig
    split_hash: str
    images: dict[str, int]
    resolved: dict[str, str] = {}

    def as_fetched(self, name: str) -> str:
        """What ``name`` of the config stood for: with its commit where it is one of the Hub."""
        return self.resolved.get(name, name)


def read_description(out: Path) -> RunDescription:
    """``run.json`` of a run folder. Raises CheckpointError when it is not one, or is damaged."""
    path = out / RUN_NAME
    if not path.is_file():
        raise CheckpointError(f"{out} is not a run folder: it has no {RUN_NAME}. Make one with 'plateocr train'.")
    try:
        return RunDescription.model_validate_json(path.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError) as error:
        raise CheckpointError(f"{path} is damaged; train again in a new folder.") from error


def describe(config: TrainConfig, split: Split, resolved: dict[str, str]) -> RunDescription:
    """What ``run.json`` says of a training with ``config`` on ``split``; ``resolved`` is that of its sources."""
    counts = {"train": len(split.train), "val": len(split.val), "left_out": len(split.left_out)}
    return RunDescription(config=config, split_hash=split.hash(), images=counts, resolved=resolved)


def check_same(before: RunDescription, now: RunDescription) -> None:
    """Raise ConfigError, naming the setting, when a resumed training would learn otherwise than it began to."""
    for name in TrainConfig.model_fields.keys() - MACHINE_SETTINGS:
        was, given = getattr(before.config, name), getattr(now.config, name)
        if was != given:
            raise ConfigError(
                f"--{name.replace('_', '-')} was {_in_words(was)} when the run began and is {_in_words(given)} now; "
                "resume with the settings it began with, or give a new folder."
            )
    if (before.split_hash, before.images) != (now.split_hash, now.images):
        raise ConfigError("the images in --data or --exclude have changed since the run began; give a new folder.")


def _in_words(value: object) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, tuple) else str(value)
