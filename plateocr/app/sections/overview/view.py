"""HTML of the section 'Overview': the figures of the models side by side, and whether they differ."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from plateocr.app.languages import Language, say
from plateocr.app.names import figure_names, plate_names
from plateocr.app.page_state import PageState
from plateocr.app.templating import render
from plateocr.errors import PlateOcrError
from plateocr.evaluation.overview import overview
from plateocr.plates import PlateKind

_SURE = 0.05  # p-value below which a difference is called significant


def show_overview(
    language: Language,
    state: PageState,
    metrics: Mapping[str, Mapping[str, Any]],
    paired: Mapping[str, Any] | None,
    problem: PlateOcrError | None = None,
) -> Markup:
    """The model selector, the table of figures, and below it the paired comparison, or why there is none."""
    figures = show_figures(language, metrics, paired)
    trust = show_trust(language, state)
    sure = paired is not None and paired["mcnemar_p"] < _SURE
    template = "sections/overview/view.html"
    return render(
        language, template, state=state, figures=figures, trust=trust, paired=paired, problem=problem, sure=sure
    )


def show_trust(language: Language, state: PageState) -> Markup:
    """How far the verdict "sure" can be trusted, of all images and of each kind; nothing if there are no verdicts."""
    found = state.dashboard.verdicts
    if found is None:
        return Markup()
    rows = [(say(language, "all plates"), "", found["all"])]
    if len(found["kinds"]) > 1:
        names = plate_names(language)
        rows += [(names[PlateKind(kind)], kind, figures) for kind, figures in found["kinds"].items()]
    return render(language, "sections/overview/trust.html", state=state, rows=rows)


def show_figures(
    language: Language, metrics: Mapping[str, Mapping[str, Any]], paired: Mapping[str, Any] | None = None
) -> Markup:
    """The table of figures.

    ``metrics`` are those of each model (evaluation.metrics.summarise), ``paired`` is the comparison of two of them
    (evaluation.compare), None if there is only one.
    """
    figures = {model: overview(of_model) for model, of_model in metrics.items()}
    times = [of_model["ms_per_image"] for of_model in metrics.values()]
    names = figure_names(language)
    return render(language, "figures.html", names=names, figures=figures, times=times, paired=paired)
