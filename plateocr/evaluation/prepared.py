"""A prediction table prepared for frequent filtering: its columns as arrays, paired between models, computed once."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from plateocr.errors import ConfigError, DataError
from plateocr.evaluation.table import code_points, models_of, rows_of
from plateocr.plates import RuleViolation, spec_of

Mask = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
CodePoints = npt.NDArray[np.uint32]


class ModelRows:
    """The n rows of one model as arrays, in the order of the table. ``at`` (n,) are their positions in the table."""

    def __init__(self, table: pd.DataFrame, model: str) -> None:
        self.rows = rows_of(table, model)
        self.at: Integers = np.flatnonzero((table["model"] == model).to_numpy(bool))
        self.truth: CodePoints = code_points(self.rows["truth"])  # (n, 8)
        self.read: CodePoints = code_points(self.rows["prediction"])  # (n, 8)
        self.edits: Integers = self.rows["edits"].to_numpy(np.int64)
        self.correct: Mask = self.rows["correct"].to_numpy(bool)
        self.confidence: Floats = self.rows["confidence"].to_numpy(np.float64)
        self.files = pd.Index(self.rows["file"])
        self._flagged: dict[str, Mask] = {}
        self._broken: list[set[RuleViolation]] | None = None
        order = self.rows[["file", "id"]].reset_index(drop=True).sort_values(["file", "id"]).index
        self.rank: Integers = np.empty(len(order), dtype=np.int64)  # each row's place when ordered by file, then id
        self.rank[order.to_numpy()] = np.arange(len(order))

    def __len__(self) -> int:
        return len(self.at)

    def attribute(self, name: str) -> Floats:
        """One of evaluation.attributes.ATTRIBUTES, (n,). Raises ConfigError if the table was made without it."""
        return self._column(name).to_numpy(np.float64)

    def of_kind(self, kind: str) -> Mask:
        """Where the plate is of a kind (plates.PlateKind), (n,). Raises ConfigError as :meth:`attribute` does."""
        return np.asarray(self._column("kind") == kind, dtype=bool)

    def of_verdict(self, verdict: str) -> Mask:
        """Where all models together have a verdict (pipeline.verdict.Verdict), (n,). Raises as :meth:`of_kind` does."""
        return np.asarray(self._column("verdict") == verdict, dtype=bool)

    def _column(self, name: str) -> "pd.Series[Any]":
        if name not in self.rows.columns:
            raise ConfigError(
                "{name}: this prediction table was made before {name} was introduced; make it again with 'plateocr "
                "evaluate', or remove the filter.",
                name=name,
            )
        return self.rows[name]

    def contains(self, text: str) -> Mask:
        """Where ``text`` occurs in truth, prediction or file, ignoring case: (n,)."""
        found = [
            self.rows[column].str.contains(text, case=False, regex=False).to_numpy(bool)
            for column in ("truth", "prediction", "file")
        ]
        return np.asarray(np.logical_or.reduce(found), dtype=bool)

    def flagged(self, flag: str) -> Mask:
        """Where the reader raised ``flag`` or, if it names a plate rule, where the reading breaks that rule: (n,)."""
        if flag not in self._flagged:
            self._flagged[flag] = (
                self._breaks(RuleViolation(flag)) if flag in set(RuleViolation) else self._raised(flag)
            )
        return self._flagged[flag]

    def _breaks(self, rule: RuleViolation) -> Mask:
        if self._broken is None:
            specs = [(spec_of(text), text) for text in self.rows["prediction"]]
            self._broken = [set(spec.violations(text)) if spec else set() for spec, text in specs]
        return np.fromiter((rule in broken for broken in self._broken), dtype=bool, count=len(self))

    def _raised(self, flag: str) -> Mask:
        return np.fromiter((flag in flags for flags in self.rows["flags"].map(list)), dtype=bool, count=len(self))


class PreparedTable:
    """A prediction table (evaluation.table) with what filters and sorts need; the table must not change afterwards."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.table = table
        self.models = models_of(table)
        self._models: dict[str, ModelRows] = {}
        self._partners: dict[tuple[str, str], Integers] = {}

    def of(self, model: str) -> ModelRows:
        """One model's rows. Raises DataError if the table has no such model."""
        if model not in self._models:
            self._models[model] = ModelRows(self.table, model)
        return self._models[model]

    def partners(self, model: str, other: str) -> Integers:
        """For each row of ``model`` (n,), the row of ``other`` for the same file; -1 if ``other`` did not read the
        file.

        Raises DataError if the table holds a file twice for ``other``.
        """
        if (model, other) not in self._partners:
            if not self.of(other).files.is_unique:
                raise DataError("the prediction table holds a file twice for '{model}'; make it again.", model=other)
            self._partners[model, other] = self.of(other).files.get_indexer(self.of(model).files).astype(np.int64)
        return self._partners[model, other]
