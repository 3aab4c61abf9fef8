"""HTML of 'read again': the sliders, the changed picture with what the models make of it, and where answers break."""

from collections.abc import Sequence
from html import escape

from PIL import Image

from plateocr.app.detail_live import ModelAnswer
from plateocr.app.detail_view import seen_figures, text_lines
from plateocr.app.inline import preview
from plateocr.app.texts import Language, say
from plateocr.evaluation.perturb import KNOBS
from plateocr.evaluation.sweep import Sweep

_PREVIEW_SIZE = (480, 240)


def show_sliders(language: Language) -> str:
    """One slider a knob, at the value that changes nothing, and a button that puts all back there."""
    rows = "".join(_slider(language, knob) for knob in KNOBS)
    sentence = say(
        language, "The picture as a worse camera, light or connection would give it; both models read it anew."
    )
    return (
        f"<h3>{say(language, 'Read again')}</h3><p class='po-muted'>{sentence}</p>"
        f'<div class="po-knobs">{rows}</div>'
        f'<button type="button" class="po-reset">{say(language, "Back to the picture as it is")}</button>'
    )


def show_again(
    language: Language, picture_id: str, truth: str, picture: Image.Image, answers: Sequence[ModelAnswer]
) -> str:
    """The changed picture, what the networks see of it, and what each model now reads."""
    alternative = escape(say(language, "The changed picture"))
    return (
        f'<div class="po-changed" data-picture="{escape(picture_id)}">'
        f'<figure><img src="{preview(picture, _PREVIEW_SIZE)}" alt="{alternative}">'
        f"{seen_figures(language, answers)}</figure>"
        f'<div aria-live="polite">{text_lines(language, truth, answers)}</div></div>'
    )


def show_breaks(language: Language, picture_id: str, sweeps: Sequence[Sweep]) -> str:
    """For each model, from which value of the turned knob on it reads another text."""
    items = "".join(f"<li><b>{escape(one.model)}</b> {escape(_break_sentence(language, one))}</li>" for one in sweeps)
    return f'<ul class="po-breaks" data-picture="{escape(picture_id)}">{items}</ul>'


def knob_label(language: Language, knob: str) -> str:
    """A knob of evaluation.perturb.KNOBS in words, with its unit."""
    labels = {
        "rotation": say(language, "Rotation (degrees)"),
        "margin": say(language, "Crop margin (% of the size)"),
        "brightness": say(language, "Brightness (factor)"),
        "blur": say(language, "Blur (% of the height)"),
        "jpeg": say(language, "JPEG quality (100: as it is)"),
    }
    return labels[knob]


def _slider(language: Language, name: str) -> str:
    knob = KNOBS[name]
    # The output would take a label around it for itself: it is a field to browsers.
    return (
        f'<div class="po-knob"><label for="po-knob-{name}">{knob_label(language, name)}</label>'
        f'<output class="po-number" for="po-knob-{name}">{knob.neutral:g}</output>'
        f'<input type="range" id="po-knob-{name}" name="{name}" min="{knob.low:g}" max="{knob.high:g}" '
        f'step="{knob.step:g}" value="{knob.neutral:g}"></div>'
    )


def _break_sentence(language: Language, found: Sweep) -> str:
    texts = dict(zip(found.values, found.texts, strict=True))
    if found.below is not None and found.above is not None:
        return say(
            language,
            "reads another text from {below:g} down ({low}) and from {above:g} up ({high}).",
            below=found.below,
            low=texts[found.below],
            above=found.above,
            high=texts[found.above],
        )
    if found.above is not None:
        return say(
            language, "reads another text from {above:g} up ({high}).", above=found.above, high=texts[found.above]
        )
    if found.below is not None:
        return say(
            language, "reads another text from {below:g} down ({low}).", below=found.below, low=texts[found.below]
        )
    return say(language, "reads the same text over the whole range.")
