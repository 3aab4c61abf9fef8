"""HTML of the section 'Read a plate'."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from plateocr.app.languages import Language, tell
from plateocr.app.reading.recognise import Answer, FileReading
from plateocr.app.sections.read.photo import marks_of
from plateocr.app.templating import render
from plateocr.errors import PlateOcrError
from plateocr.pipeline.verdict import Judgement

# How many images of a batch the page shows; the CSV has all of them.
SHOWN = 100


@dataclass(frozen=True)
class Row:
    """A row of a batch: a crop, or one plate of a photo."""

    name: str
    preview: str
    reading: FileReading
    answers: tuple[Answer, ...]
    judgement: Judgement | None

    @property
    def doubts(self) -> list[bool]:
        """For each answer, whether it is doubtful: unsure, breaking a plate rule, or differing from the others."""
        differ = len({one.prediction.text for one in self.answers}) > 1
        return [bool(one.prediction.flags) or differ for one in self.answers]


def show_waiting(language: Language) -> Markup:
    """The placeholder for the answers before there are any."""
    return render(language, "sections/read/waiting.html")


def show_progress(language: Language, done: int, total: int, more: bool = False) -> Markup:
    """The progress of reading ``total`` images; ``more``: whether the visitor has sent others meanwhile."""
    return render(language, "sections/read/progress.html", done=done, total=total, more=more)


def show_readings(language: Language, readings: Sequence[FileReading], total: int | None = None) -> Markup:
    """One file large, several as a list whose rows expand; then bad files, each with its reason.

    ``total``: how many were to be read, if reading was stopped early.
    """
    total = total or len(readings)
    alone = len(readings) == total == 1
    good = [one for one in readings if one.judgement or one.plates or (alone and not one.problem)]
    bad = [one for one in readings if one not in good]
    return render(
        language,
        "sections/read/view.html",
        read=len(readings),
        total=total,
        single=good[0] if alone and good else None,
        marks=marks_of(good[0]) if alone and good else (),
        good=len(good),
        models=[one.model for one in max((reading.main_answers for reading in good), key=len, default=())],
        rows=[row for reading in good[:SHOWN] for row in _rows(reading)],
        shown=SHOWN,
        bad=bad,
    )


def show_missing(language: Language, problems: Sequence[PlateOcrError], bundled: bool) -> Markup:
    """Why a checkpoint is missing, and, if it is one that comes with plateocr (``bundled``), how to get one."""
    told = [tell(language, problem) for problem in problems]
    return render(language, "sections/read/missing.html", problems=told, bundled=bundled)


def _rows(reading: FileReading) -> list[Row]:
    """One row for a crop, or one for each plate of a photo."""
    if not reading.plates:
        return [Row(reading.name, reading.preview, reading, reading.answers, reading.judgement)]
    several = len(reading.plates) > 1
    return [
        Row(
            f"{reading.name} ({number})" if several else reading.name,
            plate.preview,
            reading,
            plate.answers,
            plate.judgement,
        )
        for number, plate in enumerate(reading.plates, start=1)
    ]
