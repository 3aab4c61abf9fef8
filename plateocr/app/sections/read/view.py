"""HTML of the section 'Read a plate'."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from plateocr.app.images.inline import data_uri
from plateocr.app.languages import Language, tell
from plateocr.app.reading.recognise import FileReading, ReadPlate
from plateocr.app.sections.read.photo import marks_of
from plateocr.app.templating import render
from plateocr.errors import PlateOcrError
from plateocr.evaluation.trust import Trust
from plateocr.pipeline.record_csv import records_csv
from plateocr.pipeline.verdict import Verdict

# How many images of a batch the page shows; the CSV has all of them.
SHOWN = 100


@dataclass(frozen=True)
class Row:
    """A row of a batch: a crop, or one plate of a photo."""

    name: str
    preview: str
    reading: FileReading
    plate: ReadPlate

    @property
    def doubts(self) -> list[bool]:
        """For each answer, whether it is doubtful: unsure, breaking a plate rule, or differing from the others."""
        answers = self.plate.answers
        differ = len({one.prediction.text for one in answers}) > 1
        return [bool(one.prediction.flags) or differ for one in answers]


def show_waiting(language: Language) -> Markup:
    """The placeholder for the answers before there are any."""
    return render(language, "sections/read/waiting.html")


def show_progress(language: Language, done: int, total: int, more: bool = False) -> Markup:
    """The progress of reading ``total`` images; ``more``: whether the visitor has sent others meanwhile."""
    return render(language, "sections/read/progress.html", done=done, total=total, more=more)


def show_readings(
    language: Language, readings: Sequence[FileReading], total: int | None = None, trust: Trust | None = None
) -> Markup:
    """One file large, several as a list whose rows expand; then bad files, each with its reason.

    ``total``: how many were to be read, if reading was stopped early. ``trust``: how often sure answers are right in
    the evaluation that the page shows.
    """
    total = total or len(readings)
    alone = len(readings) == total == 1
    good = [one for one in readings if one.crop or one.plates or (alone and not one.problem)]
    bad = [one for one in readings if one not in good]
    return render(
        language,
        "sections/read/view.html",
        trust=trust,
        read=len(readings),
        total=total,
        single=good[0] if alone and good else None,
        files=_files(good[0]) if alone and good else (),
        marks=marks_of(good[0]) if alone and good else (),
        good=len(good),
        models=[one.model for one in max((reading.main_answers for reading in good), key=len, default=())],
        rows=sorted((row for reading in good[:SHOWN] for row in _rows(reading)), key=_doubt, reverse=True),
        shown=SHOWN,
        bad=bad,
    )


def show_missing(language: Language, problems: Sequence[PlateOcrError], bundled: bool) -> Markup:
    """Why a checkpoint is missing, and, if it is one that comes with plateocr (``bundled``), how to get one."""
    told = [tell(language, problem) for problem in problems]
    return render(language, "sections/read/missing.html", problems=told, bundled=bundled)


def _doubt(row: Row) -> tuple[int, float]:
    """How urgently somebody should look at a row."""
    ranks = {Verdict.SURE: 0, Verdict.NO_PLATE: 1, Verdict.NOT_READ: 2, Verdict.CHECK: 3}
    least = min((one.prediction.confidence for one in row.plate.answers), default=0.0)
    return ranks[row.plate.judgement.verdict], -least


def _files(reading: FileReading) -> list[tuple[str, str]]:
    """What was read in a file as JSON and CSV, as data URIs."""
    if reading.record is None:
        return []
    as_json = json.dumps(reading.record.to_dict(), ensure_ascii=False, indent=2).encode()
    return [
        ("json", data_uri("application/json", as_json)),
        ("csv", data_uri("text/csv", records_csv([reading.record]))),
    ]


def _rows(reading: FileReading) -> list[Row]:
    """One row for a crop, or one for each plate of a photo."""
    if reading.crop:
        return [Row(reading.name, reading.preview, reading, reading.crop)]
    several = len(reading.plates) > 1
    return [
        Row(f"{reading.name} ({number})" if several else reading.name, plate.upright, reading, plate)
        for number, plate in enumerate(reading.plates, start=1)
    ]
