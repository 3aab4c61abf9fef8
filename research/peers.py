"""plateocr beside other readers, on one thread: python research/peers.py DIR... --checkpoint FOLDER.

Prints a Markdown table a data set, and one of all: the plates of seven characters that are read exactly, with Wilson's
95 % interval, CER, provinces, and the median time of a call, from an array to text. Each mode of a reader has a line,
the best first, which counts in the last table; one that reads far fewer of some of the images than another is left out.
In a photo a plate is read if its exact text is among those returned. A peer is run with the first --peer-python that
can import it, by default this one; one that none can import is left out.
"""

import argparse
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import typer
from rapidfuzz.distance import Levenshtein

from plateocr.cli.exit_codes import exit_on_error
from plateocr.data.folder import PlateFolder
from plateocr.data.photo_annotations import read_annotations
from plateocr.errors import DataError
from plateocr.evaluation.wilson import wilson
from plateocr.plates import NOTEBOOK, ORDINARY

PEERS = ("hyperlpr", "rapidocr", "rapidocr_onnxruntime", "ddddocr")
_WORKER = Path(__file__).with_name("peer_reads.py")
_SEPARATORS = re.compile(r"[\s·•・●.:-]+")
# Which plates do not have: I anywhere, and O behind the second character.
_DIGITS = str.maketrans("IO", "10")
# All modes read so many images of a data set; those go on that read this share of what the best does.
_TRIAL, _GOOD = 40, 0.7
_COLUMNS = ("reader", "version", "mode", "read exactly, % (95 %)", "CER, %", "province, %", "ms an image")


@dataclass(frozen=True)
class Sample:
    """An image, and its plates of seven characters."""

    path: Path
    plates: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """How a mode of a reader did: ``right`` of ``n`` plates; cer and province in 0..1, None for photos."""

    reader: str
    version: str
    mode: str
    milliseconds: float
    right: int
    n: int
    cer: float | None = None
    province: float | None = None

    def row(self) -> list[str]:
        """Its line in the table of a data set."""
        (low,), (high,) = wilson([self.right], [self.n])
        exact = f"{_percent(self.right / self.n)} ({_percent(float(low))} to {_percent(float(high))})"
        rates = ["-" if rate is None else _percent(rate) for rate in (self.cer, self.province)]
        return [self.reader, self.version, self.mode, exact, *rates, f"{self.milliseconds:.1f}"]


def crops_of(folder: Path) -> list[Sample]:
    """The crops of a folder that are labelled with ordinary plates. Raises DataError."""
    return [Sample(one.path, (one.plate,)) for one in PlateFolder.scan(folder, NOTEBOOK).labelled()]


def photos_of(folder: Path, annotations: Path | None) -> list[Sample]:
    """The annotated photos of a folder that have an ordinary plate. Raises DataError."""
    photos = [
        Sample(photo.path, tuple(one.plate for one in photo.plates if one.plate and ORDINARY.accepts(one.plate)))
        for photo in read_annotations(folder, annotations)
    ]
    return [photo for photo in photos if photo.plates]


