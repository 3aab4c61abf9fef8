"""What part of an evaluation to show, and in which order: one frozen value, its links, and the rows it selects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from plateocr.errors import ConfigError, Sentence
from plateocr.evaluation.attributes import ATTRIBUTES
from plateocr.evaluation.prepared import Integers, Mask, ModelRows, PreparedTable
from plateocr.evaluation.view_fields import (
    Character,
    Edits,
    FlagName,
    KindName,
    Outcome,
    Position,
    Provinces,
    Range,
    Share,
    Sort,
    Text,
    VerdictName,
    explained,
    in_link,
)

_PAIRED = frozenset({"both_wrong", "only_this_wrong", "only_other_wrong", "loss_against_other"})


class View(BaseModel):
    """One model's images that pass every filter that is set (None: not set), in a given order.

    - ``other``: the model to compare with; required by the outcomes and the sort order that involve another model.
    - ``sort``: "cer": descending, then by descending confidence; "confidence": ascending; "confidently_wrong": wrong
      readings by descending confidence, then correct ones by ascending confidence; "loss_against_other": descending by
      this model's edits minus the other's, then by confidence. Ties are ordered by file and id, so the order never
      depends on the table's.
    - ``provinces``: provinces of the truth, for example "苏浙".
    - ``plate_kind``: a kind of plate (plates.PlateKind). ``verdict``: that of all models (pipeline.verdict.Verdict).
    - ``truth_character``, ``predicted_character``, ``wrong_position`` (0..6) apply to one character: images with a
      position at which the truth is the first, the reading is the second, and which is this position, misread.
    - ``min_edits`` .. ``max_edits`` (0..7; CER x 7) and ``min_confidence`` .. ``max_confidence`` (0..1), inclusive.
    - ``outcome``: "correct" or "wrong" for this model's reading; "both_wrong", "only_this_wrong" or "only_other_wrong"
      for both models'.
    - one range (low, high), inclusive and possibly infinite, for each of evaluation.attributes.ATTRIBUTES, in the unit
      of the table's column.
    - ``flag``: one of view_fields.FLAGS: a flag of the reader, or a plate rule that the reading breaks.
    - ``text``: occurs in truth, prediction or file, ignoring case.
    - ``page``: from 1; a page past the last one shows the last one.

    Raises pydantic's ValidationError; :meth:`changed` and :meth:`from_query` raise ConfigError.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    other: str | None = None
    sort: Sort = "cer"
    outcome: Outcome = "all"
    provinces: Provinces | None = None
    plate_kind: KindName | None = None
    verdict: VerdictName | None = None
    truth_character: Character | None = None
    predicted_character: Character | None = None
    wrong_position: Position | None = None
    min_edits: Edits | None = None
    max_edits: Edits | None = None
    min_confidence: Share | None = None
    max_confidence: Share | None = None
    sharpness: Range | None = None
    brightness: Range | None = None
    contrast: Range | None = None
    tilt: Range | None = None
    width: Range | None = None
    flag: FlagName | None = None
    text: Text | None = None
    page: int = Field(default=1, ge=1)

    @model_validator(mode="after")
    def _another_model_where_needed(self) -> Self:
        if self.other == self.model:
            template = "other: '{model}' cannot be compared with itself; choose another model"
            raise ValueError(Sentence(template, model=self.other))
        for key, value in (("sort", self.sort), ("outcome", self.outcome)):
            if self.other is None and value in _PAIRED:
                template = "{key}: '{value}' compares two models; choose one to compare with (other)"
                raise ValueError(Sentence(template, key=key, value=value))
        return self

    @classmethod
    def start(cls, models: Sequence[str]) -> Self:
        """The initial view for a dashboard of these models (at least one): the last, compared with the first."""
        return cls(model=models[-1], other=models[0] if len(models) > 1 else None)

    def changed(self, **changes: Any) -> Self:
        """The view with some fields replaced (None: not set), validated. Raises ConfigError that names the field."""
        return self._checked(self.model_dump() | changes)

    def to_query(self) -> dict[str, str]:
        """The view as query parameters of a link: the model, and every field that differs from its default."""
        values = self.model_dump(exclude_defaults=True)
        return {key: in_link(value) for key, value in values.items()}

    @classmethod
    def from_query(cls, query: Mapping[str, str], models: Sequence[str]) -> Self:
        """The view of a link to a dashboard of ``models``; the inverse of :meth:`to_query`.

        Unknown keys and empty values are ignored. A link without a model starts from :meth:`start`. Raises ConfigError
        that names the key if its value is out of range or is a model that does not exist here.
        """
        given = {key: value for key, value in query.items() if key in cls.model_fields and value}
        for key in ("model", "other"):
            if key in given and given[key] not in models:
                raise ConfigError(
                    "{key}: there is no model '{model}' here; choose from {models}.",
                    **{"key": key, "model": given[key], "models": ", ".join(models)},
                )
        if "model" in given:
            return cls._checked(given)
        return cls._checked(cls.start(models).model_dump() | given)

    @classmethod
    def _checked(cls, values: Mapping[str, Any]) -> Self:
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            fault = error.errors()[0]
            key = f"{fault['loc'][0]}: " if fault["loc"] else ""
            raise ConfigError("{key}{fault}.", key=key, fault=explained(fault)) from error


