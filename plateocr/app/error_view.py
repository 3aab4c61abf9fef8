"""HTML of the tab 'Errors'."""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from plateocr.alphabet import PLATE_LENGTH
from plateocr.app.dashboard import prediction_of
from plateocr.app.markup import answer, plate_line
from plateocr.app.pictures import picture_url
from plateocr.evaluation.slices import Page, Selection
from plateocr.evaluation.table import wrong_positions
from plateocr.reading.wording import interval, percent


def show_figures(metrics: Mapping[str, Any]) -> str:
    """Accuracy and CER with their intervals, the number of pictures, the time a picture takes."""
    tiles = (
        ("Plates read exactly", percent(metrics["accuracy"]["value"]), interval(metrics["accuracy"])),
        ("Character error rate", percent(metrics["cer"]["value"]), interval(metrics["cer"])),
        ("Provinces right", percent(metrics["province_accuracy"]["value"]), interval(metrics["province_accuracy"])),
        ("Pictures", f"{metrics['n']:,}", f"{metrics['ms_per_image']:.1f} ms each"),
    )
    items = "".join(
        f'<div><dt>{label}</dt><dd class="po-figure">{value}</dd><dd class="po-muted">{note}</dd></div>'
        for label, value, note in tiles
    )
    return f'<dl class="po-figures" title="95 % bootstrap intervals">{items}</dl>'


def show_threshold(selection: Selection, shown: int, total: int) -> str:
    """What the threshold means, in words and in numbers."""
    least = selection.min_edits
    if least == 0:
        meaning = "right or wrong"
    else:
        characters = f"all {PLATE_LENGTH}" if least == PLATE_LENGTH else f"{least} or more of {PLATE_LENGTH}"
        meaning = f"{characters} characters wrong: CER ≥ {least}/{PLATE_LENGTH} = {selection.min_cer:.3f}"
    return (
        f'<p class="po-threshold" aria-live="polite"><span><strong>{shown:,}</strong> of {total:,} pictures</span>'
        f'<span class="po-muted">{meaning}</span></p>'
    )


def show_cards(page: Page, selection: Selection) -> str:
    """One page of cards, or the words for an empty one."""
    if page.rows.empty:
        return (
            '<div class="po-empty"><h2>No errors at this threshold</h2>'
            f"<p>{escape(selection.model)} has no picture with CER ≥ {selection.min_cer:.3f}. Lower the threshold to "
            "see milder ones.</p></div>"
        )
    cards = "".join(_card(row) for _, row in page.rows.iterrows())
    return f'<div class="po-cards">{cards}</div>'


def show_pager(page: Page, total: int) -> str:
    """Which pictures this page shows, and which page it is."""
    if not total:
        return ""
    last = page.first + len(page.rows) - 1
    return (
        f'<p class="po-pager" aria-live="polite"><span><strong>{page.first} to {last}</strong> of {total:,}</span>'
        f'<span class="po-muted">page {page.number} of {page.pages}</span></p>'
    )


def show_detail(rows: pd.DataFrame) -> str:
    """A picture large, what it is, and what every model made of it."""
    first = rows.iloc[0]
    answers = "".join(
        answer(
            str(row["model"]),
            prediction_of(row),
            float(row["milliseconds"]),
            wrong_positions(row["truth"], row["prediction"]),
        )
        for _, row in rows.iterrows()
    )
    facts = (
        ("size", f"{first['width']} x {first['height']} px"),
        ("sharpness", f"{first['sharpness']:.0f}"),
        ("brightness", f"{first['brightness']:.2f}"),
        ("contrast", f"{first['contrast']:.2f}"),
    )
    listed = "".join(f'<div><dt>{name}</dt><dd class="po-number">{value}</dd></div>' for name, value in facts)
    url, file = picture_url(str(first["id"])), escape(first["file"])
    return (
        f'<div class="po-reading"><figure><img src="{url}" alt="Picture {file}">'
        f"<figcaption>{file}</figcaption>"
        f"{plate_line('truth', str(first['truth']))}<dl class='po-facts'>{listed}</dl></figure>"
        f'<div class="po-answers">{answers}</div></div>'
    )


def _card(row: "pd.Series[Any]") -> str:
    truth, prediction = str(row["truth"]), str(row["prediction"])
    label = (
        f"Truth {truth}, read {prediction}, CER {row['cer']:.2f}, confidence {percent(row['confidence'])}. Show detail."
    )
    url = picture_url(str(row["id"]))
    return (
        f'<button type="button" class="po-card" data-id="{escape(str(row["id"]))}" aria-label="{escape(label)}">'
        f'<span class="po-picture"><img src="{url}" alt="picture not found" loading="lazy"></span>'
        f"{plate_line('truth', truth)}{plate_line('read', prediction, wrong_positions(truth, prediction))}"
        f'<span class="po-card-numbers"><span>CER <b class="po-number">{row["cer"]:.2f}</b></span>'
        f'<span>confidence <b class="po-number">{percent(row["confidence"])}</b></span></span></button>'
    )
