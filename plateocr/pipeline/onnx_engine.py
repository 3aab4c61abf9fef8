"""ONNX Runtime: the app's engine, which does not need torch."""

from pathlib import Path

from plateocr.models.config import ONNX_NAME
from plateocr.onnx_session import open_session
from plateocr.pipeline.engine import Array


class OnnxEngine:
    """Runs ``model.onnx`` of a checkpoint folder on the CPU. Raises CheckpointError if it is not a network."""

    name = "onnx"

    def __init__(self, folder: str | Path) -> None:
        self._session = open_session(Path(folder) / ONNX_NAME)

    def logits(self, batch: Array) -> tuple[Array, Array]:
        """(B, 3, height, width) float32 to province logits (B, 31) and tail logits (B, 6, 35)."""
        province, tail = self._session.run(["province", "tail"], {"pictures": batch})
        return province, tail
