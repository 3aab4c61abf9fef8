"""HTML of the detail of an image: its place in the list, the image, the networks' input, all answers."""

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from plateocr.app.images.inline import exact
from plateocr.app.languages import Language, say, tell
from plateocr.app.page_state import PageState
from plateocr.app.sections.detail.live import ModelAnswer
from plateocr.app.templating import render
from plateocr.errors import PlateOcrError
from plateocr.evaluation.neighbours import Neighbours


def show_image(
    language: Language,
    state: PageState,
    rows: pd.DataFrame,
    place: Neighbours,
    answers: Sequence[ModelAnswer],
    problems: Sequence[PlateOcrError],
) -> Markup:
    """The card of an image: neighbours, image, the networks' input, truth, and every model's answer.

    ``rows`` are the image's rows in the table, one per model; ``problems`` say why answers are not live.
    """
    return render(
        language,
        "sections/detail/view.html",
        state=state,
        first=rows.iloc[0].to_dict(),
        place=place,
        answers=answers,
        live=any(one.seen is not None for one in answers),
        seen=seen_by(language, answers),
        doubts=_doubts(language, answers, problems),
    )


def show_unknown(language: Language, error: PlateOcrError) -> Markup:
    """Why no detail can be shown."""
    return render(language, "sections/detail/unknown.html", error=error)


def seen_by(language: Language, answers: Sequence[ModelAnswer]) -> list[tuple[str, str]]:
    """The networks' inputs, once for all models with the same input: a data URI and its caption."""
    groups: dict[str, list[ModelAnswer]] = {}
    for one in answers:
        if one.seen is not None:
            groups.setdefault(exact(one.seen), []).append(one)
    return [(url, _caption(language, group)) for url, group in groups.items()]


def _caption(language: Language, group: Sequence[ModelAnswer]) -> str:
    names = say(language, " and ").join(one.model for one in group)
    height, width, _ = (0, 0, 0) if group[0].seen is None else group[0].seen.shape
    if len(group) == 1:
        return say(language, "What {models} sees: {width} x {height} pixels", models=names, width=width, height=height)
    return say(language, "What {models} see: {width} x {height} pixels", models=names, width=width, height=height)


def _doubts(language: Language, answers: Sequence[ModelAnswer], problems: Sequence[PlateOcrError]) -> list[str]:
    """Notes that answers are from the table, or differ from it."""
    sentences: list[str] = []
    from_table = [one.model for one in answers if one.seen is None]
    if from_table:
        sentences += [tell(language, problem) for problem in problems]
        sentences.append(
            say(
                language,
                "The answer of {models} comes from the table, with three candidates per position: there is no map of "
                "the decisive parts, and no reading again.",
                models=say(language, " and ").join(from_table),
            )
        )
    sentences += [
        say(
            language,
            "{model} now reads a different text from the one in the table ({recorded}): the table was made with other "
            "weights.",
            model=one.model,
            recorded=one.recorded,
        )
        for one in answers
        if one.seen is not None and one.recorded not in (None, one.prediction.text)
    ]
    return sentences
