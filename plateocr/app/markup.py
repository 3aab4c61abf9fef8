"""HTML of a plate and of one model's answer, shared by both tabs. Everything that comes from outside is escaped."""

from collections.abc import Sequence
from functools import partial
from html import escape

from plateocr.app.texts import Language, say, tell
from plateocr.errors import PlateOcrError
from plateocr.pipeline.prediction import CharacterPrediction, PlatePrediction
from plateocr.pipeline.wording import flag_sentences, percent
from plateocr.plates import PLATE_LENGTH

NOTHING_WRONG = (False,) * PLATE_LENGTH


def plate(text: str, wrong: Sequence[bool] = NOTHING_WRONG) -> str:
    """A plate drawn blue, one cell a character; the characters marked ``wrong`` are underlined."""
    return f'<div class="po-plate" role="img" aria-label="{escape(text)}">{_cells(text, wrong)}</div>'


def plate_line(label: str, text: str, wrong: Sequence[bool] = NOTHING_WRONG) -> str:
    """A label and a plate text as plain glyphs, wrong ones coloured and underlined; seven columns, so lines align."""
    return (
        f'<span class="po-line"><span class="po-line-label">{escape(label)}</span>'
        f'<span class="po-glyphs">{_cells(text, wrong)}</span></span>'
    )


def answer(
    language: Language,
    name: str,
    prediction: PlatePrediction,
    milliseconds: float,
    wrong: Sequence[bool] = NOTHING_WRONG,
) -> str:
    """One model's answer: plate, confidence, time, flags in words, a bar and the alternatives of each character."""
    sentences = flag_sentences(prediction, partial(say, language))
    flags = "".join(f'<p class="po-flag">{escape(sentence)}</p>' for sentence in sentences)
    columns = "".join(_column(character) for character in prediction.characters)
    return (
        f'<article class="po-answer" data-model="{escape(name)}"><header><h3>{escape(name)}</h3>'
        f'<span class="po-muted po-number">{milliseconds:.1f} ms</span></header>'
        f"{plate(prediction.text, wrong)}"
        f'<ol class="po-bars" aria-label="{say(language, "Probability of each character, and the next candidates")}">'
        f'{columns}</ol><p class="po-confidence"><span>{say(language, "Confidence of the plate")}</span>'
        f'<strong class="po-number">{percent(prediction.confidence)}</strong></p>{flags}</article>'
    )


def notice(title: str, sentences: Sequence[str]) -> str:
    """What went wrong, one sentence an item."""
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return f'<section class="po-notice" role="alert"><h2>{escape(title)}</h2><ul>{items}</ul></section>'


def cannot_be_shown(language: Language, error: PlateOcrError) -> str:
    """Why a section has nothing to show; what it would draw in stays hidden with it."""
    return (
        f'<div class="po-no-view">{notice(say(language, "This view cannot be shown"), [tell(language, error)])}</div>'
    )


def _cells(text: str, wrong: Sequence[bool]) -> str:
    cells = []
    for character, is_wrong in zip(text, wrong, strict=True):
        tag = "mark" if is_wrong else "span"
        cells.append(f"<{tag}>{escape(character)}</{tag}>")
    return "".join(cells)


def _column(character: CharacterPrediction) -> str:
    others = "".join(
        f'<span class="po-alternative"><b>{escape(other)}</b>{_whole_percent(probability)}</span>'
        for other, probability in character.alternatives[1:]
    )
    return (
        f'<li><span class="po-bar" style="--level:{character.probability:.3f}"></span>'
        f'<span class="po-sure">{_whole_percent(character.probability)}</span>{others}</li>'
    )


def _whole_percent(probability: float) -> str:
    """Whole per cent in a narrow column: '<1' and '>99' rather than a false 0 or 100."""
    if probability < 0.01:
        return "&lt;1"
    return "&gt;99" if 0.99 < probability < 1 else f"{probability:.0%}".removesuffix("%")
