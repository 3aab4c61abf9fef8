"""The training samples of the detector: composed scenes with their target maps."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.utils.data import Dataset

from plateocr.pipeline.detector import OFFSET_SCALE, STRIDE
from plateocr.pipeline.rectifier import signed
from plateocr.plates import Layout
from plateocr.synth.scenes.compose import CANVAS, Material, PlateTarget, compose
from plateocr.training.common.batches import Place

_CELLS = CANVAS // STRIDE
# The offsets of plates narrower than this, in pixels, get more weight the narrower they are, up to a limit.
_USUAL_WIDTH, _MOST_WEIGHT = 64.0, 2.5


class SceneDataset(Dataset[tuple[Tensor, Tensor, Tensor, Tensor]]):
    """Images (3, 320, 320) in -1..1, heat (5, 40, 40), offsets (8, 40, 40) and their weights (1, 40, 40).

    Indexed by (index, epoch); each is composed from (seed, epoch, index).
    """

    def __init__(self, material: Material, length: int, seed: int) -> None:
        self.material = material
        self.length = length
        self.seed = seed

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, place: Place) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        index, epoch = place
        pixels, plates = compose(self.material, np.random.default_rng([self.seed, epoch, index]))
        heat, offsets, weights = targets(plates)
        return tuple(map(torch.from_numpy, (signed(pixels), heat, offsets, weights)))  # type: ignore[return-value]


def targets(
    plates: Sequence[PlateTarget],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Heat (5, 40, 40), offsets (8, 40, 40) and the weights of the offsets (1, 40, 40) for plates on a canvas.

    Heat is 1 in the cell of a plate's centre and falls off as a Gaussian a quarter as wide and high as the plate. A
    plate whose centre is outside the canvas has no heat.
    """
    layouts = list(Layout)
    heat = np.zeros((len(layouts), _CELLS, _CELLS), np.float32)
    offsets = np.zeros((8, _CELLS, _CELLS), np.float32)
    weights = np.zeros((1, _CELLS, _CELLS), np.float32)
    nearest = np.full((_CELLS, _CELLS), 0.3, np.float32)
    centres = (np.arange(_CELLS) + 0.5) * STRIDE
    for plate in plates:
        middle = plate.corners.mean(axis=0)
        column, row = (int(value // STRIDE) for value in middle)
        if not (0 <= column < _CELLS and 0 <= row < _CELLS):
            continue
        width, height = np.maximum(np.ptp(plate.corners, axis=0), STRIDE)
        x = (centres - centres[column]) / max(width / 8, STRIDE / 2)
        y = (centres - centres[row]) / max(height / 8, STRIDE / 2)
        blob = np.exp(-0.5 * (x[None, :] ** 2 + y[:, None] ** 2)).astype(np.float32)
        channel = layouts.index(plate.layout)
        heat[channel] = np.maximum(heat[channel], blob)
        near = blob > nearest
        nearest[near] = blob[near]
        to_corners = plate.corners.ravel()[:, None, None] - np.stack(np.meshgrid(centres, centres))[[0, 1] * 4]
        offsets[:, near] = (to_corners / OFFSET_SCALE)[:, near]
        weights[0][near] = blob[near] * min(_MOST_WEIGHT, _USUAL_WIDTH / width)
    return heat, offsets, weights
