"""HTML of the section 'Data faults'."""

import pandas as pd
from markupsafe import Markup

from plateocr.app.languages import Language
from plateocr.app.names import figure_names
from plateocr.app.page_state import PageState
from plateocr.app.sections.faults.export import flagged_url
from plateocr.app.templating import render
from plateocr.evaluation.faults import SURE, NearDuplicates, TrainOverlap

# How many suspicious labels, groups of near-duplicates and plates the page shows; of the rest it says the number.
SHOWN = 60


def show_suspects(language: Language, state: PageState, suspects: pd.DataFrame) -> Markup:
    """The form of flags, then the labels that all models contradict, most confident first, each with a flag."""
    return render(
        language,
        "sections/faults/suspects.html",
        state=state,
        action=flagged_url(state.dashboard_id),
        suspects=suspects.head(SHOWN).to_dict("records"),
        total=len(suspects),
        shown=SHOWN,
        sure=f"{SURE:.0%}".replace("%", " %"),
    )


def show_near(language: Language, state: PageState, near: NearDuplicates | None) -> Markup:
    """Near-duplicate images by group; before the search, the button that starts it."""
    template = "sections/faults/near.html"
    if near is None:
        return render(language, template, state=state, near=None)
    total = near.images["group"].nunique()
    shown = near.images[near.images["group"] <= SHOWN]
    groups = [rows.to_dict("records") for _, rows in shown.groupby("group")]
    return render(language, template, state=state, near=near, groups=groups, total=total, shown=SHOWN)


def show_overlap(language: Language, overlap: TrainOverlap | None) -> Markup:
    """Plates that were trained on, and every figure with and without their images."""
    names = figure_names(language)
    return render(language, "sections/faults/overlap.html", overlap=overlap, names=names, shown=SHOWN)
