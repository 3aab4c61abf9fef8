"""HTML of the section 'Read a plate'."""

from collections.abc import Sequence
from html import escape

from plateocr.app.markup import answer, notice
from plateocr.app.recognise import FileReading
from plateocr.app.texts import Language, say
from plateocr.reading.wording import percent

# The page holds this many pictures of a batch, the CSV all of them.
SHOWN = 100


def show_waiting(language: Language) -> str:
    """The place of the answers before there are any."""
    return (
        '<div class="po-waiting"><div class="po-plate po-plate-empty" aria-hidden="true">'
        + "<span></span>" * 7
        + f"</div><p>{say(language, 'The answers of the models appear here.')}</p></div>"
    )


def show_readings(language: Language, readings: Sequence[FileReading]) -> str:
    """One file large, several as a list whose rows open; bad files after them, each with its reason."""
    good = [reading for reading in readings if not reading.problem]
    bad = [reading for reading in readings if reading.problem]
    parts = []
    if len(readings) == 1 and good:
        parts.append(_single(language, good[0]))
    elif good:
        parts.append(_batch(language, good))
    if bad:
        parts.append(_problems(language, bad))
    return "".join(parts)


def show_missing(language: Language, problems: Sequence[str]) -> str:
    """Why a checkpoint is not there to read with, and how to get one."""
    title = (
        say(language, "A model is missing")
        if len(problems) == 1
        else say(language, "{n} models are missing", n=len(problems))
    )
    remedy = say(
        language,
        "The checkpoints 'simple' and 'lstm' come with plateocr's repository, in its folder checkpoints: start the app "
        "there. Or make your own with 'plateocr train' and 'plateocr export', and start the app with "
        "--checkpoint FOLDER.",
    )
    return notice(title, [*problems, remedy])


def _answers(language: Language, reading: FileReading) -> str:
    cards = "".join(answer(language, one.model, one.prediction, one.milliseconds) for one in reading.answers)
    legend = say(language, "Bars: how sure a model is of each character, in %. Below them: the next candidates.")
    return f'<div class="po-answers">{cards}</div><p class="po-muted po-help">{legend}</p>'


def _single(language: Language, reading: FileReading) -> str:
    alternative = say(language, "The picture that was read")
    return (
        f'<section class="po-reading"><figure><img src="{reading.preview}" alt="{alternative}">'
        f"<figcaption>{escape(reading.name)}</figcaption></figure><div>{_answers(language, reading)}</div></section>"
    )


def _batch(language: Language, readings: Sequence[FileReading]) -> str:
    models = "".join(f"<span>{escape(one.model)}</span>" for one in readings[0].answers)
    rows = "".join(_row(language, reading) for reading in readings[:SHOWN])
    legend = say(
        language,
        "Dotted: a model is unsure, breaks a rule of plates, or differs from the other. Open a row for detail.",
    )
    more = ""
    if len(readings) > SHOWN:
        sentence = say(language, "The first {shown} of {n} pictures; the CSV holds all.", shown=SHOWN, n=len(readings))
        more = f'<p class="po-muted">{sentence}</p>'
    columns = len(readings[0].answers)
    return (
        f'<section class="po-batch" style="--models:{columns}">'
        f'<h2>{say(language, "{n} pictures", n=len(readings))}</h2><p class="po-muted">{legend}</p>'
        f'<div class="po-row po-row-head"><span>{say(language, "Picture")}</span><span>{say(language, "File")}</span>'
        f"{models}</div>{rows}{more}</section>"
    )


def _row(language: Language, reading: FileReading) -> str:
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
        f'<span class="po-file" title="{name}">{name}</span>{texts}</summary>{_answers(language, reading)}</details>'
    )


def _problems(language: Language, readings: Sequence[FileReading]) -> str:
    title = (
        say(language, "This file was not read")
        if len(readings) == 1
        else say(language, "{n} files were not read", n=len(readings))
    )
    return notice(title, [reading.problem for reading in readings])
