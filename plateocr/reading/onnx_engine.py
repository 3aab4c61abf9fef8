"""ONNX Runtime: what the app reads with, no torch needed."""

from pathlib import Path

import onnxruntime

from plateocr.errors import CheckpointError
from plateocr.models.config import ONNX_NAME
from plateocr.reading.engine import Array


class OnnxEngine:
    """Runs ``model.onnx`` of a checkpoint folder on the CPU. Raises CheckpointError when it is not a network."""

    name = "onnx"

    def __init__(self, folder: str | Path) -> None:
        path = Path(folder) / ONNX_NAME
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(path, sess_options=options, providers=["CPUExecutionProvider"])
        except Exception as error:  # ONNX Runtime raises its own private classes, without a common base
            raise CheckpointError(f"{path} is corrupted: {error}; copy the checkpoint again.") from error

    def logits(self, batch: Array) -> tuple[Array, Array]:
        """(B, 3, height, width) float32 to province logits (B, 31) and tail logits (B, 6, 35)."""
        province, tail = self._session.run(["province", "tail"], {"pictures": batch})
        return province, tail
