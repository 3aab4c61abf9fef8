"""The checkpoints of a run folder: written whole, and found again when a run goes on."""

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

    Lightning's own way goes through the system's temporary folder; where that is another file system, a run that is
    stopped leaves a checkpoint of part of its bytes, or of none.
    """

    def save_checkpoint(self, checkpoint: dict[str, Any], path: str | Path, storage_options: Any = None) -> None:
        """Save whole or not at all. Raises OutputError."""
        content = BytesIO()
        torch.save(checkpoint, content)
        with replace_file(path) as temporary:
            temporary.write_bytes(content.getbuffer())


def checkpoint_to_resume(out: Path, run_name: str, on_note: Callable[[str], None]) -> Path | None:
    """The checkpoint that a run goes on from: the newest, or, where that is corrupted, the next, and at last the best.

    None for a run that was ended before its first. ``run_name`` is the file that makes a folder a run. ``on_note`` is
    told of those that are passed over. Raises CheckpointError when there is none that can be read.
    """
    newest = [out / name for name in (LAST_NAME, INTERRUPTED_NAME) if (out / name).is_file()]
    newest.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    found = [*newest, *([out / BEST_NAME] if (out / BEST_NAME).is_file() else [])]
    if not found and (out / run_name).is_file():
        on_note(f"{out} has no checkpoint yet; starting from the beginning")
        return None
    if not found:
        raise CheckpointError(f"{out} holds no checkpoint to resume from; start without --resume, in a new folder.")
    corrupted: list[CheckpointError] = []
    for path in found:
        try:
            step = open_checkpoint(path).get("global_step", 0)
        except CheckpointError as error:
            corrupted.append(error)
            continue
        if corrupted:
            passed_over = " and ".join(broken.name for broken in found[: len(corrupted)])
            on_note(f"{passed_over} in {out} cannot be read; going on from {path.name}, step {step}")
        return path
    raise corrupted[0]


def open_checkpoint(path: Path) -> dict[str, Any]:
    """A Lightning checkpoint, read without unpickling code. Raises CheckpointError when it is corrupted."""
    try:
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    except OSError:
        raise
    except Exception as error:  # whatever the bytes of a broken file make torch's unpickler stumble over
        raise CheckpointError(f"{path} is corrupted; remove it and resume from another, or train again.") from error
    if not isinstance(checkpoint, dict) or "state_dict" not in checkpoint:
        raise CheckpointError(f"{path} is not a checkpoint of a training; give the last.ckpt or best.ckpt of a run.")
    return checkpoint
