"""HTML of the section 'Read a plate'."""

from collections.abc import Sequence
from functools import partial
from html import escape

from plateocr.app.markup import answer, notice
from plateocr.app.photo_view import caption, nothing_found, remarks, show_photo
from plateocr.app.recognise import Answer, FileReading, FoundPlate
from plateocr.app.texts import Language, say, tell
from plateocr.pipeline.wording import kind_sentence, nothing_found_sentence, percent

# The page holds this many pictures of a batch, the CSV all of them.
SHOWN = 100


def show_waiting(language: Language) -> str:
    """The place of the answers before there are any."""
    return (
        '<div class="po-waiting"><div class="po-plate po-plate-empty" aria-hidden="true">'
        + "<span></span>" * 7
        + f"</div><p>{say(language, 'The answers of the models appear here.')}</p></div>"
    )


def show_progress(language: Language, done: int, total: int, more: bool = False) -> str:
    """How far the reading of ``total`` images is; ``more``: whether the visitor has sent others meanwhile."""
    sentence = (
        say(language, "Reading {n} of {total}", n=min(done + 1, total), total=total)
        if total > 1
        else say(language, "Reading the picture")
    )
    of_one = "" if total > 1 else " po-progress-one"  # how far a single image is, is not known
    values = f'aria-valuemin="0" aria-valuemax="{total}" aria-valuenow="{done}"' if total > 1 else ""
    queued = f'<p class="po-muted">{say(language, "What you sent meanwhile is read next.")}</p>' if more else ""
    return (
        f'<section class="po-progress{of_one}"><p class="po-number">{sentence}</p><div class="po-progress-bar" '
        f'role="progressbar" aria-label="{sentence}" {values} style="--done:{done / total:.4f}"></div>'
        f"{queued}</section>"
    )


def show_readings(language: Language, readings: Sequence[FileReading], total: int | None = None) -> str:
    """One file large, several as a list whose rows open; bad files after them, each with its reason.

    ``total``: how many were to be read, where the reading was stopped before all were.
    """
    total = total or len(readings)
    stopped = ""
    if len(readings) < total:
        sentence = say(language, "Stopped after {n} of {total}", n=len(readings), total=total)
        stopped = f'<p class="po-stopped po-number" role="status">{sentence}</p>'
    return stopped + _readings(language, readings, total)


def _readings(language: Language, readings: Sequence[FileReading], total: int) -> str:
    alone = len(readings) == total == 1
    good = [reading for reading in readings if _shows_plates(reading) or (alone and not reading.problem)]
    bad = [reading for reading in readings if reading not in good]
    parts = []
    if alone and good:
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
        "The checkpoints 'simple' and 'lstm' come with plateocr: install it again. Or make your own with "
        "'plateocr train' and 'plateocr export', and start the app with --checkpoint FOLDER.",
    )
    return notice(title, [*problems, remedy])


def _shows_plates(reading: FileReading) -> bool:
    return bool(reading.answers or reading.plates)


def _answers(language: Language, answers: Sequence[Answer], note: str = "") -> str:
    """The answers of all models, if there are any, under a note on the plate."""
    noted = f'<p class="po-flag">{escape(note)}</p>' if note else ""
    if not answers:
        return noted
    cards = "".join(answer(language, one.model, one.prediction, one.milliseconds) for one in answers)
    legend = say(language, "Bars: how sure a model is of each character, in %. Below them: the next candidates.")
    return f'{noted}<div class="po-answers">{cards}</div><p class="po-muted po-help">{legend}</p>'


def _single(language: Language, reading: FileReading) -> str:
    if reading.nothing:
        return nothing_found(language, reading)
    if reading.plates:
        return show_photo(language, reading, [_plate_answers(language, plate) for plate in reading.plates])
    alternative = say(language, "The picture that was read")
    return (
        f'<section class="po-reading"><figure><img src="{reading.preview}" alt="{alternative}">'
        f"{caption(language, reading)}</figure>"
        f"<div>{_answers(language, reading.answers)}</div></section>"
    )


def _batch(language: Language, readings: Sequence[FileReading]) -> str:
    named = max((reading.main_answers for reading in readings), key=len)
    models = "".join(f"<span>{escape(one.model)}</span>" for one in named)
    rows = "".join(_rows(language, reading) for reading in readings[:SHOWN])
    legend = say(
        language,
        "Dotted: a model is unsure, breaks a rule of plates, or differs from the other. Open a row for detail.",
    )
    more = ""
    if len(readings) > SHOWN:
        sentence = say(language, "The first {shown} of {n} pictures; the CSV holds all.", shown=SHOWN, n=len(readings))
        more = f'<p class="po-muted">{sentence}</p>'
    columns = len(named)
    title = say(language, "1 picture") if len(readings) == 1 else say(language, "{n} pictures", n=len(readings))
    return (
        f'<section class="po-batch" style="--models:{columns}">'
        f'<h2>{title}</h2><p class="po-muted">{legend}</p>'
        f'<div class="po-row po-row-head"><span>{say(language, "Picture")}</span><span>{say(language, "File")}</span>'
        f"{models}</div>{rows}{more}</section>"
    )


def _rows(language: Language, reading: FileReading) -> str:
    """A row for a crop, one for each plate of a photo."""
    if not reading.plates:
        detail = _answers(language, reading.answers) + remarks(language, reading)
        return _row(reading.preview, reading.name, reading.answers, detail)
    several = len(reading.plates) > 1
    return "".join(
        _row(
            plate.preview,
            f"{reading.name} ({number})" if several else reading.name,
            plate.answers,
            _plate_answers(language, plate) + remarks(language, reading),
        )
        for number, plate in enumerate(reading.plates, start=1)
    )


def _row(preview: str, name: str, answers: Sequence[Answer], detail: str) -> str:
    differ = len({one.prediction.text for one in answers}) > 1
    texts = "".join(
        f'<span class="po-read{" po-doubt" if one.prediction.flags or differ else ""}">'
        f'<b class="po-text">{escape(one.prediction.text)}</b>'
        f'<span class="po-number po-muted">{percent(one.prediction.confidence)}</span></span>'
        for one in answers
    )
    return (
        f'<details><summary class="po-row"><img src="{preview}" alt="" loading="lazy">'
        f'<span class="po-file" title="{escape(name)}">{escape(name)}</span>{texts}</summary>{detail}</details>'
    )


def _plate_answers(language: Language, plate: FoundPlate) -> str:
    return _answers(language, plate.answers, kind_sentence(plate.detected, partial(say, language)))


def _problems(language: Language, readings: Sequence[FileReading]) -> str:
    title = (
        say(language, "This file was not read")
        if len(readings) == 1
        else say(language, "{n} files were not read", n=len(readings))
    )
    return notice(
        title,
        [_problem(language, reading) for reading in readings],
    )


def _problem(language: Language, reading: FileReading) -> str:
    if reading.problem:
        return tell(language, reading.problem)
    reason = nothing_found_sentence(reading.nothing, partial(say, language)) if reading.nothing else ""
    return f"{reading.name}: {reason}"
