"""HTML of the section 'Confidence': what each model answers at the slider's threshold."""

from collections.abc import Mapping

from markupsafe import Markup

from plateocr.app.languages import Language
from plateocr.app.page_state import PageState
from plateocr.app.templating import render
from plateocr.evaluation.calibration import Answered

DEFAULT_THRESHOLD = 0.9


def show_answered(language: Language, state: PageState, answered: Mapping[str, Answered], threshold: float) -> Markup:
    """A sentence per model: how many plates it answers from ``threshold`` on, and how many of those correctly."""
    return render(language, "sections/confidence/view.html", state=state, answered=answered, threshold=threshold)
