"""The data module of a recogniser: labelled images as batches, split by plate text."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch.utils.data import DataLoader

from plateocr.augment.province_swap import ProvinceSwap
from plateocr.data.folder import LabelledImage, PlateFolder, list_images
from plateocr.data.sides import Group, Parts, split_groups
from plateocr.errors import DataError, ImageError
from plateocr.geometry.quads import Corners
from plateocr.geometry.warps import Pixels
from plateocr.images import open_image
from plateocr.models.registry import architecture
from plateocr.pipeline.preparation import Preparer
from plateocr.plates import ALPHABETS, READ_LAYOUTS, spec_of
from plateocr.synth.glyphs import drawn_glyphs, load_glyphs
from plateocr.training.common.batches import TrainingData
from plateocr.training.common.places import Places
from plateocr.training.recogniser.config import RecogniserConfig
from plateocr.training.recogniser.dataset import Batch, Item, PlateDataset

# Corners (4, 2) and the scores of layouts; None if images are stretched.
Look = tuple[Corners | None, npt.NDArray[np.float32] | None]
_LOOKED_AT_ONCE = 64
# An eight-character plate is taken for one of seven, or two rows for one, in this share of the images, which then have
# no legible character: so that of two layouts the right one is read with more confidence.
_WRONG_LAYOUT = 0.04


def sampling_weights(items: Sequence[Item], balance: float) -> list[float]:
    """How often to draw each item, relative to the others, so that common provinces do not dominate.

    Within a folder, a first character that occurs n times is drawn in proportion to n ** (1 - balance), balance in
    0..1; the folder's share of all draws remains its share of the items.
    """
    keys = [(item.image.path.parent, item.label[0]) for item in items]
    folders, provinces = Counter(folder for folder, _ in keys), Counter(keys)
    drawn = {key: count ** (1 - balance) for key, count in provinces.items()}
    totals: dict[Path, float] = {}
    for (folder, _), share in drawn.items():
        totals[folder] = totals.get(folder, 0.0) + share
    return [folders[key[0]] * drawn[key] / totals[key[0]] / provinces[key] for key in keys]


def in_whole_batches(groups: Sequence[Sequence[int]], batch_size: int, generator: torch.Generator) -> list[int]:
    """The indices of several groups in an order in which each batch is of one group; batches are shuffled.

    What does not fill a batch is left out, unless no group fills one: then it is the largest group.
    """
    batches = [
        group[start : start + batch_size]
        for group in groups
        for start in range(0, len(group) - len(group) % batch_size, batch_size)
    ] or [max(groups, key=len)]
    return [index for place in torch.randperm(len(batches), generator=generator).tolist() for index in batches[place]]


def look_at(paths: Sequence[Path], preparer: Preparer, threads: int = 1) -> tuple[dict[Path, Look], dict[Path, str]]:
    """Open each file once; returns what the rectifier sees, and the faults."""
    found: dict[Path, Look] = {}
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
            rectified = preparer.rectify(list(images.values())) if images else None
            if rectified is None:
                found |= dict.fromkeys(images, (None, None))
            else:
                found |= dict(zip(images, zip(rectified.corners, rectified.layouts, strict=True), strict=True))
    return found, faults


def split_plates(config: RecogniserConfig, places: Places) -> tuple[Parts[LabelledImage], list[str]]:
    """The labelled images of all data folders by side, unopened, and the reasons why other files are left out."""
    scanned: dict[Path, PlateFolder] = {}
    groups = []
    for folder, path in places.data:
        if path not in scanned:
            scanned[path] = PlateFolder.scan(path, ALPHABETS[config.alphabet])
        scan = scanned[path]
        images = [image for image in scan.images if fnmatchcase(image.path.name, folder.files)]
        made = folder.folder in config.prepare
        groups.append(Group(images, folder.repeat, config.is_held_out(folder), made))
    sides = config.sides(places.excluded())
    # Prepared folders also hold images without a plate in their names, for ``negatives``.
    given = (scan for path, scan in scanned.items() if path not in places.prepared.values())
    return split_groups(groups, sides), [f"{bad.path}: {bad.reason}" for scan in given for bad in scan.bad]


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
        alphabet = ALPHABETS[config.alphabet]
        nothing = _without_plates(config, places)
        found_too, _ = look_at([image.path for image in nothing], self.preparer, config.workers)
        train = [_item(image, found[image.path]) for image in parts.train]
        if alphabet.knows_unreadable:
            train += _in_wrong_layout(train, config.seed)
            train += [_item(image, found_too[image.path]) for image in nothing if image.path in found_too]
        glyphs = places.optional(config.glyphs)
        swap = None
        if config.province_swap and config.rectified:
            swap = ProvinceSwap(config.province_swap, [drawn_glyphs(), *([load_glyphs(glyphs)] if glyphs else [])])
        obscured = config.obscured if alphabet.knows_unreadable else 0.0
        self.train = PlateDataset(train, spec, config.recipe, config.seed, swap, alphabet, obscured)
        val = sorted((_item(image, found[image.path]) for image in parts.val), key=lambda one: one.layout.characters)
        self.val = PlateDataset(val, spec, alphabet=alphabet)
        lengths = torch.tensor([item.layout.characters for item in train])
        self.by_length = [torch.nonzero(lengths == length)[:, 0] for length in sorted(set(lengths.tolist()))]
        balance = config.province_balance
        self.weights = torch.tensor(sampling_weights(train, balance), dtype=torch.float64) if balance else None

    def train_dataloader(self) -> DataLoader[Batch]:
        """Shuffled, or drawn by province, and augmented by (seed, epoch)."""
        return self.stream(self.train, len(self._order(0)), self._order)

    def val_dataloader(self) -> DataLoader[Batch]:
        """In order, prepared as for reading, each batch of one length."""
        lengths = [item.layout.characters for item in self.val.items]
        batches = _slices(lengths, 2 * self.config.batch_size)
        return DataLoader(self.val, batch_sampler=batches, **self._loading())

    def _order(self, epoch: int) -> list[int]:
        """As many indices in each epoch, for batches of plates of one length."""
        generator = self.generator(epoch)
        drawn = []
        for members in self.by_length:
            if self.weights is None:
                chosen = torch.randperm(len(members), generator=generator)
            else:
                chosen = torch.multinomial(self.weights[members], len(members), replacement=True, generator=generator)
            drawn.append(members[chosen].tolist())
        return drawn[0] if len(drawn) == 1 else in_whole_batches(drawn, self.config.batch_size, generator)


def _slices(lengths: Sequence[int], batch_size: int) -> list[list[int]]:
    """The indices of items sorted by length, in batches of one length."""
    batches: list[list[int]] = []
    for index, length in enumerate(lengths):
        if not batches or len(batches[-1]) == batch_size or lengths[batches[-1][-1]] != length:
            batches.append([])
        batches[-1].append(index)
    return batches


def _item(image: LabelledImage, look: Look) -> Item:
    """An image in the most likely of the layouts that its text can have; without a text, of all layouts."""
    corners, scores = look
    if corners is None or scores is None:
        return Item(image)
    if not image.plate:
        return Item(image, corners, READ_LAYOUTS[int(scores[: len(READ_LAYOUTS)].argmax())], legible=False)
    possible = [layout for layout in READ_LAYOUTS if spec_of(image.plate, layout)]
    return Item(image, corners, max(possible, key=lambda layout: scores[layout.place]))


def _in_wrong_layout(items: Sequence[Item], seed: int) -> list[Item]:
    """Some of the items once more, in another layout."""
    rng = np.random.default_rng([seed, len(items)])
    wrong = []
    for place in np.flatnonzero(rng.random(len(items)) < _WRONG_LAYOUT):
        item = items[int(place)]
        others = [layout for layout in READ_LAYOUTS if layout != item.layout]
        wrong.append(replace(item, layout=others[int(rng.integers(len(others)))], legible=False))
    return wrong


def _without_plates(config: RecogniserConfig, places: Places) -> list[LabelledImage]:
    """The images without a legible plate that are for training: split by file name, since they have no text."""
    sides = config.sides()
    return [
        image
        for folder in config.negatives
        for path in list_images(places.folder(folder.folder))
        if fnmatchcase(path.name, folder.files) and sides.of(path.name) == "train"
        for image in [LabelledImage(path, "")] * folder.repeat
    ]
