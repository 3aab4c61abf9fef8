"""What comes with plateocr: two checkpoints, an evaluation to look at, and example images.

In a checkout and in a Space they lie beside the package, in a wheel inside it.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
# The models that plateocr comes with; the last is the one that a command reads with when none is named.
SHIPPED_MODELS = ("simple", "lstm")
DEFAULT_MODEL = SHIPPED_MODELS[-1]


def shipped_checkpoint(model: str) -> Path:
    """The checkpoint folder of a model of SHIPPED_MODELS, whether it is there or not."""
    return _place("checkpoints") / model


def shipped_asset(name: str) -> Path:
    """The folder 'demo' (an evaluation with its images) or 'examples', whether it is there or not."""
    return _place(f"assets/{name}")


DEFAULT_RECTIFIER = _PACKAGE / "assets" / "framing.onnx"
DEFAULT_DETECTOR = _PACKAGE / "assets" / "locate.onnx"


def _place(folder: str) -> Path:
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder
