"""What the corner network learns from: crops of plates whose corners are known, varied anew each epoch."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import Dataset

from plateocr.augment.corruptions import DISTURBANCES, disturb_by_one
from plateocr.data.ccpd_names import is_ccpd_name, parse_ccpd_name
from plateocr.data.folder import list_images
from plateocr.errors import DataError
from plateocr.images import InputSpec, open_image
from plateocr.pipeline.rectifier import rectifier_input
from plateocr.synth.pool import SIDECAR_NAME
from plateocr.training.common.batches import Place

Pixels = npt.NDArray[np.uint8]
_SIZE = (InputSpec().width, InputSpec().height)
# A CCPD photo is a thousand pixels high and holds one plate: it is shown in so many crops an epoch.
CROPS_A_PHOTO = 12
_PHOTO_MARGIN = 0.5
# Mean and standard deviation, in shares of the width or height, as people cut crops and as a detector cuts photos.
_TIGHT_MARGINS, _LOOSE_MARGINS = (0.01, 0.025), (0.06, 0.09)
# Of the training images, so that a plate is known by more than its blue: some cameras show it brown or violet.
_OTHER_HUE_SHARE = 0.25
_DISTURBED_SHARE = 0.35  # of the training images: in the shade, with wires or text over the plate, and the like
_BORDERS = (cv2.BORDER_REPLICATE, cv2.BORDER_REFLECT, cv2.BORDER_CONSTANT)


@dataclass(frozen=True, eq=False)
class CornerSample:
    """An image, the corners of its plate in pixels (4, 2), left-top first and clockwise, and how it is cut.

    ``photo``: the image is a whole photo, and a crop around the plate is taken; else it is a crop as it is.
    """

    path: Path
    plate: str
    corners: npt.NDArray[np.float64]
    photo: bool


def corner_samples(folder: Path) -> list[CornerSample]:
    """The samples of a folder that ``plateocr synth`` wrote, or that holds photos with CCPD's annotation in the name.

    Raises DataError when it has no corners.
    """
    return _synthesised(folder) if (folder / SIDECAR_NAME).is_file() else _annotated(folder)


class CornerDataset(Dataset[tuple[Tensor, Tensor]]):
    """Images (3, 32, 112) float32 in -1..1 and corners (4, 2) float32 in fractions of the image.

    In training each image, asked for by its index and the epoch, is cropped and lit anew each epoch, seeded by (seed,
    epoch, index); in validation, asked for by its index, a crop is shown as it is, and a photo is cut along the plate's
    upright box.
    """

    def __init__(self, samples: Sequence[CornerSample], seed: int = 0) -> None:
        self.samples = samples
        self.seed = seed

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, place: int | Place) -> tuple[Tensor, Tensor]:
        index, epoch = place if isinstance(place, tuple) else (place, None)
        sample = self.samples[index]
        image, corners = open_image(sample.path), sample.corners
        if sample.photo:
            image, corners = cut_around(image, corners, _PHOTO_MARGIN if epoch is not None else 0.0)
        fractions = corners / image.size
        pixels: Pixels = np.asarray(image.resize(_SIZE, Image.Resampling.BILINEAR))
        if epoch is not None:
            rng = np.random.default_rng([self.seed, epoch, index])
            pixels, fractions = vary_crop(pixels, fractions, rng, on_plate=sample.photo)
            if rng.random() < _DISTURBED_SHARE:
                pixels = disturb_by_one(DISTURBANCES, pixels, rng)
            pixels = vary_light(pixels, rng)
        prepared = rectifier_input(Image.fromarray(pixels))
        return torch.from_numpy(prepared), torch.from_numpy(fractions.astype(np.float32))


def cut_around(
    photo: Image.Image, corners: npt.NDArray[np.float64], margin: float
) -> tuple[Image.Image, npt.NDArray[np.float64]]:
    """The upright box around ``corners``, wider by ``margin`` (a fraction of its sides), cut out; and its corners."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    spread = (high - low) * margin
    left, top = (int(value) for value in np.maximum(low - spread, 0))
    right, bottom = (int(value) for value in np.minimum(np.ceil(high + spread), photo.size))
    return photo.crop((left, top, right, bottom)), corners - (left, top)


