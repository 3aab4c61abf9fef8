"""The exit codes of all commands, and readable messages for errors that a user can fix."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from plateocr.cli.output import errors
from plateocr.errors import MissingExtraError, PlateOcrError, TrainingInterruptedError
from plateocr.files import cannot_write, is_of_writing

BAD_FILES = 1
FAILURE = 2
# 128 + SIGINT, as in a shell after Ctrl-C.
INTERRUPTED = 130
# The optional extras and their libraries.
_EXTRAS = {
    "train": {
        "albumentations", "lightning", "onnx", "onnxscript", "safetensors", "sklearn", "tensorboard", "torch",
        "torchmetrics",
    },
    "wandb": {"wandb"},
}  # fmt: skip


@contextmanager
def exit_on_error() -> Iterator[None]:
    """Run a command; errors that the user can fix become one sentence on standard error, and exit code 2.

    These include a library that is not installed and an output that cannot be written. If the reader of standard
    output goes away, as ``head`` does, nothing is printed.
    """
    try:
        try:
            yield
        finally:
            sys.stdout.flush()  # here, since a failure at interpreter shutdown could not be reported
    except KeyboardInterrupt:
        _fail("interrupted.", INTERRUPTED)
    except TrainingInterruptedError as error:
        _fail(str(error), INTERRUPTED)
    except PlateOcrError as error:
        _fail(str(error))
    except ModuleNotFoundError as error:
        if (error.name or "plateocr").split(".")[0] == "plateocr":
            raise
        _fail(str(missing_library(error)))
    except BrokenPipeError:
        _silence_output()
        sys.exit(1)
    except OSError as error:
        if not is_of_writing(error) and error.filename is None:
            raise
        _silence_output()
        where = error.filename or "the output"
        _fail(str(cannot_write(where, error)) if is_of_writing(error) else f"{where}: {error.strerror}.")


def missing_library(error: ModuleNotFoundError) -> MissingExtraError:
    """The error for a library that is not installed, with the command that installs it."""
    library = (error.name or "").split(".")[0]
    extra = next((f"[{name}]" for name, libraries in _EXTRAS.items() if library in libraries), "")
    return MissingExtraError(f"this command needs {library}, which is not installed: pip install 'plateocr{extra}'.")


def _fail(sentence: str, code: int = FAILURE) -> None:
    errors.print(f"plateocr: {sentence}", style="red", markup=False)
    sys.exit(code)


def _silence_output() -> None:
    """Discard pending standard output, about which Python would otherwise complain at shutdown."""
    if sys.__stdout__ is None or sys.stdout is not sys.__stdout__:
        return
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.__stdout__.fileno())
    os.close(null)
