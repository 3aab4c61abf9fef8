"""The one way in which a network is opened with ONNX Runtime, on the CPU."""

from pathlib import Path
from typing import TYPE_CHECKING

from plateocr.errors import CheckpointError

if TYPE_CHECKING:
    import onnxruntime


def open_session(path: str | Path) -> "onnxruntime.InferenceSession":
    """A session for the network in an ONNX file. Raises CheckpointError when it is missing or not a network."""
    import onnxruntime  # slow to import, and not needed where torch reads

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(path, sess_options=options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime raises its own private classes, without a common base
        raise CheckpointError(f"{path} is missing or corrupted: {error}; copy the checkpoint again.") from error
