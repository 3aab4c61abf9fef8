"""HTML of the decisive parts of an image: one map per position and model, one position shown at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from markupsafe import Markup

from plateocr.app.images.inline import veil
from plateocr.app.languages import Language, say
from plateocr.app.page_state import PageState
from plateocr.app.templating import render
from plateocr.evaluation.occlusion import OcclusionMap
from plateocr.pipeline.wording import percent

# If no patch lowers a character's probability by this much, no single part is decisive.
_NOTICEABLE = 0.05


@dataclass(frozen=True)
class Decided:
    """One position of a map: the overlay as a data URI, the CSS box of the decisive patch ('' if none is decisive), the
    character that was read, and a sentence about it.
    """

    veil: str
    box: str
    read: str
    sentence: str

    @classmethod
    def of(cls, language: Language, found: OcclusionMap, position: int) -> Self:
        """The model's confidence in a character, with and without the patch that lowers it most."""
        patch, before = found.decisive(position), percent(float(found.probabilities[position]))
        after = percent(patch.probability)
        if found.drops[position].max() < _NOTICEABLE:
            sentence = say(
                language,
                "{before} sure; no single part is decisive: at least {after} with any part covered.",
                before=before,
                after=after,
            )
            return cls(veil(found.drops[position]), "", found.text[position], sentence)
        box = f"left:{patch.left:.2%};top:{patch.top:.2%};right:{1 - patch.right:.2%};bottom:{1 - patch.bottom:.2%}"
        sentence = say(language, "{before} sure; {after} with the outlined part covered.", before=before, after=after)
        return cls(veil(found.drops[position]), box, found.text[position], sentence)


def show_decisive(language: Language, state: PageState, truth: str, maps: Sequence[tuple[str, OcclusionMap]]) -> Markup:
    """For each model (name, map), the parts that decide each character of the image of ``state``.

    Buttons select the position; initially, the first one that a model misreads is shown.
    """
    wrong = [any(found.text[position] != truth[position] for _, found in maps) for position in range(len(truth))]
    figures = [
        (model, found.size, [Decided.of(language, found, position) for position in range(len(found.text))])
        for model, found in maps
    ]
    start = wrong.index(True) + 1 if True in wrong else 1
    return render(language, "sections/detail/decisive.html", state=state, truth=truth, figures=figures, start=start)


def show_decisive_waiting(language: Language) -> Markup:
    """The placeholder for the maps while they are computed."""
    return render(language, "sections/detail/decisive.html", figures=None)
