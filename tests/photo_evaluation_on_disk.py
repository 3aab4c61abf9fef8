"""An evaluation of whole photos on disk without a network: one plate of each outcome, drawn in grey photos."""

import json

import pandas as pd
from evaluation_on_disk import MODELS, draw_plate, write_evaluation
from PIL import Image

from plateocr.evaluation.photo_metrics import photo_metrics
from plateocr.evaluation.photo_table import PHOTO_SCHEMA, photo_table, write_photo_table
from plateocr.evaluation.photos import Detected, Found, Photo, PhotoPlate
from plateocr.evaluation.run import EvaluationResult
from plateocr.evaluation.table import read_table, write_table
from plateocr.plates import Layout

SIZE = (800, 600)
BOX = (100, 100, 320, 170)


def write_photo_evaluation(folder):
    """Five photos below ``folder``/photos: missed with a false alarm, badly cropped, misread, right, out of scope.

    The crops are those of evaluation_on_disk.write_evaluation: either model misreads two characters of image 2, one of
    image 1, and none of image 0. The plate out of scope is foreign; its photo is gone.
    """
    write_evaluation(folder, 8)
    crops = read_table(folder).drop_duplicates("file").set_index("id")
    photos = folder / "photos"
    photos.mkdir()
    plates = [
        PhotoPlate(_photo(photos, "missed.jpg", "苏A12345"), "苏A12345", BOX, None),
        _read(photos, "framed.png", crops.loc[f"{2:016x}"], 0.6, 40),
        _read(photos, "misread.png", crops.loc[f"{1:016x}"], 0.9, 4),
        _read(photos, "right.png", crops.loc[f"{0:016x}"], 0.95, 2),
        PhotoPlate(_photo(photos, "foreign.png", None), None, BOX, Found(_corners(0), 0.8, Layout.OTHER), 1.0),
    ]
    alarm = PhotoPlate(plates[0].photo, None, None, Found(_corners(250), 0.31, Layout.SEVEN), crop="0000.png")
    (photos / "foreign.png").unlink()
    detected = Detected(tuple(plates), (alarm,), 5, 5, 0.1, ())
    alarm_reads = dict.fromkeys(((model, "0000.png") for model in MODELS), "粤B54321")
    write_photo_table(photo_table(detected, read_table(folder), MODELS, alarm_reads), folder)
    document = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    rate = {"value": 0.8, "low": 0.4, "high": 1.0}
    figures = {"folder": str(photos), "photos": 5, "plates": 5, "found": 4, "detections": 5, "recall": rate}
    figures["models"] = {model: {"exact": rate | {"value": 0.25, "low": 0.0}} for model in MODELS}
    (folder / "metrics.json").write_text(json.dumps(document | {"photos": figures}), encoding="utf-8")
    return folder


def write_evaluation_of_nothing(folder):
    """One photo below ``folder``/photos whose plate was missed by all models, so that nothing was read."""
    photos = folder / "photos"
    for made in (photos, folder / "crops"):
        made.mkdir(parents=True)
    missed = PhotoPlate(_photo(photos, "missed.jpg", "苏A12345"), "苏A12345", BOX, None)
    detected, nothing = Detected((missed,), (), 0, 1, 0.1, ()), EvaluationResult.of_nothing().table
    write_table(nothing, folder)
    of_photos = photo_table(detected, nothing, MODELS)
    write_photo_table(of_photos, folder)
    document = {"folder": str(folder / "crops"), "photos": photo_metrics(detected, of_photos, photos)}
    (folder / "metrics.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def photo_rows(*rows):
    """A table of photos with the values in ``rows``, and nulls for the rest."""
    empty = dict.fromkeys(PHOTO_SCHEMA) | {
        "photo": "a.png",
        "photo_id": "0" * 16,
        "width": 800,
        "height": 600,
        "model": "lstm",
        "overlap": 0.0,
    }
    return pd.DataFrame([empty | row for row in rows], columns=list(PHOTO_SCHEMA))


def _photo(folder, name, text):
    image = Image.new("RGB", SIZE, "#808080")
    if text:
        image.paste(draw_plate(text), BOX[:2])
    image.save(folder / name)
    return Photo(name, f"{len(list(folder.iterdir())):016x}", *SIZE)


def _read(folder, name, crop, overlap, shift):
    found = Found(_corners(shift), 0.9, Layout.SEVEN)
    return PhotoPlate(_photo(folder, name, crop["truth"]), crop["truth"], BOX, found, overlap, crop["file"])


def _corners(shift):
    left, top, right, bottom = (float(side + shift) for side in BOX)
    return ((left, top), (right, top), (right, bottom), (left, bottom))
