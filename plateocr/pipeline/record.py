"""The one record of what was read in an image, from which JSON, CSV and the programming interfaces are made."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from plateocr.pipeline.prediction import Flag, PlatePrediction
from plateocr.pipeline.results import DetectedPlate, ImageReading, PlateReading
from plateocr.pipeline.verdict import Doubt, Verdict
from plateocr.pipeline.wording import TURNED_IN_WORDS, nothing_found_sentence, verdict_sentence
from plateocr.plates import Layout, PlateKind

_CORNER_DIGITS = 1
# The code of an image file that could not be opened; the message says why.
NOT_OPENED = "not_opened"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Alternative(_Record):
    """A character that a position may hold."""

    character: str
    probability: float = Field(ge=0, le=1)


class CharacterRecord(_Record):
    """One position of a plate."""

    character: str = Field(description="The most probable character.")
    probability: float = Field(ge=0, le=1)
    alternatives: tuple[Alternative, ...] = Field(description="The three most probable characters, best first.")


class ReadingRecord(_Record):
    """One model's reading of a plate."""

    text: str
    confidence: float = Field(ge=0, le=1, description="The product of the probabilities of all characters.")
    flags: tuple[Flag, ...] = Field(
        description="low_confidence: below the model's threshold; implausible_plate: no such plate is issued."
    )
    milliseconds: float | None = Field(description="How long reading took; null if several images were read together.")
    characters: tuple[CharacterRecord, ...]


class PlateRecord(_Record):
    """One plate of an image."""

    verdict: Verdict = Field(
        description="sure: can be relied on; check: look at it, for the reasons in doubts; not_read: a plate of a kind "
        "that plateocr does not read, such as a foreign one; no_plate: there is nothing to read."
    )
    doubts: tuple[Doubt, ...] = Field(
        description="character: one is uncertain; disagreement: the models differ; cut_off: the plate runs off the "
        "image; too_small: too few pixels; not_issued: no such number is issued."
    )
    positions: tuple[int, ...] = Field(description="The positions in doubt, from 0.")
    kind: PlateKind | None = Field(description="The kind of plate by number, layout and colour; null if none fits.")
    layout: Layout = Field(
        description="seven, eight: that many characters in one row; two_rows: two above five; two_rows_eight: three "
        "above five; other: not read."
    )
    corners: tuple[tuple[float, float], ...] | None = Field(
        description="(x, y) in pixels of the image: left-top, right-top, right-bottom, left-bottom; null if the "
        "whole image was read as one plate."
    )
    score: float | None = Field(ge=0, le=1, description="The detection's score; null for a crop.")
    text: str | None = Field(description="What the most confident model read; null if the plate is not read.")
    confidence: float | None = Field(ge=0, le=1, description="The confidence of that model.")
    model: str | None = Field(description="The name of that model.")
    models_agree: bool | None = Field(description="Whether all models read the same; null with fewer than two.")
    note: str | None = Field(description="The verdict in a sentence; null if it is sure.")
    readings: dict[str, ReadingRecord] = Field(description="By model name; empty if the plate is not read.")


class Fault(_Record):
    """Why there is no result: a code for programs, a sentence for people."""

    code: str
    message: str


class ImageRecord(_Record):
    """What was read in one image."""

    file: str = Field(description="The file name as given.")
    width: int | None = Field(description="In pixels, upright; null if the file could not be opened.")
    height: int | None
    view: Literal["crop", "photo"] | None = Field(
        description="crop: the image shows one plate; photo: plates were detected in it."
    )
    plates: tuple[PlateRecord, ...] = Field(description="Largest first.")
    remarks: tuple[str, ...] = Field(description="Remarks on the image, one sentence each.")
    problem: Fault | None = Field(description="Why no plate was found: too_small, too_dark or no_plate.")
    error: Fault | None = Field(description="Why the file could not be opened: not_opened.")

    def to_dict(self) -> dict[str, Any]:
        """The record as plain dicts, lists, strings and numbers, ready for JSON."""
        return self.model_dump(mode="json")


def image_record(file: str, reading: ImageReading, remarks: Sequence[str] = ()) -> ImageRecord:
    """The record of what was read in an image.

    ``remarks``: those of images.remarks_of; that it was turned is added here.
    """
    found = reading.detection
    nothing = found.problem
    return ImageRecord(
        file=file,
        width=reading.size[0],
        height=reading.size[1],
        view="crop" if found.as_crop else "photo",
        plates=tuple(_plate(plate, reading.milliseconds) for plate in reading.plates),
        remarks=(*remarks, *([TURNED_IN_WORDS[found.turned]] if found.turned else [])),
        problem=Fault(code=nothing.value, message=nothing_found_sentence(nothing)) if nothing else None,
        error=None,
    )


def error_record(file: str, message: str) -> ImageRecord:
    """The record of a file that could not be opened."""
    error = Fault(code=NOT_OPENED, message=message)
    return ImageRecord(file=file, width=None, height=None, view=None, plates=(), remarks=(), problem=None, error=error)


def _plate(plate: PlateReading, milliseconds: Mapping[str, float]) -> PlateRecord:
    judgement, detected = plate.judgement, plate.detected
    answers = plate.predictions if judgement.has_answer else {}
    read = {name: _reading(prediction, milliseconds.get(name)) for name, prediction in answers.items()}
    best = max(read, key=lambda model: read[model].confidence, default=None)
    text = read[best].text if best else None
    return PlateRecord(
        verdict=judgement.verdict,
        doubts=judgement.doubts,
        positions=judgement.positions,
        kind=plate.kind if best else None,
        layout=plate.layout,
        corners=_corners(detected) if detected else None,
        score=detected.score if detected else None,
        text=text,
        confidence=read[best].confidence if best else None,
        model=best,
        models_agree=len({one.text for one in read.values()}) == 1 if len(read) > 1 else None,
        note=verdict_sentence(judgement) or None,
        readings=read,
    )


def _corners(detected: DetectedPlate) -> tuple[tuple[float, float], ...]:
    return tuple((round(x, _CORNER_DIGITS), round(y, _CORNER_DIGITS)) for x, y in detected.corners)


def _reading(prediction: PlatePrediction, milliseconds: float | None) -> ReadingRecord:
    return ReadingRecord(
        text=prediction.text,
        confidence=prediction.confidence,
        flags=prediction.flags,
        milliseconds=milliseconds and round(milliseconds, 2),
        characters=tuple(
            CharacterRecord(
                character=one.character,
                probability=one.probability,
                alternatives=tuple(Alternative(character=text, probability=p) for text, p in one.alternatives),
            )
            for one in prediction.characters
        ),
    )
