"""plateocr reads Chinese licence plates with seven characters.

The public API is small, and each part is imported on first use so that ``import plateocr`` stays fast:
``PlatePipeline``, ``PlateReader``, ``PlatePrediction``, ``CharacterPrediction``, ``PlateOcrError`` and
``load_checkpoint``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"

if TYPE_CHECKING:
    from plateocr.errors import PlateOcrError
    from plateocr.models.checkpoint import load_checkpoint
    from plateocr.pipeline.pipeline import PlatePipeline
    from plateocr.pipeline.prediction import CharacterPrediction, PlatePrediction
    from plateocr.pipeline.reader import PlateReader

_HOMES = {
    "PlateOcrError": "plateocr.errors",
    "PlatePipeline": "plateocr.pipeline.pipeline",
    "PlateReader": "plateocr.pipeline.reader",
    "PlatePrediction": "plateocr.pipeline.prediction",
    "CharacterPrediction": "plateocr.pipeline.prediction",
    "load_checkpoint": "plateocr.models.checkpoint",
}

__all__ = [
    "CharacterPrediction",
    "PlateOcrError",
    "PlatePipeline",
    "PlatePrediction",
    "PlateReader",
    "__version__",
    "load_checkpoint",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'plateocr' has no attribute {name!r}")
