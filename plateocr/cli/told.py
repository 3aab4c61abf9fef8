"""The one place where every command passes: what a user can mend is told in one sentence."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from plateocr.cli.output import errors
from plateocr.errors import MissingExtraError, PlateOcrError
from plateocr.files import cannot_write, is_of_writing

COULD_NOT = 2
# As a shell has it for what Ctrl-C ended.
INTERRUPTED = 130
# What brings the libraries that a plain installation lacks.
_EXTRAS = {
    "train": {
        "albumentations", "lightning", "onnx", "onnxscript", "safetensors", "sklearn", "tensorboard", "torch",
        "torchmetrics",
    },
    "wandb": {"wandb"},
}  # fmt: skip


@contextmanager
def told_errors() -> Iterator[None]:
    """Run a command: an error that the user can mend is one sentence on standard error, and exit code 2.

    So are a library that is not installed and an output that cannot be written. A reader of standard output that goes
    away, as ``head`` does, is no error to speak of.
    """
    try:
        try:
            yield
        finally:
            sys.stdout.flush()  # here and not when Python ends, where nobody could tell why it fails
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except PlateOcrError as error:
        _end(str(error))
    except ModuleNotFoundError as error:
        if (error.name or "plateocr").split(".")[0] == "plateocr":
            raise
        _end(str(missing_library(error)))
    except BrokenPipeError:
        _silence_output()
        sys.exit(1)
    except OSError as error:
        if not is_of_writing(error) and error.filename is None:
            raise
        _silence_output()
        where = error.filename or "the output"
        _end(str(cannot_write(where, error)) if is_of_writing(error) else f"{where}: {error.strerror}.")


def missing_library(error: ModuleNotFoundError) -> MissingExtraError:
    """The sentence, with the command that installs it, for a library that is not there."""
    library = (error.name or "").split(".")[0]
    extra = next((f"[{name}]" for name, libraries in _EXTRAS.items() if library in libraries), "")
    return MissingExtraError(f"this command needs {library}, which is not installed: pip install 'plateocr{extra}'.")


def _end(sentence: str) -> None:
    errors.print(f"plateocr: {sentence}", style="red", markup=False)
    sys.exit(COULD_NOT)


def _silence_output() -> None:
    """What is still to be written to standard output is dropped; else Python complains of it when it ends."""
    if sys.__stdout__ is None or sys.stdout is not sys.__stdout__:
        return
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.__stdout__.fileno())
    os.close(null)
