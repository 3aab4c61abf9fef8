"""The images of a recogniser's training, prepared, augmented, and some of their characters made unreadable."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from plateocr.augment.obscure import obscure
from plateocr.augment.province_swap import SWAPPED, ProvinceSwap
from plateocr.augment.recipes import FULL_SIZE, jitter_corners, transforms_of
from plateocr.augment.transforms import augment
from plateocr.data.folder import LabelledImage
from plateocr.geometry.quads import Corners
from plateocr.geometry.warps import Pixels
from plateocr.images import InputSpec, open_image
from plateocr.pipeline.preparation import normalise, rectify, shrink, spans_of, stretch
from plateocr.plates import NOTEBOOK, UNREADABLE, Alphabet, Layout, spec_of
from plateocr.synth.pool import SIDECAR_NAME
from plateocr.training.common.batches import Place

Batch = tuple[Tensor, Tensor]


@dataclass(frozen=True, eq=False)
class Item:
    """An image as one plate: its corners (4, 2) in fractions of the image, None if it is stretched, and the layout in
    which it is shown to the network.

    legible: False if nothing can be read: there is no plate, or it has another layout.
    """

    image: LabelledImage
    corners: Corners | None = None
    layout: Layout = Layout.SEVEN
    legible: bool = True

    @property
    def label(self) -> str:
        """What the network is to say."""
        return self.image.plate if self.legible else UNREADABLE * self.layout.characters


class PlateDataset(Dataset[Batch]):
    """Images (3, height, width) float32 and labels int64, the class of each character in ``alphabet``.

    With a recipe, each image is augmented anew each epoch, seeded by (seed, epoch, index) and so independent of the
    number of workers. Without one it is prepared as for reading. With a recipe and corners, ``swap`` paints another
    province on some of the images that were not synthesised, and a share ``obscured`` of plates gets a character that
    cannot be read. Raises ImageError on a file that cannot be read.
    """

    def __init__(
        self,
        items: Sequence[Item],
        spec: InputSpec,
        recipe: str | None = None,
        seed: int = 0,
        swap: ProvinceSwap | None = None,
        alphabet: Alphabet = NOTEBOOK,
        obscured: float = 0.0,
    ) -> None:
        self.items = items
        self.spec = spec
        self.seed = seed
        self.alphabet = alphabet
        self.transforms = transforms_of(recipe) if recipe else None
        self.full_size = recipe in FULL_SIZE and not any(item.corners is not None for item in items)
        self.swap = swap if recipe else None
        self.obscured = obscured if recipe else 0.0
        folders = {item.image.path.parent for item in items} if self.swap else set()
        self.synthesised = {folder for folder in folders if (folder / SIDECAR_NAME).exists()}

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, place: int | Place) -> Batch:
        index, epoch = place if isinstance(place, tuple) else (place, 0)
        item = self.items[index]
        seeds = np.random.SeedSequence([self.seed, epoch, index])
        image, text = np.asarray(open_image(item.image.path)), item.label
        if item.corners is None:
            if self.full_size:
                image = self._augment(image, seeds)
            pixels = stretch(image, self.spec)
        else:
            pixels, text = self._rectified(image, item, seeds)
        if not self.full_size:
            pixels = self._augment(pixels, seeds)
        return torch.from_numpy(normalise(pixels, self.spec)), torch.tensor(self.alphabet.encode(text))

    def _rectified(self, image: Pixels, item: Item, seeds: np.random.SeedSequence) -> tuple[Pixels, str]:
        """The upright plate, and its text."""
        assert item.corners is not None
        text, corners = item.label, item.corners
        if not self.transforms:
            return rectify(image, corners, self.spec, item.layout), text
        jitter_seeds, swap_seeds, obscure_seeds = seeds.spawn(3)
        swappable = item.legible and item.layout.rows == 1 and spec_of(text, item.layout) in SWAPPED
        if self.swap and swappable and item.image.path.parent not in self.synthesised:
            image, text = self.swap.maybe(shrink(image, self.spec), corners, text, swap_seeds)
        pixels = rectify(image, jitter_corners(corners, jitter_seeds), self.spec, item.layout)
        rng = np.random.default_rng(obscure_seeds)
        kind = spec_of(text, item.layout) if item.legible else None
        if kind and rng.random() < self.obscured:
            pixels, text = obscure(pixels, text, spans_of(self.spec, item.layout, kind), rng)
        return pixels, text

    def _augment(self, pixels: Pixels, seeds: np.random.SeedSequence) -> Pixels:
        return augment(self.transforms, pixels, seeds) if self.transforms else pixels
