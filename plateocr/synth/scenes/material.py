"""Loads what scenes are composed of, for training the detector and for crops of scenes."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from plateocr.data.folder import list_images
from plateocr.data.sides import Sides
from plateocr.geometry.warps import Pixels
from plateocr.images import open_image
from plateocr.shipped import DEFAULT_RECTIFIER
from plateocr.synth.glyphs import GlyphSet, drawn_glyphs, load_glyphs
from plateocr.synth.scenes.plates import labelled_images
from plateocr.synth.scenes.sources import load_scenes, split_scenes


@dataclass(frozen=True)
class SceneFolders:
    """The folders with the material.

    photos: annotated photos. sides: which plates are for training; scenes contain only these. plates: folders of
    labelled crops, whose plates are pasted over the photos' own. clutter: images without plates. glyphs: glyph images
    to draw plates with. rectifier, annotated_corners: see scenes.sources.load_scenes.
    """

    photos: tuple[Path, ...]
    sides: Sides
    plates: tuple[Path, ...] = ()
    clutter: Path | None = None
    glyphs: Path | None = None
    rectifier: Path = DEFAULT_RECTIFIER
    annotated_corners: bool = False


class SceneStock:
    """The loaded material: photos by side (``parts``), labelled crops of training plates, patches without plates, and
    the built-in glyphs followed by those of a folder.

    Raises DataError if a folder has no annotated photos, or too few to hold some out.
    """

    def __init__(self, folders: SceneFolders) -> None:
        scenes = load_scenes(folders.photos, folders.rectifier, annotated_corners=folders.annotated_corners)
        self.parts = split_scenes(scenes, folders.sides)
        self.crops = labelled_images(folders.plates, folders.sides)
        self.rectifier = folders.rectifier
        clutter = list_images(folders.clutter) if folders.clutter else []
        self.patches: list[Pixels] = [np.asarray(open_image(path)) for path in clutter]
        self.glyphs: list[GlyphSet] = [drawn_glyphs(), *([load_glyphs(folders.glyphs)] if folders.glyphs else [])]
