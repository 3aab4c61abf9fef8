"""HTML of the section 'Slices': where the errors are, the slices with the most errors first."""

import pandas as pd
from markupsafe import Markup

from plateocr.app.languages import Language, say
from plateocr.app.names import attribute_names
from plateocr.app.page_state import PageState
from plateocr.app.templating import render
from plateocr.evaluation.attribute_slices import SMALL_BELOW
from plateocr.evaluation.view_fields import in_link


def show_slices(language: Language, state: PageState, slices: pd.DataFrame) -> Markup:
    """The table of evaluation.attribute_slices.slice_errors; each row links to its images."""
    names = attribute_names(language) | {
        "province": say(language, "Province"),
        "kind": say(language, "Kind of plate"),
        "position": say(language, "Position"),
    }
    links = [
        state.images(**{field: in_link(value) for field, value in filters.items()}) for filters in slices["filter"]
    ]
    rows = list(zip(slices.to_dict("records"), links, strict=True))
    template = "sections/slices/view.html"
    return render(language, template, state=state, rows=rows, names=names, small_below=SMALL_BELOW)