@dataclass(frozen=True)
class Page:
    """One page of a view: its ``rows``, its ``number`` out of ``pages`` (both from 1), the rank of its first row (from
    1), and the total number of rows in the view.
    """

    rows: pd.DataFrame
    number: int
    pages: int
    first: int
    total: int


def apply_view(table: PreparedTable, view: View) -> pd.DataFrame:
    """All rows of a view in its order, with the table's columns; ``view.page`` is ignored.

    Raises DataError if the table lacks a model, ConfigError if it lacks an attribute that the view filters by.
    """
    return table.table.iloc[find_rows(table, view)].reset_index(drop=True)


def find_page(table: PreparedTable, view: View, size: int) -> Page:
    """The page ``view.page`` of a view, with ``size`` rows per page; raises as :func:`apply_view`."""
    found = find_rows(table, view)
    pages = max(1, -(-len(found) // size))
    number = min(view.page, pages)
    start = (number - 1) * size
    rows = table.table.iloc[found[start : start + size]].reset_index(drop=True)
    return Page(rows, number, pages, start + 1, len(found))


def find_rows(table: PreparedTable, view: View) -> Integers:
    """The positions in ``table.table`` of a view's rows, in its order; raises as :func:`apply_view`."""
    rows = table.of(view.model)
    kept = np.flatnonzero(_keep(table, rows, view))
    return rows.at[kept[np.lexsort([key[kept] for key in _sort_keys(table, rows, view)])]]


def _keep(table: PreparedTable, rows: ModelRows, view: View) -> Mask:
    """Which of a model's rows pass every filter."""
    keep = _outcome(table, rows, view) & _characters(rows, view)
    if view.provinces is not None:
        keep &= np.isin(rows.truth[:, 0], [ord(province) for province in view.provinces])
    if view.plate_kind is not None:
        keep &= rows.of_kind(view.plate_kind)
    if view.verdict is not None:
        keep &= rows.of_verdict(view.verdict)
    for values, low, high in (
        (rows.edits, view.min_edits, view.max_edits),
        (rows.confidence, view.min_confidence, view.max_confidence),
    ):
        if low is not None:
            keep &= values >= low
        if high is not None:
            keep &= values <= high
    for name in ATTRIBUTES:
        ends = getattr(view, name)
        if ends is not None:
            values = rows.attribute(name)
            keep &= (values >= ends[0]) & (values <= ends[1])
    if view.flag is not None:
        keep &= rows.flagged(view.flag)
    if view.text is not None:
        keep &= rows.contains(view.text)
    return keep


def _outcome(table: PreparedTable, rows: ModelRows, view: View) -> Mask:
    if view.outcome == "all":
        return np.ones(len(rows), dtype=bool)
    if view.outcome == "correct":
        return rows.correct
    if view.outcome == "wrong" or view.other is None:  # a view that compares two models always has the other
        return ~rows.correct
    partners = table.partners(view.model, view.other)
    read_by_both, other_correct = partners >= 0, table.of(view.other).correct[partners]
    this_correct = rows.correct
    if view.outcome == "both_wrong":
        return read_by_both & ~this_correct & ~other_correct
    if view.outcome == "only_this_wrong":
        return read_by_both & ~this_correct & other_correct
    return read_by_both & this_correct & ~other_correct


def _characters(rows: ModelRows, view: View) -> Mask:
    """Where a single position passes all filters on characters."""
    if view.truth_character is None and view.predicted_character is None and view.wrong_position is None:
        return np.ones(len(rows), dtype=bool)
    positions = slice(None)
    if view.wrong_position is not None:
        positions = slice(view.wrong_position, view.wrong_position + 1)
    truth, read = rows.truth[:, positions], rows.read[:, positions]
    fits = truth != read if view.wrong_position is not None else np.ones_like(truth, dtype=bool)
    if view.truth_character is not None:
        fits &= truth == ord(view.truth_character)
    if view.predicted_character is not None:
        fits &= read == ord(view.predicted_character)
    return np.asarray(fits.any(axis=1))


def _sort_keys(table: PreparedTable, rows: ModelRows, view: View) -> list[np.ndarray]:
    """The keys of a view's order, least significant first, as numpy.lexsort takes them."""
    if view.sort == "confidence":
        return [rows.rank, rows.confidence]
    if view.sort == "confidently_wrong":
        return [rows.rank, np.where(rows.correct, rows.confidence, -rows.confidence), rows.correct]
    if view.sort == "loss_against_other" and view.other is not None:
        partners = table.partners(view.model, view.other)
        others = np.where(partners >= 0, table.of(view.other).edits[partners], rows.edits)
        return [rows.rank, -rows.confidence, others - rows.edits]
    return [rows.rank, -rows.confidence, -rows.edits]