def scores_of(reader: str, python: str, samples: Sequence[Sample], *, photos: bool) -> list[Score]:
    """The modes of one reader on one data set, the best first. Raises DataError if its process fails."""
    trial = score(reader, python, samples[:: -(-len(samples) // _TRIAL)], photos=photos)
    best = max((one.right for one in trial), default=0)
    modes = [one.mode for one in trial if one.right >= _GOOD * best]
    scores = score(reader, python, samples, photos=photos, modes=modes) if modes else []
    return sorted(scores, key=lambda one: (-one.right, one.cer or 0, one.milliseconds))


def score(
    reader: str, python: str, samples: Sequence[Sample], *, photos: bool, modes: Sequence[str] = ()
) -> list[Score]:
    """Read samples with some modes, by default with all. Raises DataError."""
    command = [python, str(_WORKER), reader, "photos" if photos else "crops", *(f"--mode={mode}" for mode in modes)]
    paths = "\n".join(str(sample.path.resolve()) for sample in samples)
    done = subprocess.run(command, input=paths, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DataError("{reader} failed: {why}", reader=reader, why=_last_line(done.stderr))
    reads = json.loads(done.stdout)
    name = reader if reader in PEERS else f"plateocr {Path(reader).name}"
    count = count_photos if photos else count_crops
    return [
        Score(name, reads["version"], mode, median(reads["milliseconds"][mode]), **count(samples, texts))
        for mode, texts in reads["texts"].items()
    ]


def count_crops(samples: Sequence[Sample], texts: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Of the texts found in a crop the first counts that is a plate's, else all of them in a row."""
    plates = [sample.plates[0] for sample in samples]
    each = [[normalised(text) for text in found] for found in texts]
    read = [next(filter(ORDINARY.accepts, found), normalised("".join(found))) for found in each]
    pairs = list(zip(plates, read, strict=True))
    return {
        "right": sum(plate == text for plate, text in pairs),
        "n": len(pairs),
        "cer": sum(Levenshtein.distance(plate, text) for plate, text in pairs) / sum(map(len, plates)),
        "province": sum(plate[0] == text[:1] for plate, text in pairs) / len(pairs),
    }


def count_photos(samples: Sequence[Sample], texts: Sequence[Sequence[str]]) -> dict[str, Any]:
    """A plate is read if one of the texts of its photo, or two that follow each other, are its characters."""
    right = []
    for sample, found in zip(samples, texts, strict=True):
        candidates = {normalised(text) for text in (*found, *map("".join, pairwise(found)))}
        right += [plate in candidates for plate in sample.plates]
    return {"right": sum(right), "n": len(right)}


def normalised(text: str) -> str:
    """A text as plates are written: upper case, half width, no separators, and I and O as digits where they must be."""
    characters = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    return characters[:2] + characters[2:].translate(_DIGITS)


def python_of(peer: str, pythons: Sequence[str]) -> str | None:
    """The first interpreter that can import a peer; None, and a line on standard error, where none can."""
    why = ""
    for python in pythons:
        done = subprocess.run([python, "-c", f"import {peer}"], capture_output=True, text=True, check=False)
        if not done.returncode:
            return python
        why = _last_line(done.stderr)
    typer.echo(f"{peer} is left out: {why}", err=True)
    return None


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1]


def _percent(rate: float) -> str:
    return f"{100 * rate:.1f}"


def _print_table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    for row in (heading, ["---", *["---:"] * (len(heading) - 1)], *rows):
        typer.echo(f"| {' | '.join(row)} |")
    typer.echo()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="*", metavar="DIR", help="labelled crops")
    parser.add_argument("--photos", type=Path, metavar="DIR", help="annotated photos")
    parser.add_argument("--annotations", type=Path, metavar="FILE", help="their annotations, as JSON")
    parser.add_argument("--checkpoint", action="append", default=[], help="of plateocr; may be repeated")
    parser.add_argument("--peer-python", action="append", metavar="PYTHON", help="has peers; may be repeated")
    given = parser.parse_args()
    with exit_on_error():
        sets = {"/".join(folder.resolve().parts[-2:]): crops_of(folder) for folder in given.folders}
        if given.photos:
            sets["photos"] = photos_of(given.photos, given.annotations)
        pythons = {peer: python_of(peer, given.peer_python or [sys.executable]) for peer in PEERS}
        readers = dict.fromkeys(given.checkpoint, sys.executable) | {one: at for one, at in pythons.items() if at}
        _compare(sets, readers)


def _compare(sets: dict[str, list[Sample]], readers: dict[str, str]) -> None:
    """Print a table a data set, and one of the best modes on all of them."""
    best: dict[str, dict[str, str]] = {}
    for title, samples in sets.items():
        scores = [scores_of(*reader, samples, photos=title == "photos") for reader in readers.items()]
        typer.echo(f"{title}: {sum(len(sample.plates) for sample in samples)} plates in {len(samples)} images\n")
        _print_table(_COLUMNS, [score.row() for modes in scores for score in modes])
        for modes in filter(None, scores):
            best.setdefault(modes[0].reader, {})[title] = _percent(modes[0].right / modes[0].n)
    _print_table(
        ("read exactly, %", *sets), [[name, *(of.get(title, "-") for title in sets)] for name, of in best.items()]
    )


if __name__ == "__main__":
    main()
