"""Opening networks in ONNX Runtime, on the CPU."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from plateocr.errors import CheckpointError

if TYPE_CHECKING:
    import onnxruntime

# Threads per session; 0 lets ONNX Runtime use all cores.
_threads: ContextVar[int] = ContextVar("threads of a session", default=0)


@contextmanager
def single_threaded_sessions() -> Iterator[None]:
    """Sessions opened in this block compute only on the calling thread.

    For servers, which read several images at once: on two cores, a photo then takes half the processor time that it
    takes if each of two callers computes with two threads, which wait for one another.
    """
    before = _threads.set(1)
    try:
        yield
    finally:
        _threads.reset(before)


def open_session(path: str | Path) -> "onnxruntime.InferenceSession":
    """A session for the network in an ONNX file. Raises CheckpointError if it is missing or not a network."""
    # Unless this is set before the import, ONNX Runtime sends telemetry: a file in the home folder and a network call,
    # to which our users have not agreed.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime  # slow to import, and not needed for reading with torch

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = _threads.get()
    try:
        return onnxruntime.InferenceSession(path, sess_options=options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime raises its own private classes, without a common base
        raise CheckpointError(
            "{path} is missing or corrupted: {why}; copy the checkpoint again.", path=path, why=str(error)
        ) from error


def input_name(session: "onnxruntime.InferenceSession") -> str:
    """The name of a network's only input: "pictures" in older exports."""
    return str(session.get_inputs()[0].name)
