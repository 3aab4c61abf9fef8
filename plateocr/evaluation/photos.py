"""A folder of annotated photos: which plates are found, how well, and what is cropped for the readers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter

from PIL import Image

from plateocr.data.folder import BadFile, LabelledImage, PlateFolder
from plateocr.data.photo_annotations import AnnotatedPhoto, Box
from plateocr.errors import ImageError
from plateocr.evaluation.run import ID_LENGTH, file_label
from plateocr.files import make_folder, replace_file, sha256_of
from plateocr.geometry.orientation import turn, turned_back
from plateocr.geometry.quads import WHOLE
from plateocr.images import open_image
from plateocr.pipeline.detector import DetectedPlate, Detector, Point, overlap
from plateocr.pipeline.finding import Finding, find_plates
from plateocr.pipeline.photo import plate_image, read_found
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.turning import find_turned
from plateocr.plates import SEVEN, PlateKind

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

    corners: top-left, top-right, bottom-right, bottom-left. score and kind: None if nothing was detected and the whole
    photo was treated as a crop of one plate.
    """

    corners: Corners
    score: float | None
    kind: PlateKind | None


@dataclass(frozen=True)
class PhotoPlate:
    """An annotated plate and its detection, or a detection where nothing is annotated.

    truth: None if the text is unknown. box: the annotated upright box, None if nothing is annotated. found: None if the
    plate was missed. overlap: IoU of the two boxes, 0..1. crop: the file cropped from the photo for the readers, in
    ``crops``, or in ``alarms`` if nothing is annotated; None if there is nothing to read. eight: annotated with eight
    characters, so to be recognised as such rather than read.
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
        """Whether exactly seven characters of the alphabet are annotated, so that it can be read and scored."""
        return self.truth is not None and SEVEN.accepts(self.truth)


@dataclass(frozen=True)
class Detected:
    """Where the plates of all photos were found.

    plates: the annotated ones. false_alarms: detections to be read where nothing is annotated. detections: their total,
    of every kind, annotated or not, read or not; a photo treated as a crop of one plate counts as one. photos: how many
    were opened. seconds: detection alone, without opening files. bad: photos that could not be read.
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
    detector: Detector,
    out: Path,
    progress: Callable[[int], None] = lambda _: None,
    reader: PlateReader | None = None,
    claim: Callable[[str], object] = lambda _: None,
) -> Detected:
    """Detect the plates of annotated photos below ``root``, and write the crop that readers get of each to
    ``out``/crops.

    Crops are named ``NNNN-PLATE.png``; detections where no plate is annotated go to ``out``/alarms/NNNN.png. Plates
    whose text is unknown or is not seven characters of the alphabet count for detection only. Photos that cannot be
    read are set aside. With a ``reader``, photos that lie on their side or upside down are turned. ``claim`` is given
    each file's path below ``out`` before the file is written.
    """
    plates: list[PhotoPlate] = []
    alarms: list[PhotoPlate] = []
    bad: list[BadFile] = []
    seconds, detections = 0.0, 0
    find = partial(find_plates, detector=detector)
    make_folder(out / CROPS_NAME)
    for annotated in photos:
        try:
            image = open_image(annotated.path, annotated.path.name)
        except ImageError as error:
            bad.append(BadFile(annotated.path, str(error)))
            progress(1)
            continue
        started = perf_counter()
        finding = find(image)
        seconds += perf_counter() - started
        if reader is not None:
            reading = read_found(reader, [image], [finding])[0]
            started = perf_counter()
            finding = find_turned(reader, image, find, reading) or finding
            seconds += perf_counter() - started
        photo = Photo(file_label(annotated.path, root), sha256_of(annotated.path)[:ID_LENGTH], *image.size)
        candidates = _candidates(image, finding)
        detections += len(candidates)
        shown = turn(image, finding.turned) if finding.is_whole else image
        pairs = match_boxes([plate.box for plate in annotated.plates], [box for box, _ in candidates])
        for number, plate in enumerate(annotated.plates):
            if number not in pairs:
                plates.append(PhotoPlate(photo, plate.plate, plate.box, None, eight=plate.eight))
                continue
            box, detected = candidates[pairs[number]]
            share = overlap(plate.box, box)
            one = PhotoPlate(
                photo, plate.plate, plate.box, _found(box, detected, finding.turned), share, eight=plate.eight
            )
            name = _crop_name(one, detected, len(plates))
            if name:
                claim(f"{CROPS_NAME}/{name}")
                _write_crop(shown, detected, out / CROPS_NAME / name)
            plates.append(replace(one, crop=name))
        for number, (box, detected) in enumerate(candidates):
            if number not in pairs.values() and detected is not None and detected.is_read:
                name = f"{len(alarms):04d}.png"
                claim(f"{ALARMS_NAME}/{name}")
                _write_crop(image, detected, out / ALARMS_NAME / name)
                alarms.append(PhotoPlate(photo, None, None, _found(box, detected, finding.turned), crop=name))
        progress(1)
    return Detected(tuple(plates), tuple(alarms), detections, len(photos) - len(bad), seconds, tuple(bad))


def match_boxes(annotated: Sequence[Box], found: Sequence[Box]) -> dict[int, int]:
    """Which detected box belongs to which annotated one: greedily by IoU, from 0.5 on, each box at most once."""
    overlaps = sorted(
        (
            (overlap(truth, box), number, other)
            for number, truth in enumerate(annotated)
            for other, box in enumerate(found)
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for share, number, other in overlaps:
        if share >= FOUND_FROM and number not in pairs and other not in pairs.values():
            pairs[number] = other
    return pairs


def _candidates(image: Image.Image, finding: Finding) -> list[tuple[Box, DetectedPlate | None]]:
    """The detected boxes, each with its plate; a crop is one box, the whole image."""
    if finding.is_whole:
        return [((0.0, 0.0, float(image.width), float(image.height)), None)]
    return [(plate.box, plate) for plate in finding.plates]


def _found(box: Box, detected: DetectedPlate | None, turned: int) -> Found:
    if detected is not None:
        return Found(detected.corners, detected.score, detected.kind)
    left_top, right_top, right_bottom, left_bottom = turned_back(WHOLE, (round(box[2]), round(box[3])), turned)
    return Found((left_top, right_top, right_bottom, left_bottom), None, None)


def _crop_name(plate: PhotoPlate, detected: DetectedPlate | None, number: int) -> str | None:
    """The file name of the crop that a reader gets of a plate; None if there is nothing to read."""
    if not plate.in_scope or (detected is not None and not detected.is_read):
        return None
    return f"{number:04d}-{plate.truth}.png"


def _write_crop(image: Image.Image, detected: DetectedPlate | None, path: Path) -> None:
    part = image if detected is None else plate_image(image, detected)
    with replace_file(path) as temporary:
        part.save(temporary, "PNG")


def read_alarms(detected: Detected, out: Path, readers: Mapping[str, PlateReader]) -> AlarmReads:
    """What each reader (by name) reads in detections where no plate is annotated: (name, crop) to text."""
    names = [plate.crop for plate in detected.false_alarms if plate.crop]
    images = [open_image(out / ALARMS_NAME / name) for name in names]
    return {
        (model, name): prediction.text
        for model, reader in readers.items()
        for name, prediction in zip(names, reader.read_images(images), strict=True)
    }
