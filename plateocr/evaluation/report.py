"""``metrics.json``: the metrics of an evaluation, and what was evaluated."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from plateocr import __version__
from plateocr.data.folder import PlateFolder
from plateocr.data.names import printable
from plateocr.evaluation.bootstrap import RESAMPLES
from plateocr.evaluation.compare import compare
from plateocr.evaluation.metrics import summarise
from plateocr.evaluation.run import EvaluationResult, file_label
from plateocr.evaluation.table import METRICS_NAME
from plateocr.evaluation.trust import verdicts
from plateocr.files import write_text
from plateocr.pipeline.reader import PlateReader


def metrics_document(
    result: EvaluationResult,
    folder: PlateFolder,
    readers: Mapping[str, PlateReader],
    *,
    comparison: bool = False,
    seed: int = 0,
) -> dict[str, Any]:
    """All of ``metrics.json``; ``readers`` are keyed by their name in the table.

    ``models`` holds each model's metrics (evaluation.metrics.summarise) by name; if there is only one model, its
    metrics are at the top level as well. ``comparison`` (evaluation.compare, first and second reader) is included on
    request, ``verdicts`` (evaluation.trust) are those of all models together. An empty table has none of these. The
    rest says what was evaluated, with which checkpoints, and which files were left out and why.
    """
    read = {} if result.table.empty else readers
    models = {name: summarise(result.table[result.table["model"] == name], seed) for name in read}
    document: dict[str, Any] = {
        "folder": str(folder.root),
        "pictures": int(result.table["file"].nunique()),
        "pictures_sha256": images_hash(result.table),
        "bad_files": [
            {"file": file_label(bad.path, folder.root), "fault": bad.fault.value, "reason": printable(bad.reason)}
            for bad in result.bad
        ],
        "checkpoints": {name: _describe(reader) for name, reader in readers.items()},
        "seed": seed,
        "resamples": RESAMPLES,
        "plateocr_version": __version__,
    }
    if len(models) == 1:
        document |= next(iter(models.values()))
    document["models"] = models
    if models:
        document["verdicts"] = verdicts(result.table)
    if comparison and models:
        first, second = models
        document["comparison"] = compare(result.table, first, second, seed)
    return document


def write_metrics(document: dict[str, Any], folder: str | Path) -> Path:
    """Write ``metrics.json`` into ``folder`` atomically; returns its path."""
    path = Path(folder) / METRICS_NAME
    write_text(path, json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
    return path


def images_hash(table: pd.DataFrame) -> str:
    """SHA-256 over the evaluated images and their plates: equal for two evaluations of the same images."""
    images = table.drop_duplicates("file")
    lines = sorted(f"{identity} {truth}\n" for identity, truth in zip(images["id"], images["truth"], strict=True))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _describe(reader: PlateReader) -> dict[str, Any]:
    return {
        "folder": str(reader.folder),
        "source": reader.source,
        "architecture": reader.config.architecture,
        "engine": reader.engine.name,
        "hashes": reader.config.hashes,
    }
