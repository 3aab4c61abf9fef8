"""The checkpoints of a run folder: written atomically, and found again when a run is resumed."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import torch
from lightning.fabric.plugins import TorchCheckpointIO

from plateocr.errors import CheckpointError
from plateocr.files import replace_file

BEST_NAME, LAST_NAME, INTERRUPTED_NAME = "best.ckpt", "last.ckpt", "interrupted.ckpt"


class WholeCheckpoints(TorchCheckpointIO):
    """Writes a checkpoint beside the one it replaces and then renames it.

    Lightning writes through the system's temporary folder; if that is on another file system, a killed run can leave a
    truncated or empty checkpoint.
    """

    def save_checkpoint(self, checkpoint: dict[str, Any], path: str | Path, storage_options: Any = None) -> None:
        """Save atomically. Raises OutputError."""
        content = BytesIO()
        torch.save(checkpoint, content)
        with replace_file(path) as temporary:
            temporary.write_bytes(content.getbuffer())


def checkpoint_to_resume(out: Path, run_name: str, on_note: Callable[[str], None]) -> Path | None:
    """The checkpoint to resume from: the newest or, if that is corrupted, the next one, and finally the best.

    None for a run that was stopped before its first checkpoint. ``run_name`` is the file that marks a run folder.
    ``on_note`` is told which one it is and which are skipped. Raises CheckpointError if there is no readable one.
    """
    newest = [out / name for name in (LAST_NAME, INTERRUPTED_NAME) if (out / name).is_file()]
    newest.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    found = [*newest, *([out / BEST_NAME] if (out / BEST_NAME).is_file() else [])]
    if not found and (out / run_name).is_file():
        on_note(f"{out} has no checkpoint yet; starting from the beginning")
        return None
    if not found:
        raise CheckpointError(f"{out} has no checkpoint to resume from; start without --resume, in a new folder.")
    corrupted: list[CheckpointError] = []
    for path in found:
        try:
            step = open_checkpoint(path).get("global_step", 0)
        except CheckpointError as error:
            corrupted.append(error)
            continue
        passed_over = " and ".join(broken.name for broken in found[: len(corrupted)])
        unreadable = f"{passed_over} in {out} cannot be read; " if corrupted else ""
        on_note(f"{unreadable}resuming from {path.name}, step {step}")
        return path
    raise corrupted[0]


def open_checkpoint(path: Path) -> dict[str, Any]:
    """A Lightning checkpoint, read without unpickling code. Raises CheckpointError if it is corrupted."""
    try:
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    except OSError:
        raise
    except Exception as error:  # torch's unpickler fails in many ways on a broken file
        raise CheckpointError(f"{path} is corrupted; remove it and resume from another, or train again.") from error
    if not isinstance(checkpoint, dict) or "state_dict" not in checkpoint:
        raise CheckpointError(f"{path} is not a training checkpoint; give the last.ckpt or best.ckpt of a run.")
    return checkpoint
