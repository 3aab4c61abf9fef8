"""Writes harder copies of a folder: one subfolder a group, with the names of the original files."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.data.folder import BadFile, LabelledImage
from plateocr.data.photo_annotations import AnnotatedPhoto
from plateocr.errors import ImageError
from plateocr.files import make_folder, replace_file, write_text
from plateocr.images import open_image
from plateocr.outputs import OutputFolder
from plateocr.pipeline.rectifier import Rectifier, likeliest
from plateocr.plates import PlateSpec, spec_of
from plateocr.stress.corruptions import CORRUPTIONS, corrupted
from plateocr.stress.photos import PHOTO_GROUPS, moved_box
from plateocr.stress.unreadable import UNREADABLE_GROUPS, made_unreadable

CROP_GROUPS = (*CORRUPTIONS, *UNREADABLE_GROUPS)
BOXES_NAME = "boxes.json"


def stress_crops(
    source: Path,
    images: Sequence[LabelledImage],
    output: OutputFolder,
    groups: Iterable[str],
    on_progress: Callable[[], None] = lambda: None,
) -> list[BadFile]:
    """Write each crop of a folder in each of the ``groups`` (of CROP_GROUPS) as PNG, in the same subfolders.

    Returns the files that cannot be opened. The number of an image is its seed. Plates in two rows are left out of
    groups with unreadable characters.
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
            elif spec := _in_one_row(labelled.plate, found.layouts[0]):
                changed = made_unreadable(image, found.corners[0], spec, group)
            else:
                continue
            name = labelled.path.relative_to(source).with_suffix(".png")
            _save(Image.fromarray(changed), output, (Path(group) / name).as_posix())
        on_progress()
    return bad


def stress_photos(
    source: Path,
    photos: Sequence[AnnotatedPhoto],
    output: OutputFolder,
    groups: Iterable[str],
    on_progress: Callable[[], None] = lambda: None,
) -> list[BadFile]:
    """Write the variants of each photo of a folder, ``VARIANT-NAME.png`` in the same subfolders.

    Each of the ``groups`` (of PHOTO_GROUPS) has a folder with boxes.json. Returns the files that cannot be opened.
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
                folder = photo.path.relative_to(source).parent
                _save(changed, output, (Path(group) / folder / file).as_posix())
                moved = [(plate.plate, moved_box(plate.box, move)) for plate in photo.plates]
                boxes[file] = [{"plate": plate, **box} for plate, box in moved if _is_inside(box, changed)]
        on_progress()
    for group, boxes in described.items():
        path = output.claim(f"{group}/{BOXES_NAME}")
        make_folder(path.parent)
        write_text(path, json.dumps(boxes, ensure_ascii=False))
    return bad


def _in_one_row(text: str, layouts: npt.NDArray[np.float32]) -> PlateSpec | None:
    """The kind of a plate that the rectifier sees in one row; None if it sees two."""
    layout = likeliest(layouts)
    return spec_of(text, layout) or spec_of(text) if layout.rows == 1 else None


def _is_inside(box: dict[str, float], image: Image.Image) -> bool:
    """Whether the centre of a box is in the image."""
    return 0 <= box["cx"] < image.width and 0 <= box["cy"] < image.height


def _save(image: Image.Image, output: OutputFolder, name: str) -> None:
    path = output.claim(name)
    make_folder(path.parent)
    with replace_file(path) as temporary:
        image.save(temporary, "PNG", compress_level=1)
