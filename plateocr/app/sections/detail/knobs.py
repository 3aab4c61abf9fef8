"""The knobs of 'read again' in words."""

from plateocr.app.languages import Language, say


def knob_labels(language: Language) -> dict[str, str]:
    """Each knob of evaluation.perturb.KNOBS in words, with its unit."""
    return {
        "rotation": say(language, "Rotation (degrees)"),
        "margin": say(language, "Crop margin (% of the size)"),
        "brightness": say(language, "Brightness (factor)"),
        "blur": say(language, "Blur (% of the height)"),
        "jpeg": say(language, "JPEG quality (100: as it is)"),
    }
