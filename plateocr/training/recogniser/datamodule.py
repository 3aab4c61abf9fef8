"""Labelled images as batches: the data set, and the data module of a recogniser, split by plate text."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from plateocr.augment.province_swap import ProvinceSwap
from plateocr.augment.recipes import FULL_SIZE, jitter_corners, transforms_of
from plateocr.augment.transforms import augment
from plateocr.data.folder import LabelledImage, PlateFolder
from plateocr.data.sides import Group, Parts, split_groups
from plateocr.errors import DataError, ImageError
from plateocr.geometry.quads import Corners
from plateocr.geometry.warps import Pixels
from plateocr.images import InputSpec, open_image
from plateocr.models.registry import architecture
from plateocr.pipeline.preparation import Preparer, normalise, rectify, shrink, stretch
from plateocr.plates import SEVEN, PlateKind, PlateSpec
from plateocr.synth.glyphs import drawn_glyphs, load_glyphs
from plateocr.synth.pool import SIDECAR_NAME
from plateocr.training.common.batches import Place, TrainingData
from plateocr.training.common.places import Places
from plateocr.training.recogniser.config import RecogniserConfig

Batch = tuple[Tensor, Tensor]
_LOOKED_AT_ONCE = 64


class PlateDataset(Dataset[Batch]):
    """Images (3, height, width) float32 and labels int64, the class of each slot of ``plates``.

    With a recipe, each image is augmented anew each epoch, seeded by (seed, epoch, index) and so independent of the
    number of workers. Without one it is prepared as for reading. ``corners`` (n, 4, 2) are those of the plates; None if
    images are stretched. With a recipe and corners, ``swap`` paints another province on some of the images that were
    not synthesised. Raises ImageError on a file that cannot be read.
    """

    def __init__(
        self,
        images: Sequence[LabelledImage],
        spec: InputSpec,
        recipe: str | None = None,
        seed: int = 0,
        corners: Corners | None = None,
        swap: ProvinceSwap | None = None,
        plates: PlateSpec = SEVEN,
    ) -> None:
        self.images = images
        self.plates = plates
        self.spec = spec
        self.seed = seed
        self.corners = corners
        self.transforms = transforms_of(recipe) if recipe else None
        self.full_size = recipe in FULL_SIZE and corners is None
        self.swap = swap if recipe else None
        folders = {image.path.parent for image in images} if self.swap else set()
        self.synthesised = {folder for folder in folders if (folder / SIDECAR_NAME).exists()}

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, place: int | Place) -> Batch:
        index, epoch = place if isinstance(place, tuple) else (place, 0)
        labelled = self.images[index]
        plate = labelled.plate
        image = np.asarray(open_image(labelled.path))
        seeds = np.random.SeedSequence([self.seed, epoch, index])
        if self.corners is None:
            if self.full_size:
                image = self._augment(image, seeds)
            pixels = stretch(image, self.spec)
        else:
            corners = self.corners[index]
            if self.transforms:
                jitter_seeds, swap_seeds = seeds.spawn(2)
                if self.swap and labelled.path.parent not in self.synthesised:
                    image, plate = self.swap.maybe(shrink(image, self.spec), corners, plate, swap_seeds)
                corners = jitter_corners(corners, jitter_seeds)
            pixels = rectify(image, corners, self.spec)
        if not self.full_size:
            pixels = self._augment(pixels, seeds)
        return torch.from_numpy(normalise(pixels, self.spec)), torch.tensor(self.plates.encode(plate))

    def _augment(self, pixels: Pixels, seeds: np.random.SeedSequence) -> Pixels:
        return augment(self.transforms, pixels, seeds) if self.transforms else pixels


def sampling_weights(images: Sequence[LabelledImage], balance: float) -> list[float]:
    """How often to draw each image, relative to the others, so that common provinces do not dominate.

    Within a folder, a province that occurs n times is drawn in proportion to n ** (1 - balance), balance in 0..1; the
    folder's share of all draws remains its share of the images.
    """
    folders = Counter(image.path.parent for image in images)
    provinces = Counter((image.path.parent, image.plate[0]) for image in images)
    drawn = {key: count ** (1 - balance) for key, count in provinces.items()}
    totals: dict[Path, float] = {}
    for (folder, _), share in drawn.items():
        totals[folder] = totals.get(folder, 0.0) + share
    keys = [(image.path.parent, image.plate[0]) for image in images]
    return [folders[key[0]] * drawn[key] / totals[key[0]] / provinces[key] for key in keys]


def look_at(
    paths: Sequence[Path], preparer: Preparer, threads: int = 1
) -> tuple[dict[Path, Corners | None], dict[Path, str]]:
    """Open each file once; returns plates' corners (4, 2), None if the preparer stretches images, and the faults."""
    found: dict[Path, Corners | None] = {}
    faults: dict[Path, str] = {}

    def open_or_fault(path: Path) -> Pixels | str:
        try:
            return np.asarray(open_image(path))
        except ImageError as error:
            return str(error)

    paths = list(dict.fromkeys(paths))
    with ThreadPoolExecutor(max(1, threads)) as pool:
        for start in range(0, len(paths), _LOOKED_AT_ONCE):
            batch = paths[start : start + _LOOKED_AT_ONCE]
            opened = dict(zip(batch, pool.map(open_or_fault, batch), strict=True))
            faults |= {path: one for path, one in opened.items() if isinstance(one, str)}
            images = {path: one for path, one in opened.items() if not isinstance(one, str)}
            corners = preparer.corners(list(images.values())) if images else None
            found |= dict.fromkeys(images) if corners is None else dict(zip(images, corners, strict=True))
    return found, faults


