"""PyTorch, for research on the weights themselves."""

from pathlib import Path

import torch

from plateocr.models.checkpoint import load_checkpoint
from plateocr.pipeline.engine import Array


class TorchEngine:
    """Runs ``model.safetensors`` of a checkpoint folder on the CPU. Raises CheckpointError."""

    name = "torch"

    def __init__(self, folder: str | Path) -> None:
        self._network, _ = load_checkpoint(folder)

    def logits(self, batch: Array) -> tuple[Array, Array]:
        """(B, 3, height, width) float32 to province logits (B, 31) and tail logits (B, 6, 35)."""
        with torch.inference_mode():
            province, tail = self._network(torch.from_numpy(batch))
        return province.numpy(), tail.numpy()
