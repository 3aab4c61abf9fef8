"""HTML of the section 'Confusions': the most frequent ones as a list, and all of them as two tables."""

from collections.abc import Sequence
from html import escape
from math import log10

import numpy as np
import pandas as pd

from plateocr.app.page_state import PageState
from plateocr.app.texts import Language, say
from plateocr.evaluation.confusion import Confusion
from plateocr.pipeline.wording import percent

# The share of a row that has no colour any more; full colour is the whole row.
_FAINTEST = 0.001


def show_confusions(
    language: Language,
    state: PageState,
    top: Sequence[Confusion],
    provinces: pd.DataFrame,
    characters: pd.DataFrame,
) -> str:
    """The section; ``top`` and the two tables of counts are those of evaluation.confusion for one model."""
    if not top:
        return (
            f'<div class="po-empty"><h2>{say(language, "No character was read wrongly")}</h2>'
            f"<p>{say(language, 'There is nothing to confuse here.')}</p></div>"
        )
    legend = say(
        language,
        "A row is what stands on the plate, a column what was read. The number counts characters; the colour is their "
        "share of the row, on a logarithmic scale. Rows and columns without an error are left out. Click a number to "
        "see the pictures.",
    )
    return (
        f'<section class="po-panel"><h2>{say(language, "The most frequent confusions")}</h2>'
        f'<ol class="po-top">{"".join(_confusion(language, state, one) for one in top)}</ol></section>'
        f'<p class="po-muted po-legend">{legend}</p>'
        + _matrix(language, state, say(language, "Provinces"), provinces)
        + _matrix(language, state, say(language, "Letters and digits"), characters)
    )


def _confusion(language: Language, state: PageState, one: Confusion) -> str:
    link = escape(state.pictures(truth_character=one["truth"], predicted_character=one["prediction"]))
    words = say(language, "{truth} read as {read}", truth=one["truth"], read=one["prediction"])
    times = say(
        language,
        "{count:,} of {of:,} ({share})",
        count=one["count"],
        of=one["of"],
        share=percent(one["count"] / one["of"]),
    )
    return (
        f'<li><a href="{link}" aria-label="{words}: {times}"><b><span>{one["truth"]}</span> '
        f'<i aria-hidden="true">→</i> <mark>{one["prediction"]}</mark></b>'
        f'<span class="po-number po-muted">{times}</span></a></li>'
    )


def _matrix(language: Language, state: PageState, title: str, counts: pd.DataFrame) -> str:
    alphabet, number = [str(letter) for letter in counts.index], counts.to_numpy()
    wrong = number * ~np.eye(len(counts), dtype=bool)
    rows, columns = np.flatnonzero(wrong.sum(axis=1)), np.flatnonzero(wrong.sum(axis=0))
    if not rows.size:
        note = say(language, "No error here.")
        return f'<section class="po-panel"><h2>{title}</h2><p class="po-muted">{note}</p></section>'
    head = "".join(f'<th scope="col">{alphabet[column]}</th>' for column in columns)
    totals = number.sum(axis=1)
    body = "".join(
        f'<tr><th scope="row">{alphabet[row]}</th>'
        + "".join(
            _cell(language, state, alphabet[row], alphabet[column], int(number[row, column]), int(totals[row]))
            for column in columns
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<section class="po-panel"><h2>{title}</h2>'
        f'<div class="po-scroll" tabindex="0" role="region" aria-label="{title}"><table class="po-matrix">'
        f'<caption class="po-hidden">{say(language, "Rows: the truth. Columns: what was read.")}</caption>'
        f'<thead><tr><td class="po-muted">{say(language, "truth")}</td>{head}</tr></thead><tbody>{body}</tbody></table>'
        "</div></section>"
    )


def _cell(language: Language, state: PageState, truth: str, read: str, count: int, total: int) -> str:
    share = count / total
    if truth == read:
        right = say(language, "{truth} read rightly: {share}", truth=truth, share=percent(share))
        return f'<td class="po-right" title="{right}"><span class="po-hidden">{percent(share)}</span></td>'
    if not count:
        return "<td></td>"
    words = say(
        language,
        "{truth} read as {read}: {count:,} of {total:,} ({share})",
        truth=truth,
        read=read,
        count=count,
        total=total,
        share=percent(share),
    )
    link = escape(state.pictures(truth_character=truth, predicted_character=read))
    return (
        f'<td style="--heat:{heat(share):.2f}"><a href="{link}" title="{words}" aria-label="{words}">{count}</a></td>'
    )


def heat(share: float) -> float:
    """The strength of a colour, 0..1, for a share of a row above 0: logarithmic, so that rare confusions show."""
    return max(0.0, 1 - log10(share) / log10(_FAINTEST))
