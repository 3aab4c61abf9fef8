"""Adds to a wheel what plateocr needs besides the package: checkpoints and assets, without the weights for training.

An editable install finds them in the repository and gets no copies.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODELS = ("simple", "lstm", "rectifier", "detector")
CHECKPOINT_FILES = ("config.json", "metrics.json", "model.onnx", "README.md")
ASSETS = ("demo", "examples")


class ShippedFiles(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is internal to hatchling
    """Adds the shipped checkpoints and assets to a wheel, where ``plateocr.shipped`` looks for them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a build; ``version`` is "standard" or "editable"."""
        if version == "editable":
            return
        root = Path(self.root)
        for model in MODELS:
            for name in CHECKPOINT_FILES:
                build_data["force_include"][str(root / "checkpoints" / model / name)] = (
                    f"plateocr/checkpoints/{model}/{name}"
                )
        for name in ASSETS:
            build_data["force_include"][str(root / "assets" / name)] = f"plateocr/assets/{name}"
