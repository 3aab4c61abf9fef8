"""Makes the data that a recipe asks for: each piece once, atomically, and shared by all trainings."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from plateocr.data.folder import list_images
from plateocr.files import make_folder, sha256_of
from plateocr.synth.scenes.crops import write_scene_crops
from plateocr.synth.scenes.material import SceneFolders
from plateocr.synth.write import write_plates
from plateocr.training.common.places import Places
from plateocr.training.prepare.photo_crops import write_photo_crops
from plateocr.training.prepare.pieces import Piece, PlatesPiece, SceneCropsPiece

DATA_NAME = "data"
_KEY_LENGTH = 10


def prepare(places: Places, on_note: Callable[[str], None]) -> None:
    """Make the missing pieces of data of a training, in ``data`` beside the run folders, and record them in ``places``.

    The folder of a piece has its name and a hash of everything that affects its content. An interrupted piece is made
    again. Raises DataError, OutputError.
    """
    for name, piece in places.config.prepare.items():
        folder = places.root / DATA_NAME / f"{name}-{_key(piece, places)}"
        if not folder.is_dir():
            partial = folder.with_name(f".{folder.name}.partial")
            shutil.rmtree(partial, ignore_errors=True)
            make_folder(partial.parent)
            on_note(f"making {folder}")
            _make(piece, places, partial)
            partial.rename(folder)
        places.prepared[name] = folder


def _make(piece: Piece, places: Places, out: Path) -> None:
    workers = max(1, places.config.workers)
    if isinstance(piece, PlatesPiece):
        glyphs = places.optional(piece.glyphs)
        write_plates(out, piece.count, piece.seed, glyphs=glyphs, kind=piece.kind, workers=workers)
    elif isinstance(piece, SceneCropsPiece):
        write_scene_crops(out, piece.count, _scene_folders(piece, places), piece.seed, workers)
    else:
        sides = places.config.sides(places.excluded())
        write_photo_crops(out, places.folders(piece.photos), piece.annotations, sides, piece.seed)


def _scene_folders(piece: SceneCropsPiece, places: Places) -> SceneFolders:
    return SceneFolders(
        places.folders(piece.photos),
        places.config.sides(places.excluded()),
        places.folders(piece.plates),
        places.optional(piece.clutter),
        places.optional(piece.glyphs),
        places.rectifier(),
        piece.annotated_corners,
    )


def _key(piece: Piece, places: Places) -> str:
    """A hash of a piece's settings, the names of its source files, the split and the rectifier."""
    decisive: dict[str, Any] = {"piece": piece.model_dump()}
    if not isinstance(piece, PlatesPiece):
        sides = places.config.sides(places.excluded())
        decisive["sides"] = [sides.val_fraction, sides.test_fraction, sides.seed, sorted(sides.excluded)]
    if isinstance(piece, SceneCropsPiece) and not piece.annotated_corners:
        decisive["rectifier"] = sha256_of(places.rectifier())
    named = piece.model_dump(include={"photos", "plates", "clutter", "glyphs"}).values()
    names = [name for value in named for name in ([value] if isinstance(value, str) else value or ())]
    decisive["files"] = {name: [path.name for path in list_images(places.folder(name))] for name in names}
    text = json.dumps(decisive, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_KEY_LENGTH]
