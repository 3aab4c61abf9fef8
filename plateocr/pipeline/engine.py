"""The two ways to run a network, behind one Protocol."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]


class Engine(Protocol):
    """Runs a network: prepared images in, logits out."""

    name: str

    def logits(self, batch: Array) -> tuple[Array, Array]:
        """(B, 3, height, width) float32 to province logits (B, 31) and tail logits (B, 6, 35)."""
        ...
