"""HTML of a photo: the plates drawn where they were found, and a list of them that opens."""

from collections.abc import Sequence
from functools import partial
from html import escape

from plateocr.app.recognise import FileReading, FoundPlate
from plateocr.app.texts import Language, say
from plateocr.pipeline.wording import nothing_found_sentence, percent


def show_photo(language: Language, reading: FileReading, details: Sequence[str]) -> str:
    """A photo with its plates outlined and numbered, and one item a plate, the largest first; ``details`` open."""
    width, height = reading.size
    marks = "".join(_mark(language, number, plate, reading) for number, plate in enumerate(reading.plates, start=1))
    items = "".join(
        f'<details class="po-found" data-plate="{number}"{" open" if number == 1 else ""}>'
        f"<summary>{_label(language, number, plate)}</summary>{detail}</details>"
        for number, (plate, detail) in enumerate(zip(reading.plates, details, strict=True), start=1)
    )
    count = len(reading.plates)
    title = say(language, "One plate found") if count == 1 else say(language, "{n} plates found", n=count)
    alternative = say(language, "The photo, with its plates outlined")
    return (
        f'<section class="po-reading po-photo"><figure><div class="po-scene"><img src="{reading.preview}" '
        f'alt="{alternative}"><svg viewBox="0 0 {width} {height}" role="group">{marks}</svg></div>'
        f"{caption(language, reading)}</figure><div><h2>{title}</h2>{items}</div></section>"
    )


def nothing_found(language: Language, reading: FileReading) -> str:
    """A photo without plates: the photo, why it may be, and the offer to read the whole picture as a crop."""
    reason = nothing_found_sentence(reading.nothing, partial(say, language)) if reading.nothing else ""
    title = say(language, "Nothing to read")
    offer = say(language, "Read the whole picture as one plate")
    alternative = say(language, "The picture that was read")
    return (
        f'<section class="po-reading"><figure><img src="{reading.preview}" alt="{alternative}">'
        f'{caption(language, reading)}</figure><div><div class="po-notice" role="status">'
        f"<h2>{title}</h2><ul><li>{escape(reason)}</li></ul></div>"
        f'<button type="button" class="po-offer" data-crop="1">{offer}</button></div></section>'
    )


def caption(language: Language, reading: FileReading) -> str:
    """Below a picture: its name, and what is to be said of it."""
    return f"<figcaption>{escape(reading.name)}</figcaption>{remarks(language, reading)}"


def remarks(language: Language, reading: FileReading) -> str:
    """What is to be said of a picture, such as that its file ends early; nothing for most."""
    sentences = reading.record.remarks if reading.record else ()
    return "".join(f'<p class="po-flag po-remark">{escape(say(language, sentence))}</p>' for sentence in sentences)


def _label(language: Language, number: int, plate: FoundPlate) -> str:
    if not plate.answers:
        return f'<span class="po-badge">{number}</span> {say(language, "not read")}'
    best = max(plate.answers, key=lambda one: one.prediction.confidence)
    return (
        f'<span class="po-badge">{number}</span> <b class="po-text">{escape(best.prediction.text)}</b> '
        f'<span class="po-number po-muted">{percent(best.prediction.confidence)}</span>'
    )


def _mark(language: Language, number: int, plate: FoundPlate, reading: FileReading) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in plate.detected.corners)
    left, top, _, bottom = plate.detected.box
    size = max(reading.size) / 26
    text = max(plate.answers, key=lambda one: one.prediction.confidence).prediction.text if plate.answers else "?"
    above = top - 0.35 * size if top > 1.6 * size else bottom + 1.1 * size
    label = escape(f"{number} {text}")
    name = escape(say(language, "Plate {number}", number=number))
    return (
        f'<g data-plate="{number}" tabindex="0" role="button" aria-label="{name}"><polygon points="{points}"/>'
        f'<text x="{max(0.0, left):.1f}" y="{above:.1f}" font-size="{size:.1f}">{label}</text></g>'
    )
