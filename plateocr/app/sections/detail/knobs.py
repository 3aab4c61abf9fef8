"""Labels for the knobs of 'read again'."""

from plateocr.app.languages import Language, say


def knob_labels(language: Language) -> dict[str, str]:
    """The label of each knob of evaluation.perturb.KNOBS, with its unit."""
    return {
        "rotation": say(language, "Rotation (degrees)"),
        "margin": say(language, "Crop margin (% of the size)"),
        "brightness": say(language, "Brightness (factor)"),
        "blur": say(language, "Blur (% of the height)"),
        "jpeg": say(language, "JPEG quality (100: as it is)"),
    }
