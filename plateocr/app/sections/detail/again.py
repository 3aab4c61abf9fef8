"""HTML of 'read again': the changed image with the models' answers, and where answers change."""

from collections.abc import Sequence

from markupsafe import Markup
from PIL import Image

from plateocr.app.images.inline import preview
from plateocr.app.languages import Language
from plateocr.app.sections.detail.live import ModelAnswer
from plateocr.app.sections.detail.view import seen_by
from plateocr.app.templating import render
from plateocr.evaluation.sweep import Sweep

_PREVIEW_SIZE = (480, 240)


def show_again(
    language: Language, image_id: str, truth: str, image: Image.Image, answers: Sequence[ModelAnswer]
) -> Markup:
    """The changed image, the networks' input, and what each model now reads."""
    return render(
        language,
        "sections/detail/again.html",
        image_id=image_id,
        truth=truth,
        image=preview(image, _PREVIEW_SIZE),
        answers=answers,
        seen=seen_by(language, answers),
    )


def show_breaks(language: Language, image_id: str, sweeps: Sequence[Sweep]) -> Markup:
    """For each model, from which value of the swept knob on it reads a different text."""
    found = [(one, dict(zip(one.values, one.texts, strict=True))) for one in sweeps]
    return render(language, "sections/detail/breaks.html", image_id=image_id, found=found)
