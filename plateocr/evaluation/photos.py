"""A folder of annotated photos: which plates are found, how well, and which crops the readers get."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np
from PIL import Image

from plateocr.data.folder import BadFile, LabelledImage, PlateFolder
from plateocr.data.photo_annotations import AnnotatedPhoto, Box
from plateocr.errors import ImageError
from plateocr.evaluation.run import ID_LENGTH, file_label
from plateocr.files import make_folder, replace_file, sha256_of
from plateocr.geometry.crops import crop_plate
from plateocr.geometry.orientation import turn, turned_back
from plateocr.geometry.quads import WHOLE, iou
from plateocr.geometry.warps import Pixels
from plateocr.images import open_image
from plateocr.pipeline.pipeline import PlatePipeline
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.results import DetectedPlate, ImageReading, Point
from plateocr.plates import Layout, spec_of

CROPS_NAME, ALARMS_NAME = "crops", "alarms"
# A plate counts as found from this IoU on, as in PASCAL VOC.
FOUND_FROM = 0.5

Corners = tuple[Point, Point, Point, Point]
AlarmReads = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Photo:
    """A photo: its path below the evaluated folder, its id (as for crops in evaluation.table), its upright size."""

    name: str
    id: str
    width: int
    height: int


@dataclass(frozen=True)
class Found:
    """A detection; pixels of the upright photo.

    corners: top-left, top-right, bottom-right, bottom-left. score and layout: None if nothing was detected and the
    whole photo was treated as a crop of one plate.
    """

    corners: Corners
    score: float | None
    layout: Layout | None


@dataclass(frozen=True)
class PhotoPlate:
    """An annotated plate and its detection, or a detection where nothing is annotated.

    truth: None if the text is unknown. box: the annotated upright box, None if nothing is annotated. found: None if the
    plate was missed. overlap: IoU of the two boxes, 0..1. crop: the file cropped from the photo for the readers, in
    ``crops``, or in ``alarms`` if nothing is annotated; None if there is nothing to read. eight: annotated with eight
    characters, so to be recognised as such.
    """

    photo: Photo
    truth: str | None
    box: Box | None
    found: Found | None
    overlap: float = 0.0
    crop: str | None = None
    eight: bool = False

    @property
    def in_scope(self) -> bool:
        """Whether the number of some kind of plate is annotated, so that it can be read and scored."""
        return self.truth is not None and spec_of(self.truth) is not None


@dataclass(frozen=True)
class Detected:
    """Where the plates of all photos were found.

    plates: the annotated ones. false_alarms: detections to be read where nothing is annotated. detections: their total,
    of every kind, annotated or not, read or not; a photo treated as a crop of one plate counts as one. photos: how many
    were opened. seconds: detecting and reading, without opening files. bad: photos that could not be read.
    """

    plates: tuple[PhotoPlate, ...]
    false_alarms: tuple[PhotoPlate, ...]
    detections: int
    photos: int
    seconds: float
    bad: tuple[BadFile, ...]

    @property
    def has_crops(self) -> bool:
        """Whether there is anything for the readers to read."""
        return any(plate.crop for plate in self.plates)

    def crops(self, out: Path) -> PlateFolder:
        """The crops below ``out``; other images that happen to lie there are not included."""
        folder = out / CROPS_NAME
        cut = sorted((plate.crop, plate.truth) for plate in self.plates if plate.crop and plate.truth)
        return PlateFolder(folder, tuple(LabelledImage(folder / name, truth) for name, truth in cut), ())


def cut_plates(
    photos: Sequence[AnnotatedPhoto],
    root: Path,
    pipeline: PlatePipeline,
    out: Path,
    progress: Callable[[int], None] = lambda _: None,
    claim: Callable[[str], object] = lambda _: None,
) -> Detected:
    """Detect the plates of annotated photos below ``root``, and write the crop that readers get of each to
    ``out``/crops.

    Crops are named ``NNNN-PLATE.png``; detections where no plate is annotated go to ``out``/alarms/NNNN.png. Plates
    whose text is unknown, or is the number of no kind of plate, count for detection only. Photos that cannot be
    read are set aside. ``claim`` is given each file's path below ``out`` before the file is written.
    """
    plates: list[PhotoPlate] = []
    alarms: list[PhotoPlate] = []
    bad: list[BadFile] = []
    detections = 0
    seconds = 0.0
    make_folder(out / CROPS_NAME)
    for annotated in photos:
        try:
            image = np.asarray(open_image(annotated.path, annotated.path.name))
        except ImageError as error:
            bad.append(BadFile(annotated.path, str(error)))
            progress(1)
            continue
        started = perf_counter()
        reading = pipeline.read_images([image])[0]
        seconds += perf_counter() - started
        photo = Photo(file_label(annotated.path, root), sha256_of(annotated.path)[:ID_LENGTH], *reading.size)
        turned = reading.detection.turned
        found = _found_plates(reading, image)
        pairs = match_boxes([plate.box for plate in annotated.plates], [one.box for one in found])
        detections += len(found)
        for number, plate in enumerate(annotated.plates):
            if number not in pairs:
                plates.append(PhotoPlate(photo, plate.plate, plate.box, None, eight=plate.eight))
                continue
            one = found[pairs[number]]
            share = iou(plate.box, one.box)
            matched = PhotoPlate(photo, plate.plate, plate.box, _found(one, turned), share, eight=plate.eight)
            name = f"{len(plates):04d}-{matched.truth}.png" if matched.in_scope and one.crop is not None else None
            if name:
                claim(f"{CROPS_NAME}/{name}")
                _write_crop(one.crop, out / CROPS_NAME / name)
            plates.append(replace(matched, crop=name))
        for number, one in enumerate(found):
            if number not in pairs.values() and one.detected is not None and one.crop is not None:
                name = f"{len(alarms):04d}.png"
                claim(f"{ALARMS_NAME}/{name}")
                _write_crop(one.crop, out / ALARMS_NAME / name)
                alarms.append(PhotoPlate(photo, None, None, _found(one, turned), crop=name))
        progress(1)
    return Detected(tuple(plates), tuple(alarms), detections, len(photos) - len(bad), seconds, tuple(bad))


def match_boxes(annotated: Sequence[Box], found: Sequence[Box]) -> dict[int, int]:
    """Which detected box belongs to which annotated one: greedily by IoU, from 0.5 on, each box at most once."""
    overlaps = sorted(
        ((iou(truth, box), number, other) for number, truth in enumerate(annotated) for other, box in enumerate(found)),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for share, number, other in overlaps:
        if share >= FOUND_FROM and number not in pairs and other not in pairs.values():
            pairs[number] = other
    return pairs


@dataclass(frozen=True, eq=False)
class _FoundPlate:
    """A plate that the pipeline found (the whole image if nothing was detected in a crop) and the crop that is read."""

    detected: DetectedPlate | None
    layout: Layout
    box: Box
    crop: Pixels | None


def _found_plates(reading: ImageReading, image: Pixels) -> list[_FoundPlate]:
    width, height = reading.size
    found = []
    for plate in reading.plates:
        box = plate.detected.box if plate.detected else (0.0, 0.0, float(width), float(height))
        crop = None
        if plate.judgement.has_answer:
            crop = (
                crop_plate(image, plate.detected.quad).image
                if plate.detected
                else turn(image, reading.detection.turned)
            )
        found.append(_FoundPlate(plate.detected, plate.layout, box, crop))
    return found


def _found(one: _FoundPlate, turned: int) -> Found:
    if one.detected is not None:
        return Found(one.detected.corners, one.detected.score, one.layout)
    points = turned_back(WHOLE, (round(one.box[2]), round(one.box[3])), turned).tolist()
    top_left, top_right, bottom_right, bottom_left = ((x, y) for x, y in points)
    return Found((top_left, top_right, bottom_right, bottom_left), None, None)


def _write_crop(crop: Pixels | None, path: Path) -> None:
    with replace_file(path) as temporary:
        Image.fromarray(np.asarray(crop)).save(temporary, "PNG")


def read_alarms(detected: Detected, out: Path, readers: Mapping[str, PlateReader]) -> AlarmReads:
    """What each reader (by name) reads in detections where no plate is annotated: (name, crop) to text."""
    names = [plate.crop for plate in detected.false_alarms if plate.crop]
    images = [np.asarray(open_image(out / ALARMS_NAME / name)) for name in names]
    return {
        (model, name): prediction.text
        for model, reader in readers.items()
        for name, prediction in zip(names, reader.read_images(images), strict=True)
    }
