"""HTML of the section 'Data faults'."""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from plateocr.app.markup import plate_line
from plateocr.app.overview_view import figure_names, rate
from plateocr.app.page_state import PageState
from plateocr.app.pictures import thumbnail_url
from plateocr.app.take_away import flagged_url
from plateocr.app.texts import Language, say
from plateocr.evaluation.faults import SURE, NearDuplicates, TrainOverlap
from plateocr.evaluation.overview import Figure
from plateocr.evaluation.table import wrong_positions
from plateocr.pipeline.wording import percent

# The page holds this many doubted labels, groups of look-alikes and plates; beyond it says how many there are.
SHOWN = 60
_FORM = "po-flags"


def show_flag_form(language: Language, state: PageState) -> str:
    """What a flag does, and the button that downloads what was flagged; the check boxes are anywhere on the page."""
    what = say(
        language,
        "Flag what you want to look into, then take the flagged pictures away as a CSV file. A flag never changes the "
        "data.",
    )
    action = escape(flagged_url(state.dashboard_id))
    return (
        f'<form id="{_FORM}" class="po-flag-form" method="post" action="{action}"><p>{escape(what)}</p>'
        f'<button type="submit" class="po-action">{say(language, "Flagged pictures as CSV")}</button></form>'
    )


def show_suspects(language: Language, state: PageState, suspects: pd.DataFrame) -> str:
    """Labels that all models contradict, the surest contradiction first, each with a flag."""
    what = say(
        language,
        "All models read the same, each at least {sure} sure, and it is not what the label says.",
        sure=f"{SURE:.0%}".replace("%", " %"),
    )
    if suspects.empty:
        content = _nothing(say(language, "No label is doubted."))
    else:
        cards = "".join(_suspect(language, state, row) for _, row in suspects.head(SHOWN).iterrows())
        content = f'<div class="po-cards">{cards}</div>{_more(language, len(suspects))}'
    return _panel(say(language, "Labels to doubt"), len(suspects), what, content)


def show_near(language: Language, state: PageState, near: NearDuplicates | None) -> str:
    """Pictures that look the same, group by group; before they were looked for, the button that looks."""
    title = say(language, "Pictures that look the same")
    what = say(
        language,
        "They weigh double in every figure. Where their labels differ, one is wrong; those come first.",
    )
    if near is None:
        query = escape(state.link())
        button = (
            f'<button type="button" class="po-action" data-look="{query}">'
            f"{say(language, 'Look for them: every picture is opened once')}</button>"
        )
        return _panel(title, None, what, f"<p>{button}</p>")
    groups = near.images["group"].nunique()
    if not groups:
        content = _nothing(say(language, "No two pictures look the same."))
    else:
        shown = near.images[near.images["group"] <= SHOWN]
        content = "".join(_group(language, state, rows) for _, rows in shown.groupby("group")) + _more(language, groups)
    if near.unreadable:
        content += (
            f'<p class="po-muted">{say(language, "{n:,} pictures could not be opened.", n=len(near.unreadable))}</p>'
        )
    return _panel(title, groups, what, content)


def show_overlap(language: Language, overlap: TrainOverlap | None) -> str:
    """Plates that were trained on, and every figure with and without their pictures."""
    title = say(language, "Plates that were also trained on")
    what = say(language, "A model may know them by heart: the figures without them are the honest ones.")
    if overlap is None:
        unknown = say(
            language,
            "The app does not know which plates its models were trained on. Start it with: plateocr app --train-plates "
            "FILE_OR_FOLDER",
        )
        return _panel(title, None, what, _nothing(unknown))
    if overlap.images.empty:
        return _panel(title, 0, what, _nothing(say(language, "No plate here was trained on.")))
    plates = overlap.plates
    listed = " ".join(f'<span class="po-text">{escape(plate)}</span>' for plate in plates[:SHOWN])
    content = f'{_with_and_without(language, overlap)}<p class="po-plates">{listed}</p>{_more(language, len(plates))}'
    return _panel(title, len(overlap.images), what, content)


