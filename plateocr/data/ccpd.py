"""Labelled crops from CCPD photos: cut along the upright box, or rectified from the four corners."""

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
"""How a plate is cut from its photo: along its upright box, or rectified from its four corners."""


@dataclass(frozen=True)
class CropSettings:
    """mode, and margin: the space added on each side, as a fraction of the plate's width or height, 0..1.

    Raises ConfigError if the margin is out of range.
    """

    mode: CropMode
    margin: float

    def __post_init__(self) -> None:
        if not 0 <= self.margin <= 1:
            raise ConfigError(f"the margin is {self.margin}; it must be a fraction of the plate's size, from 0 to 1.")


@dataclass(frozen=True)
class CropJob:
    """A photo, its annotation, and the file name of its crop, which does not depend on other files in the folder."""

    photo: Path
    source: str
    annotation: CcpdAnnotation

    @property
    def crop_name(self) -> str:
        """The first digits of the SHA-256 of ``source`` (the photo's path relative to its folder), then the plate."""
        identity = hashlib.sha256(self.source.encode("utf-8", "surrogateescape")).hexdigest()[:_ID_DIGITS]
        return f"{identity}-{self.annotation.plate}.jpg"


def crop_jobs(folder: PlateFolder) -> tuple[list[CropJob], list[BadFile]]:
    """The crops to cut from a folder of CCPD photos, and the files without one, with the reason."""
    jobs, bad = [], list(folder.bad)
    for image in folder.images:
        if is_ccpd_name(image.path.name):
            source = image.path.relative_to(folder.root).as_posix()
            jobs.append(CropJob(image.path, source, parse_ccpd_name(image.path.name)))
        else:
            reason = f"'{image.path.name}' gives a plate, but not CCPD's annotation of where it is."
            bad.append(BadFile(image.path, reason, Fault.NO_ANNOTATION))
    return jobs, bad


def cut_plate(photo: Image.Image, annotation: CcpdAnnotation, settings: CropSettings) -> Image.Image:
    """Cut the plate out of an RGB photo, at its native size.

    ``box`` crops the upright box with the margin, clamped to the photo. ``rectify`` warps the four corners to a
    rectangle with the plate's mean side lengths, replicating the photo's edge where the margin extends past it.
    Raises ImageError if the plate is not inside the photo.
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
    """Cut the plates of ``jobs`` into ``out``, ``workers`` photos at a time; returns the photos that failed.

    Crops are written atomically, so an interrupted run continues if it is given the jobs whose crops are missing.
    ``on_done`` is called in this thread after each photo.
    """
    pending, bad = list(jobs), list[BadFile]()
    executor = ThreadPoolExecutor(workers)
    try:
        # In batches: CCPD has 300,000 photos, and each one in the queue costs memory.
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
            f"the annotated corners {corners} are not the top left, top right, bottom right and bottom left of a "
            f"plate in a photo of {photo.width}x{photo.height} pixels."
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
    """Whether the corners form a convex polygon, in clockwise order (y pointing down)."""
    import cv2

    polygon = np.array(corners, np.float32)
    return bool(cv2.isContourConvex(polygon)) and cv2.contourArea(polygon, oriented=True) > 0