def split_plates(config: RecogniserConfig, places: Places) -> tuple[Parts[LabelledImage], list[str]]:
    """The labelled images of all data folders by side, unopened, and the reasons why other files are left out."""
    scanned: dict[Path, PlateFolder] = {}
    groups = []
    for folder, path in places.data:
        if path not in scanned:
            scanned[path] = PlateFolder.scan(path, architecture(config.model).spec)
        scan = scanned[path]
        images = [image for image in scan.images if fnmatchcase(image.path.name, folder.files)]
        made = folder.folder in config.prepare
        groups.append(Group(images, folder.repeat, config.is_held_out(folder), made))
    sides = config.sides(places.excluded())
    return split_groups(groups, sides), [f"{bad.path}: {bad.reason}" for scan in scanned.values() for bad in scan.bad]


class RecogniserData(TrainingData):
    """Training and validation batches of labelled folders.

    Each image is opened once at the start, to check that it can be read and, if images are rectified, to find its
    plate. Raises DataError if too few images are left on a side.
    """

    def __init__(self, config: RecogniserConfig, places: Places, on_note: Callable[[str], None] = print) -> None:
        super().__init__(config)
        self.recogniser = config
        built = architecture(config.model)
        spec = built.input.model_copy(update={"framing": "corners" if config.rectified else "stretch"})
        self.preparer = Preparer(spec, places.rectifier())
        parts, faults = split_plates(config, places)
        total = len(parts.train) + len(parts.val)
        found, unreadable = look_at([image.path for image in (*parts.train, *parts.val)], self.preparer, config.workers)
        parts.train = [image for image in parts.train if image.path in found]
        parts.val = [image for image in parts.val if image.path in found]
        faults += unreadable.values()
        if faults:
            on_note(f"{len(faults)} files left out, the first: {faults[0]} ('plateocr data check' lists all)")
        if not parts.train or not parts.val:
            left_out = f" ({len(parts.left_out)} more show excluded plates)" if parts.left_out else ""
            raise DataError(
                f"{total - len(unreadable)} readable images{left_out} give {len(parts.train)} for training and "
                f"{len(parts.val)} for validation; add images, or change --val-fraction or --exclude."
            )
        on_note(f"{len(parts.train)} images for training, {len(parts.val)} for validation")
        self.parts, self.images, self.split_hash = parts, parts.counts(), parts.hash()
        glyphs = places.optional(config.glyphs)
        swap = None
        if config.province_swap and config.rectified and built.kind is PlateKind.SEVEN:
            swap = ProvinceSwap(config.province_swap, [drawn_glyphs(), *([load_glyphs(glyphs)] if glyphs else [])])
        corners = [_stack([found[image.path] for image in side]) for side in (parts.train, parts.val)]
        self.train = PlateDataset(parts.train, spec, config.recipe, config.seed, corners[0], swap, built.spec)
        self.val = PlateDataset(parts.val, spec, corners=corners[1], plates=built.spec)
        balance = config.province_balance
        self.weights = torch.tensor(sampling_weights(parts.train, balance), dtype=torch.float64) if balance else None

    def train_dataloader(self) -> DataLoader[Batch]:
        """Shuffled, or drawn by province, and augmented by (seed, epoch)."""
        return self.stream(self.train, len(self.train), self._order)

    def val_dataloader(self) -> DataLoader[Batch]:
        """In order, prepared as for reading."""
        return self.in_order(self.val, 2 * self.config.batch_size)

    def _order(self, epoch: int) -> list[int]:
        if self.weights is None:
            return self.shuffled(epoch, len(self.train))
        drawn = torch.multinomial(self.weights, len(self.train), replacement=True, generator=self.generator(epoch))
        numbers: list[int] = drawn.tolist()
        return numbers


def _stack(corners: Sequence[Corners | None]) -> Corners | None:
    known = [one for one in corners if one is not None]
    return np.stack(known) if known else None