def vary_crop(
    pixels: Pixels, corners: npt.NDArray[np.float64], rng: np.random.Generator, *, on_plate: bool
) -> tuple[Pixels, npt.NDArray[np.float64]]:
    """Another framing of an image (H, W, 3) with corners in fractions: moved, scaled, sheared, in perspective.

    ``on_plate``: the frame is laid around the plate's upright box, not around the image.
    """
    loose = rng.random() < 0.35
    left, top, right, bottom = rng.normal(*(_LOOSE_MARGINS if loose else _TIGHT_MARGINS), 4)
    frame = np.array([[-left, -top], [1 + right, -top], [1 + right, 1 + bottom], [-left, 1 + bottom]])
    if rng.random() < 0.5:
        frame += rng.normal(0, 0.02, (4, 2))
    if rng.random() < 0.4:
        frame[:, 0] += rng.normal(0, 0.06) * (frame[:, 1] - 0.5)
        frame[:, 1] += rng.normal(0, 0.12) * (frame[:, 0] - 0.5)
    if on_plate:
        low, high = corners.min(axis=0), corners.max(axis=0)
        frame = low + frame * (high - low)
    target = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * _SIZE
    homography = cv2.getPerspectiveTransform((frame * _SIZE).astype(np.float32), target.astype(np.float32))
    border = _BORDERS[int(rng.integers(len(_BORDERS)))]
    grey = int(rng.integers(256))
    varied = cv2.warpPerspective(
        pixels, homography, _SIZE, flags=cv2.INTER_LINEAR, borderMode=border, borderValue=(grey, grey, grey)
    )
    moved = cv2.perspectiveTransform((corners * _SIZE)[None], homography)[0] / _SIZE
    return np.asarray(varied, np.uint8), np.asarray(moved, np.float64)


def vary_light(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Other brightness, hue, colour cast or no colour: (H, W, 3) uint8 in and out."""
    if rng.random() < _OTHER_HUE_SHARE:
        pixels = _turn_hue(pixels, int(rng.integers(180)))
    values = pixels.astype(np.float32)
    if rng.random() < 0.5:
        values = values * np.float32(np.exp(rng.normal(0, 0.25))) + np.float32(rng.normal(0, 15))
    if rng.random() < 0.3:
        values = values * np.exp(rng.normal(0, 0.15, 3)).astype(np.float32)
    if rng.random() < 0.1:
        values = np.repeat(values.mean(axis=2, keepdims=True), 3, axis=2)
    return np.asarray(np.clip(values, 0, 255), dtype=np.uint8)


def _turn_hue(pixels: Pixels, turn: int) -> Pixels:
    """All hues turned by ``turn`` of 180, OpenCV's full circle."""
    hsv = cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV)
    hsv[..., 0] = (hsv[..., 0].astype(np.int32) + turn) % 180
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), np.uint8)


def corner_distance(found: Tensor, truth: Tensor) -> Tensor:
    """Distance between corners (n, 4, 2) in fractions, in pixels of the recognisers' input (224 x 64): (n, 4)."""
    distance: Tensor = torch.linalg.vector_norm((found - truth) * found.new_tensor(_SIZE), dim=-1)
    return distance


def _synthesised(folder: Path) -> list[CornerSample]:
    table = pd.read_parquet(folder / SIDECAR_NAME, columns=["file", "plate", "corners"])
    return [
        CornerSample(folder / file, plate, np.asarray(corners, np.float64).reshape(4, 2), photo=False)
        for file, plate, corners in table.itertuples(index=False, name=None)
    ]


def _annotated(folder: Path) -> list[CornerSample]:
    found = []
    for path in list_images(folder):
        if is_ccpd_name(path.name):
            annotation = parse_ccpd_name(path.name)
            corners = np.asarray(annotation.corners, np.float64)
            found.append(CornerSample(path, annotation.plate, corners, photo=True))
    if not found:
        raise DataError(
            f"{folder} has neither {SIDECAR_NAME} (made by 'plateocr synth') nor images with CCPD's annotation in "
            "their names, so the corners of its plates are not known."
        )
    return found
