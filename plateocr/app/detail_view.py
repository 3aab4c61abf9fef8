"""HTML of the detail of a picture: where it stands in the list, the picture, what the networks see, all answers."""

from collections.abc import Sequence
from html import escape

import pandas as pd

from plateocr.app.detail_live import ModelAnswer
from plateocr.app.inline import exact
from plateocr.app.markup import answer, notice, plate_line
from plateocr.app.page_state import PageState
from plateocr.app.pictures import picture_url
from plateocr.app.texts import Language, say
from plateocr.evaluation.neighbours import Neighbours
from plateocr.evaluation.table import wrong_positions
from plateocr.pipeline.wording import percent


def show_picture(
    language: Language,
    state: PageState,
    rows: pd.DataFrame,
    place: Neighbours,
    answers: Sequence[ModelAnswer],
    problems: Sequence[str],
) -> str:
    """The card of a picture: neighbours, picture, what the networks see, truth, and every model's answer.

    ``rows`` are the picture's rows of the table, one a model; ``problems`` say why answers are not live.
    """
    first = rows.iloc[0]
    live = " data-live" if any(one.seen is not None for one in answers) else ""
    truth, file = str(first["truth"]), escape(str(first["file"]))
    url = escape(picture_url(str(first["id"]), state.dashboard_id))
    wrongs = [wrong_positions(truth, one.prediction.text) for one in answers]
    cards = "".join(
        answer(language, one.model, one.prediction, one.milliseconds, wrong)
        for one, wrong in zip(answers, wrongs, strict=True)
    )
    return (
        f'<div class="po-detail" data-picture="{escape(str(first["id"]))}" data-query="{escape(state.link())}"{live}>'
        f'{_neighbours(language, state, place)}<div class="po-reading"><figure>'
        f'<img src="{url}" alt="{escape(say(language, "Picture {file}", file=first["file"]))}">'
        f"<figcaption>{file}</figcaption>{seen_figures(language, answers)}{_facts(language, rows)}</figure>"
        f'<div class="po-detail-answers">{text_lines(language, truth, answers)}{_doubts(language, answers, problems)}'
        f'<div class="po-answers">{cards}</div>'
        f'<p class="po-muted po-help">{_legend(language, answers)}</p></div></div></div>'
    )


def text_lines(language: Language, truth: str, answers: Sequence[ModelAnswer]) -> str:
    """The truth, and below it what each model reads with its confidence, characters in columns, wrong ones marked."""
    lines = [f"<li>{plate_line(say(language, 'Truth'), truth)}</li>"]
    lines += [
        f'<li data-model="{escape(one.model)}">'
        f"{plate_line(one.model, one.prediction.text, wrong_positions(truth, one.prediction.text))}"
        f'<span class="po-number po-muted">{percent(one.prediction.confidence)}</span></li>'
        for one in answers
    ]
    return f'<ul class="po-lines">{"".join(lines)}</ul>'


def show_unknown(language: Language, reason: str) -> str:
    """Why there is no detail to show."""
    return notice(say(language, "This picture cannot be shown"), [reason])


def seen_figures(language: Language, answers: Sequence[ModelAnswer]) -> str:
    """What the networks see, once for all models that see the same."""
    groups: dict[bytes, list[ModelAnswer]] = {}
    for one in answers:
        if one.seen is not None:
            groups.setdefault(one.seen.tobytes(), []).append(one)
    return "".join(_seen(language, group) for group in groups.values())


def _neighbours(language: Language, state: PageState, place: Neighbours) -> str:
    if place.rank is None:
        where = say(language, "not among the {total:,} pictures that the filters show", total=place.total)
    else:
        where = say(language, "{rank:,} of {total:,}", rank=place.rank, total=place.total)
    previous = _step(state, "previous", place.previous, say(language, "Previous"))
    following = _step(state, "next", place.following, say(language, "Next"))
    return (
        f'<nav class="po-steps" aria-label="{say(language, "Pictures of the list")}">{previous}'
        f'<span class="po-number po-muted">{where}</span>{following}</nav>'
    )


def _step(state: PageState, name: str, picture: str | None, label: str) -> str:
    # Without a trace in the browser's history: going back leaves the detail, however far one leafed.
    target = (
        ' aria-disabled="true"' if picture is None else f' href="{escape(state.link(picture=picture))}" data-replace'
    )
    key = {"previous": "ArrowLeft", "next": "ArrowRight"}[name]
    return f'<a id="po-{name}-picture" class="po-step" role="link" aria-keyshortcuts="{key}"{target}>{label}</a>'


def _facts(language: Language, rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    facts = [
        (say(language, "Size"), f"{first['width']} x {first['height']} px"),
        (say(language, "Sharpness"), f"{first['sharpness']:.0f}"),
        (say(language, "Brightness"), f"{first['brightness']:.2f}"),
        (say(language, "Contrast"), f"{first['contrast']:.2f}"),
    ]
    if "tilt" in rows:
        facts.append((say(language, "Tilt"), f"{first['tilt']:.1f}°"))
    listed = "".join(f'<div><dt>{name}</dt><dd class="po-number">{value}</dd></div>' for name, value in facts)
    return f'<dl class="po-facts">{listed}</dl>'


def _seen(language: Language, group: Sequence[ModelAnswer]) -> str:
    seen = group[0].seen
    if seen is None:  # only groups of live answers get here
        return ""
    names = say(language, " and ").join(one.model for one in group)
    caption = escape(
        say(
            language,
            "What {models} sees: {width} x {height} pixels",
            models=names,
            width=seen.shape[1],
            height=seen.shape[0],
        )
        if len(group) == 1
        else say(
            language,
            "What {models} see: {width} x {height} pixels",
            models=names,
            width=seen.shape[1],
            height=seen.shape[0],
        )
    )
    return (
        f'<div class="po-seen"><img src="{exact(seen)}" alt="{caption}"><span class="po-muted">{caption}</span></div>'
    )


def _doubts(language: Language, answers: Sequence[ModelAnswer], problems: Sequence[str]) -> str:
    """That answers are the table's, or are not what the table holds."""
    sentences: list[str] = []
    from_table = [one.model for one in answers if one.seen is None]
    if from_table:
        sentences += problems
        sentences.append(
            say(
                language,
                "The answer of {models} is what the table holds, with three candidates a position: there is no map of "
                "the parts that decided, and no reading again.",
                models=say(language, " and ").join(from_table),
            )
        )
    sentences += [
        say(
            language,
            "{model} now reads another text than the table holds ({recorded}): the table was made with other weights.",
            model=one.model,
            recorded=one.recorded,
        )
        for one in answers
        if one.seen is not None and one.recorded not in (None, one.prediction.text)
    ]
    return notice(say(language, "About these answers"), sentences) if sentences else ""


def _legend(language: Language, answers: Sequence[ModelAnswer]) -> str:
    if any(one.seen is not None for one in answers):
        return say(language, "Bars: how sure a model is of each character, in %. Below them: the next four candidates.")
    return say(language, "Bars: how sure a model is of each character, in %. Below them: the next candidates.")
