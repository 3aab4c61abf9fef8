"""CCPD photos to labelled crops: cut along the upright box, or rectified from the four corners."""

import hashlib
import math
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from plateocr.data.ccpd_names import CcpdAnnotation, Point, is_ccpd_name, parse_ccpd_name
from plateocr.data.faults import Fault
from plateocr.data.folder import BadFile, PlateFolder
from plateocr.errors import ConfigError, ImageError
from plateocr.files import replace_file
from plateocr.images import open_image

_JPEG_QUALITY = 95
_ID_DIGITS = 12
_PHOTOS_IN_FLIGHT = 512


CropMode = Literal["box", "rectify"]
"""How a plate is cut from its photo: along the upright box, or straightened from its four corners."""


@dataclass(frozen=True)
class CropSettings:
    """mode, and margin: what is added on each side as a fraction of the plate's width or height, 0 to 1.

    Raises ConfigError when the margin is out of range.
    """

    mode: CropMode
    margin: float

    def __post_init__(self) -> None:
        if not 0 <= self.margin <= 1:
            raise ConfigError(f"the margin is {self.margin}; it is a fraction of the plate's size, from 0 to 1.")


@dataclass(frozen=True)
class CropJob:
    """A photo, its annotation, and the file name of its crop: the same at every run, whatever else is in the folder."""

    photo: Path
    source: str
    annotation: CcpdAnnotation

    @property
    def crop_name(self) -> str:
        """First digits of the SHA-256 of ``source`` (path relative to the photos' folder), then the plate."""
        identity = hashlib.sha256(self.source.encode("utf-8", "surrogateescape")).hexdigest()[:_ID_DIGITS]
        return f"{identity}-{self.annotation.plate}.jpg"


def crop_jobs(folder: PlateFolder) -> tuple[list[CropJob], list[BadFile]]:
    """The crops that a folder of CCPD photos gives, and the files that give none, with the reason."""
    jobs, bad = [], list(folder.bad)
    for image in folder.images:
        if is_ccpd_name(image.path.name):
            source = image.path.relative_to(folder.root).as_posix()
            jobs.append(CropJob(image.path, source, parse_ccpd_name(image.path.name)))
        else:
            reason = f"'{image.path.name}' has a plate but not CCPD's annotation of where it is."
            bad.append(BadFile(image.path, reason, Fault.NO_ANNOTATION))
    return jobs, bad


def cut_plate(photo: Image.Image, annotation: CcpdAnnotation, settings: CropSettings) -> Image.Image:
    """The plate of an RGB photo, at its native size.

    ``box`` takes the upright box with the margin, clamped to the photo; ``rectify`` maps the four corners to an
    upright rectangle of the plate's mean side lengths, and repeats the photo's edge where the margin leaves it.
    Raises ImageError when the plate is not inside the photo.
    """
    left, top, right, bottom = annotation.box
    if not (0 <= left < right <= photo.width and 0 <= top < bottom <= photo.height):
        raise ImageError(
            f"the annotated box {annotation.box} is not inside the photo of {photo.width}x{photo.height} pixels."
        )
    if settings.mode == "rectify":
        return _rectify(photo, annotation, settings.margin)
    x_margin, y_margin = round((right - left) * settings.margin), round((bottom - top) * settings.margin)
    return photo.crop(
        (
            max(left - x_margin, 0),
            max(top - y_margin, 0),
            min(right + x_margin, photo.width),
            min(bottom + y_margin, photo.height),
        )
    )


def write_crops(
    jobs: Iterable[CropJob], out: Path, settings: CropSettings, workers: int, on_done: Callable[[], None]
) -> list[BadFile]:
    """Cut the plates of ``jobs`` into ``out``, ``workers`` photos at a time; returns the photos that gave no crop.

    Each crop is whole or absent, so an interrupted run goes on where it stopped when only the jobs without a crop
    are given. ``on_done`` is called in this thread after each photo.
    """
    pending, bad = list(jobs), list[BadFile]()
    executor = ThreadPoolExecutor(workers)
    try:
        # A few hundred at a time: CCPD has 300,000 photos, and each queued one costs memory.
        for start in range(0, len(pending), _PHOTOS_IN_FLIGHT):
            batch = pending[start : start + _PHOTOS_IN_FLIGHT]
            for fault in executor.map(lambda job: _write_crop(job, out, settings), batch):
                bad.extend([fault] if fault else [])
                on_done()
    finally:
        executor.shutdown(cancel_futures=True)
    return bad


def _write_crop(job: CropJob, out: Path, settings: CropSettings) -> BadFile | None:
    try:
        crop = cut_plate(open_image(job.photo, job.source), job.annotation, settings)
    except ImageError as error:
        return BadFile(job.photo, str(error))
    with replace_file(out / job.crop_name) as temporary:
        crop.save(temporary, quality=_JPEG_QUALITY, subsampling=0)
    return None


def _rectify(photo: Image.Image, annotation: CcpdAnnotation, margin: float) -> Image.Image:
    import cv2

    corners = annotation.corners
    if not (_are_inside(corners, photo) and _are_convex(corners)):
        raise ImageError(
            f"the annotated corners {corners} are not a plate's left-top, right-top, right-bottom and left-bottom "
            f"in a photo of {photo.width}x{photo.height} pixels."
        )
    left_top, right_top, right_bottom, left_bottom = corners
    width = (math.dist(left_top, right_top) + math.dist(left_bottom, right_bottom)) / 2
    height = (math.dist(left_top, left_bottom) + math.dist(right_top, right_bottom)) / 2
    x, y = width * margin, height * margin
    target = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    matrix = cv2.getPerspectiveTransform(np.array(corners, np.float32), np.array(target, np.float32))
    size = (round(width + 2 * x), round(height + 2 * y))
    pixels = cv2.warpPerspective(
        np.asarray(photo), matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return Image.fromarray(pixels)


def _are_inside(corners: tuple[Point, ...], photo: Image.Image) -> bool:
    return all(0 <= x <= photo.width and 0 <= y <= photo.height for x, y in corners)


def _are_convex(corners: tuple[Point, ...]) -> bool:
    """Whether the corners go round clockwise (y pointing down) without a dent."""
    following = corners[1:] + corners[:1]
    sides = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in zip(corners, following, strict=True)]
    return all(x1 * y2 - y1 * x2 > 0 for (x1, y1), (x2, y2) in zip(sides, sides[1:] + sides[:1], strict=True))
