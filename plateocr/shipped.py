"""What comes with plateocr: four checkpoints, a demo evaluation and example images.

In a checkout and in a Space they are beside the package, in a wheel inside it.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
# The shipped recognisers; commands use the last one by default.
SHIPPED_MODELS = ("simple", "lstm")
# The networks that every recogniser needs.
SHIPPED_HELPERS = ("rectifier", "detector")
DEFAULT_MODEL = SHIPPED_MODELS[-1]


def shipped_checkpoint(model: str) -> Path:
    """The checkpoint folder of one of SHIPPED_MODELS or SHIPPED_HELPERS, whether it exists or not."""
    return _place("checkpoints") / model


def shipped_asset(name: str) -> Path:
    """The folder 'demo' (an evaluation with its images) or 'examples', whether it exists or not."""
    return _place(f"assets/{name}")


def _place(folder: str) -> Path:
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


DEFAULT_RECTIFIER = shipped_checkpoint("rectifier") / "model.onnx"
DEFAULT_DETECTOR = shipped_checkpoint("detector") / "model.onnx"
