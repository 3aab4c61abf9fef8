"""Image records as the bytes of a CSV file that spreadsheets open correctly."""

import csv
import io
from collections.abc import Iterator, Sequence

from plateocr.pipeline.record import ImageRecord, PlateRecord, ReadingRecord

_HEAD = ("file", "plate", "verdict", "text", "confidence", "kind", "layout", "corners", "flags", "model")
_TAIL = ("problem", "remarks")
_OF_A_MODEL = ("text", "confidence", "flags")
_DIGITS = 6


def records_csv(records: Sequence[ImageRecord]) -> bytes:
    """One row per plate, and one for each image without plates; ``problem`` and ``remarks`` say why.

    ``verdict`` says whether the answer can be relied on, and ``problem`` why not. ``text``, ``confidence``, ``flags``
    and ``model`` are those of the most confident model; with several models, each also has three columns of its own
    (MODEL_text and so on). ``plate`` counts from 1, the largest. ``corners`` is "x,y" four times, in pixels of the
    image: left-top, right-top, right-bottom, left-bottom; empty for a crop. UTF-8 with a byte order mark, without which
    Excel garbles the provinces.
    """
    models = list(dict.fromkeys(model for one in records for plate in one.plates for model in plate.readings))
    own = [f"{model}_{column}" for model in models for column in _OF_A_MODEL] if len(models) > 1 else []
    lines = io.StringIO()
    writer = csv.DictWriter(lines, [*_HEAD, *own, *_TAIL], extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for record in records:
        writer.writerows(_rows(record))
    return lines.getvalue().encode("utf-8-sig")


def _rows(record: ImageRecord) -> Iterator[dict[str, object]]:
    remarks = " ".join(record.remarks)
    for number, plate in enumerate(record.plates, start=1):
        yield {"file": record.file, "plate": number, **_plate(plate), "remarks": remarks}
    if not record.plates:
        fault = record.problem or record.error
        yield {"file": record.file, "problem": fault.message if fault else "", "remarks": remarks}


def _plate(plate: PlateRecord) -> dict[str, object]:
    best = plate.readings[plate.model] if plate.model else None
    row: dict[str, object] = {
        "verdict": plate.verdict.value,
        "kind": plate.kind or "",
        "layout": plate.layout.value,
        "corners": " ".join(f"{x:.1f},{y:.1f}" for x, y in plate.corners or ()),
        "model": plate.model or "",
        "problem": plate.note or "",
        **(_answer(best) if best else {}),
    }
    for model, reading in plate.readings.items():
        row |= {f"{model}_{column}": value for column, value in _answer(reading).items()}
    return row


def _answer(reading: ReadingRecord) -> dict[str, object]:
    return {
        "text": reading.text,
        "confidence": f"{reading.confidence:.{_DIGITS}f}",
        "flags": " ".join(reading.flags),
    }
