"""HTML of the section 'Overview': the figures of the models beside each other, and whether they differ."""

from collections.abc import Mapping
from html import escape
from typing import Any

from plateocr.app.page_state import PageState
from plateocr.app.texts import Language, say
from plateocr.evaluation.overview import overview
from plateocr.pipeline.wording import percent

_SURE = 0.05  # below this p a difference is called more than chance


def show_overview(
    language: Language, state: PageState, metrics: Mapping[str, Mapping[str, Any]], paired: Mapping[str, Any] | None
) -> str:
    """The table of figures, and under it the paired comparison.

    ``metrics`` are those of each model (evaluation.metrics.summarise), ``paired`` what evaluation.compare says of two
    of them; None where there is only one.
    """
    figures = {model: overview(of_model) for model, of_model in metrics.items()}
    first = next(iter(figures.values()))
    heads = "".join(f'<th scope="col">{escape(model)}</th>' for model in figures)
    if paired:
        heads += f'<th scope="col">{say(language, "Difference")}</th>'
    rows = "".join(_row(language, key, figures, paired) for key in first)
    speed = "".join(
        f'<td><b class="po-number">{say(language, "{ms:.1f} ms", ms=of_model["ms_per_image"])}</b></td>'
        for of_model in metrics.values()
    )
    time = (
        f'<tr><th scope="row">{say(language, "Time a picture takes")}</th>{speed}{"<td></td>" if paired else ""}</tr>'
    )
    note = say(
        language,
        "Under each figure its 95 % interval: where it would lie with other pictures of the same kind. n is the number "
        "of pictures.",
    )
    return (
        f'<div class="po-scroll"><table class="po-table po-overview"><caption class="po-hidden">'
        f"{say(language, 'Figures of each model')}</caption><thead><tr><td></td>{heads}</tr></thead>"
        f'<tbody>{rows}{time}</tbody></table></div><p class="po-muted">{note}</p>'
        + (_comparison(language, state, paired) if paired else "")
    )


def _row(
    language: Language, key: str, figures: Mapping[str, Mapping[str, Any]], paired: Mapping[str, Any] | None
) -> str:
    name, meaning = figure_names(language)[key]
    n = next(iter(figures.values()))[key]["n"]
    cells = "".join(f"<td>{rate(language, of_model[key])}</td>" for of_model in figures.values())
    if paired:
        difference = paired.get(f"{key}_difference")
        cells += f"<td>{_difference(language, difference)}</td>" if difference else "<td></td>"
    counted = say(language, "n = {n:,}", n=n)
    return f'<tr><th scope="row">{name}<span>{meaning} <i class="po-number">{counted}</i></span></th>{cells}</tr>'


def figure_names(language: Language) -> dict[str, tuple[str, str]]:
    """What each figure is called, and what it means."""
    return {
        "accuracy": (say(language, "Plates read exactly"), say(language, "all seven characters right")),
        "cer": (say(language, "Character error rate (CER)"), say(language, "share of characters to correct")),
        "province_accuracy": (say(language, "Provinces right"), say(language, "the first character, over all plates")),
        "province_accuracy_not_wan": (
            say(language, "Provinces right, without 皖"),
            say(language, "皖 is most of CCPD, and can be guessed"),
        ),
        "province_macro_accuracy": (
            say(language, "Provinces right, each weighing the same"),
            say(language, "the mean over the provinces (macro)"),
        ),
        "expected_calibration_error": (
            say(language, "Calibration error (ECE)"),
            say(language, "mean distance of confidence from accuracy"),
        ),
    }


def rate(language: Language, figure: Mapping[str, Any]) -> str:
    """A figure (evaluation.overview) in per cent over its 95 % interval, as HTML."""
    if figure["value"] is None:
        return f'<span class="po-muted">{say(language, "no such plate")}</span>'
    return _stacked(percent(figure["value"]), _span(language, figure))


def _difference(language: Language, figure: Mapping[str, Any]) -> str:
    sign = say(language, "{value:+.1f} points", value=100 * figure["value"])
    return _stacked(
        sign, say(language, "{low:+.1f} to {high:+.1f}", low=100 * figure["low"], high=100 * figure["high"])
    )


def _span(language: Language, figure: Mapping[str, Any]) -> str:
    return say(language, "{low:.1f} to {high:.1f} %", low=100 * figure["low"], high=100 * figure["high"])


def _stacked(value: str, note: str) -> str:
    return f'<b class="po-number">{value}</b><small class="po-number">{note}</small>'


def _comparison(language: Language, state: PageState, paired: Mapping[str, Any]) -> str:
    """The same pictures, read by both: how often which is right, as links to those pictures, and McNemar's test."""
    first, second = paired["first"], paired["second"]
    counts = (
        (say(language, "both right"), paired["both_correct"], {"outcome": "correct"}),
        (
            say(language, "only {model} right", model=first),
            paired["only_first_correct"],
            {"outcome": "only_other_wrong"},
        ),
        (
            say(language, "only {model} right", model=second),
            paired["only_second_correct"],
            {"outcome": "only_this_wrong"},
        ),
        (say(language, "both wrong"), paired["both_wrong"], {"outcome": "both_wrong"}),
    )
    tiles = "".join(_tile(name, count, state, outcome) for name, count, outcome in counts)
    p = paired["mcnemar_p"]
    shown = "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
    verdict = (
        say(language, "The difference is more than chance explains.")
        if p < _SURE
        else say(language, "Chance alone could make this difference.")
    )
    title = say(
        language, "{first} against {second}, on the same {n:,} pictures", first=first, second=second, n=paired["n"]
    )
    test = say(language, "McNemar's exact test: {p}.", p=shown)
    return (
        f'<section class="po-panel"><h2>{escape(title)}</h2><div class="po-tiles">{tiles}</div>'
        f"<p><b class='po-number'>{escape(test)}</b> {verdict}</p></section>"
    )


def _tile(name: str, count: int, state: PageState, outcome: Mapping[str, str]) -> str:
    inside = f'<b class="po-number">{count:,}</b><span>{escape(name)}</span>'
    if outcome["outcome"] == "correct":
        return f'<div class="po-tile">{inside}</div>'
    link = escape(state.pictures(**outcome))
    return f'<a class="po-tile" href="{link}">{inside}</a>'
