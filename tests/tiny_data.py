"""A data root like the real one, with everything drawn, on which recipes are trained at their small size."""

import json
from pathlib import Path

import cv2
import numpy as np

from plateocr.data.ccpd_names import CHARACTERS, LETTERS, PROVINCES
from plateocr.plates import SPECS, PlateKind
from plateocr.synth.camera import photograph, random_settings
from plateocr.synth.glyphs import GlyphSet, drawn_glyphs
from plateocr.synth.plate import colour_plate, paint_mask
from plateocr.synth.texts import text_of

FOLDERS = (
    "ccpd_native",
    "ccpd_crops",
    "easypr_crops",
    "ccpd_scenes",
    "ccpd_photos",
    "ccpd_green",
    "not_plates",
    "glyphs",
)
PHOTO_WIDTH, PHOTO_HEIGHT = 360, 580


def make_data_root(root: Path, crops: int = 24, photos: int = 24) -> Path:
    """Folders named as in the recipes: labelled crops, photos with annotations, patches without plates, glyphs."""
    rng = np.random.default_rng(7)
    glyphs = drawn_glyphs()
    for name in FOLDERS:
        (root / name).mkdir(parents=True)
    for number in range(crops):
        for folder, form in (
            ("ccpd_native", "name{:04d}-{}.png"),
            ("ccpd_native", "read{:04d}-{}.png"),
            ("ccpd_crops", "{1}.png"),
            ("easypr_crops", "{:04d}-{}.png"),
        ):
            text = text_of(PlateKind.BLUE, rng)
            image, _ = _photographed(PlateKind.BLUE, text, glyphs, rng)
            _write(root / folder / form.format(number, text), image)
    for number in range(photos + 4):
        text = _ccpd_text(rng)
        photo, corners = _photo(PlateKind.BLUE, text, glyphs, rng)
        folder = "ccpd_scenes" if number < photos else "ccpd_photos"
        _write(root / folder / ccpd_name(text, corners), photo)
    green = {}
    for number in range(photos):
        text = text_of(PlateKind.GREEN, rng)
        photo, corners = _photo(PlateKind.GREEN, text, glyphs, rng)
        box = [*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist()]
        green[f"{number}.png"] = {"plate": text, "kind": "green", "box": box, "corners": corners.tolist()}
        _write(root / "ccpd_green" / f"{number}.png", photo)
    (root / "ccpd_green" / "green.json").write_text(json.dumps(green), encoding="utf-8")
    for number in range(6):
        _write(root / "not_plates" / f"{number}.png", _noise(rng, 36, 136))
    for character, mask in glyphs.items():
        _write(root / "glyphs" / f"{character}.png", np.repeat(255 - mask[..., None], 3, axis=2))
    return root


def ccpd_name(text: str, corners: np.ndarray) -> str:
    """CCPD's file name for a photo of one plate: its corners (4, 2), left-top first and clockwise, in pixels."""
    points = corners.round().astype(int)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    named = "_".join(f"{x}&{y}" for x, y in points[[2, 3, 0, 1]])  # CCPD's begin at the right bottom
    tables = (PROVINCES, LETTERS, *[CHARACTERS] * 5)
    plate = "_".join(str(table.index(character)) for table, character in zip(tables, text, strict=True))
    return f"025-90_90-{left}&{top}_{right}&{bottom}-{named}-{plate}-100-30.png"


def _photographed(
    kind: PlateKind, text: str, glyphs: GlyphSet, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """A crop of one plate, and its corners (4, 2) in pixels."""
    spec = SPECS[kind]
    flat = colour_plate(paint_mask(text, glyphs, spec), spec.colours[0].ground, spec.colours[0].paint)
    return photograph(flat, random_settings(rng, 0.1))


def _photo(kind: PlateKind, text: str, glyphs: GlyphSet, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A whole photo with one plate, and the plate's corners (4, 2) in pixels."""
    image, corners = _photographed(kind, text, glyphs, rng)
    photo = _noise(rng, PHOTO_HEIGHT, PHOTO_WIDTH)
    scale = rng.uniform(90, 160) / image.shape[1]
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    left, top = int(rng.integers(0, PHOTO_WIDTH - width)), int(rng.integers(0, PHOTO_HEIGHT - height))
    photo[top : top + height, left : left + width] = small
    return photo, corners * scale + (left, top)


def _ccpd_text(rng: np.random.Generator) -> str:
    """A plate that CCPD's tables can encode."""
    text = text_of(PlateKind.BLUE, rng)
    while text[1] not in LETTERS[:-1] or "O" in text:
        text = text_of(PlateKind.BLUE, rng)
    return text


def _noise(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    coarse = rng.integers(0, 256, (max(2, height // 12), max(2, width // 12), 3), dtype=np.uint8)
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)


def _write(path: Path, pixels: np.ndarray) -> None:
    path.write_bytes(cv2.imencode(".png", np.ascontiguousarray(pixels[..., ::-1]))[1].tobytes())
