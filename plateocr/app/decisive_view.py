"""HTML of the parts of a picture that decided: one map a position and model, one position shown at a time."""

from collections.abc import Sequence
from html import escape

from plateocr.app.inline import veil
from plateocr.app.page_state import PageState
from plateocr.app.pictures import picture_url
from plateocr.app.texts import Language, say
from plateocr.evaluation.occlusion import OcclusionMap
from plateocr.pipeline.wording import percent
from plateocr.plates import PLATE_LENGTH

# A character that no patch costs this much was not decided by any one part.
_NOTICEABLE = 0.05


def show_decisive(language: Language, state: PageState, truth: str, maps: Sequence[tuple[str, OcclusionMap]]) -> str:
    """For each model (name, map) the parts that carry each character of the picture of ``state``.

    Buttons choose the position; the first to be shown is the first that a model reads wrongly.
    """
    wrong = [any(found.text[position] != truth[position] for _, found in maps) for position in range(PLATE_LENGTH)]
    start = wrong.index(True) + 1 if True in wrong else 1
    buttons = "".join(
        _button(language, position, truth[position - 1], start) for position in range(1, 1 + PLATE_LENGTH)
    )
    url = escape(picture_url(state.picture, state.dashboard_id))
    figures = "".join(_figure(language, url, truth, model, found) for model, found in maps)
    label = escape(say(language, "Position of the character"))
    return _section(
        language,
        f'<div class="po-positions" role="group" aria-label="{label}">{buttons}</div>'
        f'<div class="po-heats">{figures}</div>',
        f' data-picture="{escape(state.picture)}" data-start="{start}"',
    )


def show_decisive_waiting(language: Language) -> str:
    """The place of the maps while they are made."""
    return _section(language, f'<p class="po-wait">{say(language, "Covering the picture piece by piece …")}</p>')


def _section(language: Language, body: str, attributes: str = "") -> str:
    sentence = say(
        language,
        "A grey patch is moved over the picture. Where it glows, covering the picture makes the model less sure of the "
        "character that it reads there; the dashed frame is the patch that costs most.",
    )
    return (
        f'<section class="po-decisive"{attributes}><h3>{say(language, "Which part of the picture decided")}</h3>'
        f'<p class="po-muted">{sentence}</p>{body}</section>'
    )


def _button(language: Language, position: int, character: str, chosen: int) -> str:
    label = escape(say(language, "Position {position}, {character}", position=position, character=character))
    return (
        f'<button type="button" data-position="{position}" aria-pressed="{str(position == chosen).lower()}" '
        f'aria-label="{label}"><span>{position}</span><b>{escape(character)}</b></button>'
    )


def _figure(language: Language, url: str, truth: str, model: str, found: OcclusionMap) -> str:
    width, height = found.size
    positions = range(PLATE_LENGTH)
    layers = "".join(_layer(found, position) for position in positions)
    captions = "".join(_caption(language, found, position, truth[position]) for position in positions)
    return (
        f'<figure class="po-heat" data-model="{escape(model)}"><h4>{escape(model)}</h4>'
        f'<div class="po-under" style="--shape:{width / height:.4f}"><img src="{url}" alt="">{layers}</div>'
        f'<figcaption aria-live="polite">{captions}</figcaption></figure>'
    )


def _layer(found: OcclusionMap, position: int) -> str:
    """The glow of one position, and the frame around its decisive patch."""
    number = f'data-position="{position + 1}"'
    frame = ""
    if _is_decided(found, position):
        patch = found.decisive(position)
        box = f"left:{patch.left:.2%};top:{patch.top:.2%};right:{1 - patch.right:.2%};bottom:{1 - patch.bottom:.2%}"
        frame = f'<span class="po-patch" {number} style="{box}"></span>'
    return f'<img class="po-veil" {number} src="{veil(found.drops[position])}" alt="">{frame}'


def _caption(language: Language, found: OcclusionMap, position: int, truth: str) -> str:
    """How sure the model is of a character, and how sure it stays without the patch that costs most."""
    character, before = found.text[position], percent(float(found.probabilities[position]))
    after = percent(found.decisive(position).probability)
    sentence = (
        say(language, "{before} sure; {after} with the framed part covered.", before=before, after=after)
        if _is_decided(found, position)
        else say(
            language,
            "{before} sure; no part alone decides it: at least {after} with any part covered.",
            before=before,
            after=after,
        )
    )
    tag = "b" if character == truth else "mark"
    return f'<span data-position="{position + 1}"><{tag}>{escape(character)}</{tag}> {escape(sentence)}</span>'


def _is_decided(found: OcclusionMap, position: int) -> bool:
    return bool(found.drops[position].max() >= _NOTICEABLE)
