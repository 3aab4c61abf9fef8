"""HTML of the tab 'Read a plate'."""

from collections.abc import Sequence
from html import escape

from plateocr.app.markup import answer, notice
from plateocr.app.recognise import FileReading
from plateocr.reading.wording import percent

# The page holds this many pictures of a batch, the CSV all of them.
SHOWN = 100

_BATCH_HELP = "Dotted: a model is unsure, breaks a rule of plates, or differs from the other. Open a row for detail."
_BARS_HELP = "Bars: how sure a model is of each character, in %. Below them: the next candidates."

_HOW_TO_GET_CHECKPOINTS = (
    "The checkpoints 'simple' and 'lstm' come with plateocr's repository, in its folder checkpoints: start the app "
    "there. Or make your own with 'plateocr train' and 'plateocr export', and start the app with --checkpoint FOLDER."
)

WAITING = (
    '<div class="po-waiting"><div class="po-plate po-plate-empty" aria-hidden="true">'
    + "<span></span>" * 7
    + "</div><p>The answers of the models appear here.</p></div>"
)


def show_readings(readings: Sequence[FileReading]) -> str:
    """One file large, several as a list whose rows open; bad files after them, each with its reason."""
    good = [reading for reading in readings if not reading.problem]
    bad = [reading for reading in readings if reading.problem]
    parts = []
    if len(readings) == 1 and good:
        parts.append(_single(good[0]))
    elif good:
        parts.append(_batch(good))
    if bad:
        parts.append(_problems(bad))
    return "".join(parts)


def show_missing(problems: Sequence[str]) -> str:
    """Why a checkpoint is not there to read with, and how to get one."""
    title = "A model is missing" if len(problems) == 1 else f"{len(problems)} models are missing"
    return notice(title, [*problems, _HOW_TO_GET_CHECKPOINTS])


def _answers(reading: FileReading) -> str:
    cards = "".join(answer(one.model, one.prediction, one.milliseconds) for one in reading.answers)
    return f'<div class="po-answers">{cards}</div><p class="po-muted po-help">{_BARS_HELP}</p>'


def _single(reading: FileReading) -> str:
    return (
        f'<section class="po-reading"><figure><img src="{reading.preview}" alt="The picture that was read">'
        f"<figcaption>{escape(reading.name)}</figcaption></figure><div>{_answers(reading)}</div></section>"
    )


def _batch(readings: Sequence[FileReading]) -> str:
    models = "".join(f"<span>{escape(one.model)}</span>" for one in readings[0].answers)
    rows = "".join(_row(reading) for reading in readings[:SHOWN])
    more = ""
    if len(readings) > SHOWN:
        more = f'<p class="po-muted">The first {SHOWN} of {len(readings)} pictures; the CSV holds all.</p>'
    columns = len(readings[0].answers)
    return (
        f'<section class="po-batch" style="--models:{columns}"><h2>{len(readings)} pictures</h2>'
        f'<p class="po-muted">{_BATCH_HELP}</p>'
        f'<div class="po-row po-row-head"><span>Picture</span><span>File</span>{models}</div>{rows}{more}</section>'
    )


def _row(reading: FileReading) -> str:
    differ = len({one.prediction.text for one in reading.answers}) > 1
    texts = "".join(
        f'<span class="po-read{" po-doubt" if one.prediction.flags or differ else ""}">'
        f'<b class="po-text">{escape(one.prediction.text)}</b>'
        f'<span class="po-number po-muted">{percent(one.prediction.confidence)}</span></span>'
        for one in reading.answers
    )
    name = escape(reading.name)
    return (
        f'<details><summary class="po-row"><img src="{reading.preview}" alt="" loading="lazy">'
        f'<span class="po-file" title="{name}">{name}</span>{texts}</summary>{_answers(reading)}</details>'
    )


def _problems(readings: Sequence[FileReading]) -> str:
    title = "This file was not read" if len(readings) == 1 else f"{len(readings)} files were not read"
    return notice(title, [reading.problem for reading in readings])
