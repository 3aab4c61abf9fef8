"""Folders in, what scenes are composed of out: for the training of the detecting network and for crops of scenes."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from plateocr.data.folder import list_images, plates_of
from plateocr.geometry.warps import Pixels
from plateocr.images import open_image
from plateocr.synth.glyphs import GlyphSet, drawn_glyphs, load_glyphs
from plateocr.synth.scenes.plates import labelled_images
from plateocr.synth.scenes.sources import load_scenes, split_scenes


@dataclass(frozen=True)
class SceneFolders:
    """Where the material lies.

    data: annotated photos. exclude: folders of labelled images whose plates are held back. plates: folders of
    labelled crops, whose plates are laid over the photos' own. clutter: images that are no plates. glyphs: glyph
    images to draw plates with.
    """

    data: tuple[Path, ...]
    exclude: tuple[Path, ...] = ()
    plates: tuple[Path, ...] = ()
    clutter: Path | None = None
    glyphs: Path | None = None


class SceneStock:
    """What some folders hold: photos to compose scenes of and photos held back, ``train`` and ``val``; labelled crops,
    none of a plate that is held back; patches that are no plates; the built-in glyphs, and those of a folder behind
    them.

    Raises DataError when a folder has no annotated photos, or there are too few to hold some back.
    """

    def __init__(self, folders: SceneFolders) -> None:
        self.train, self.val = split_scenes(load_scenes(folders.data), folders.exclude)
        held = plates_of(folders.exclude) | {scene.plate for scene in self.val}
        self.crops = labelled_images(folders.plates, held)
        clutter = list_images(folders.clutter) if folders.clutter else []
        self.patches: list[Pixels] = [np.asarray(open_image(path)) for path in clutter]
        self.glyphs: list[GlyphSet] = [drawn_glyphs(), *([load_glyphs(folders.glyphs)] if folders.glyphs else [])]
