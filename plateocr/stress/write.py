"""Writes harder copies of a folder: one subfolder a group, with the names of the original files."""

import json
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from PIL import Image

from plateocr.data.folder import BadFile, LabelledImage
from plateocr.data.photo_annotations import AnnotatedPhoto
from plateocr.errors import ImageError
from plateocr.files import make_folder, replace_file, write_text
from plateocr.images import open_image
from plateocr.outputs import OutputFolder
from plateocr.pipeline.rectifier import Rectifier, likeliest
from plateocr.stress.corruptions import CORRUPTIONS, corrupted
from plateocr.stress.photos import PHOTO_GROUPS, moved_box
from plateocr.stress.unreadable import UNREADABLE_GROUPS, made_unreadable

CROP_GROUPS = (*CORRUPTIONS, *UNREADABLE_GROUPS)
BOXES_NAME = "boxes.json"


def stress_crops(
    images: Sequence[LabelledImage],
    output: OutputFolder,
    groups: Iterable[str],
    on_progress: Callable[[], None] = lambda: None,
) -> list[BadFile]:
    """Write each crop in each of the ``groups`` (of CROP_GROUPS) as PNG; returns the files that cannot be opened.

    The number of an image is its seed. Plates in two rows are left out of groups with unreadable characters.
    """
    rectifier = Rectifier()
    bad = []
    for number, labelled in enumerate(images):
        try:
            image = np.asarray(open_image(labelled.path, labelled.path.name))
        except ImageError as error:
            bad.append(BadFile(labelled.path, error.message))
            continue
        found = rectifier.rectify([image])
        for group in groups:
            if group in CORRUPTIONS:
                changed = corrupted(image, group, number)
            elif likeliest(found.layouts[0]).rows == 1:
                changed = made_unreadable(image, found.corners[0], labelled.plate, group)
            else:
                continue
            _save(Image.fromarray(changed), output, f"{group}/{labelled.path.stem}.png")
        on_progress()
    return bad


def stress_photos(
    photos: Sequence[AnnotatedPhoto],
    output: OutputFolder,
    groups: Iterable[str],
    on_progress: Callable[[], None] = lambda: None,
) -> list[BadFile]:
    """Write the variants of each photo, ``VARIANT-NAME.png``, with boxes.json in the folder of each of the ``groups``
    (of PHOTO_GROUPS); returns the files that cannot be opened.
    """
    bad: list[BadFile] = []
    described: dict[str, dict[str, list[dict[str, object]]]] = {group: {} for group in groups}
    for photo in photos:
        try:
            opened = open_image(photo.path, photo.path.name)
        except ImageError as error:
            bad.append(BadFile(photo.path, error.message))
            continue
        for group, boxes in described.items():
            for name, variant in PHOTO_GROUPS[group](photo).items():
                changed, move = variant(opened)
                file = f"{name}-{photo.path.stem}.png"
                _save(changed, output, f"{group}/{file}")
                moved = [(plate.plate, moved_box(plate.box, move)) for plate in photo.plates]
                boxes[file] = [{"plate": plate, **box} for plate, box in moved if 0 <= box["cx"] < changed.width]
        on_progress()
    for group, boxes in described.items():
        path = output.claim(f"{group}/{BOXES_NAME}")
        make_folder(path.parent)
        write_text(path, json.dumps(boxes, ensure_ascii=False))
    return bad


def _save(image: Image.Image, output: OutputFolder, name: str) -> None:
    path = output.claim(name)
    make_folder(path.parent)
    with replace_file(path) as temporary:
        image.save(temporary, "PNG", compress_level=1)