def _with_and_without(language: Language, overlap: TrainOverlap) -> str:
    """A row a figure, two columns a model."""
    heads, columns = "", list[Mapping[str, Figure] | None]()
    for model, figures in overlap.everything.items():
        with_all = say(language, "{model}, all pictures", model=model)
        without = say(language, "{model}, without them", model=model)
        heads += f'<th scope="col">{escape(with_all)}</th><th scope="col">{escape(without)}</th>'
        columns += [figures, overlap.without.get(model)]
    rows = "".join(
        f'<tr><th scope="row">{name}<span>{meaning}</span></th>'
        + "".join(f"<td>{_rate(language, figures, key)}</td>" for figures in columns)
        + "</tr>"
        for key, (name, meaning) in figure_names(language).items()
    )
    caption = say(language, "Figures with and without the plates that were trained on")
    return (
        f'<div class="po-scroll"><table class="po-table po-overview"><caption class="po-hidden">{escape(caption)}'
        f"</caption><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _rate(language: Language, figures: Mapping[str, Figure] | None, key: str) -> str:
    if figures is None:
        return f'<span class="po-muted">{say(language, "no other picture")}</span>'
    counted = say(language, "n = {n:,}", n=figures[key]["n"])
    return f'{rate(language, figures[key])}<small class="po-number">{counted}</small>'


def _suspect(language: Language, state: PageState, row: "pd.Series[Any]") -> str:
    label, read = str(row["truth"]), str(row["prediction"])
    sure = say(language, "at least {confidence} sure", confidence=percent(float(row["confidence"])))
    lines = plate_line(say(language, "label"), label) + plate_line(
        say(language, "read"), read, wrong_positions(label, read)
    )
    return _card(language, state, row, f'{lines}<span class="po-muted po-number">{escape(sure)}</span>')


def _group(language: Language, state: PageState, rows: pd.DataFrame) -> str:
    title = (
        say(language, "{n} pictures with one label", n=len(rows))
        if rows["one_plate"].iloc[0]
        else say(language, "{n} pictures whose labels differ", n=len(rows))
    )
    first = str(rows["truth"].iloc[0])
    cards = "".join(
        _card(
            language,
            state,
            row,
            plate_line(say(language, "label"), str(row["truth"]), wrong_positions(first, str(row["truth"]))),
        )
        for _, row in rows.iterrows()
    )
    return f'<section class="po-group"><h3>{escape(title)}</h3><div class="po-cards">{cards}</div></section>'


def _card(language: Language, state: PageState, row: "pd.Series[Any]", lines: str) -> str:
    """A picture that opens in detail, what is said of it, and its flag."""
    picture, file = str(row["id"]), str(row["file"])
    opens = say(language, "Show {file} in detail", file=file)
    flag = say(language, "Flag {file}", file=file)
    return (
        f'<article class="po-card po-fault"><a href="{escape(state.link(picture=picture))}" '
        f'aria-label="{escape(opens)}"><span class="po-picture">'
        f'<img src="{escape(thumbnail_url(picture, state.dashboard_id))}" alt="{say(language, "picture not found")}" '
        f'loading="lazy"></span></a>{lines}'
        f'<span class="po-muted po-file" title="{escape(file)}">{escape(file)}</span>'
        f'<label class="po-flag-box"><input type="checkbox" name="flag" form="{_FORM}" value="{escape(picture)}" '
        f'aria-label="{escape(flag)}"> {say(language, "Flag")}</label></article>'
    )


def _panel(title: str, count: int | None, what: str, content: str) -> str:
    number = "" if count is None else f' <span class="po-number po-muted">{count:,}</span>'
    return (
        f'<section class="po-faults"><h2>{escape(title)}{number}</h2><p class="po-muted">{escape(what)}</p>'
        f"{content}</section>"
    )


def _nothing(sentence: str) -> str:
    return f'<p class="po-none">{escape(sentence)}</p>'


def _more(language: Language, total: int) -> str:
    if total <= SHOWN:
        return ""
    return f'<p class="po-muted">{say(language, "The first {shown:,} of {total:,}.", shown=SHOWN, total=total)}</p>'
