"""An evaluation on disk without a network: drawn images, and a prediction table with known errors."""

import json

import numpy as np
import pandas as pd
from PIL import Image, ImageDraw, ImageFont

from plateocr.assets import FONT_PATH
from plateocr.evaluation.table import write_table
from plateocr.plates import CHARACTERS, ORDINARY, PROVINCES

MODELS = ("simple", "lstm")


def draw_plate(text, size=(220, 70)):
    """A blue image with a plate text in the bundled font."""
    image = Image.new("RGB", size, "#1a4fb8")
    ImageDraw.Draw(image).text((8, 8), text, font=ImageFont.truetype(str(FONT_PATH), 40), fill="white")
    return image


def write_evaluation(folder, count):
    """``count`` images below ``folder``/pictures, and predictions: image N has N % 8 edits with each model."""
    images = folder / "pictures"
    images.mkdir(parents=True)
    generator = np.random.default_rng(0)
    rows = []
    for number in range(count):
        truth = PROVINCES[number % 31] + "A" + "".join(generator.choice(list("0123456789"), 5))
        name = f"{number:04d}-{truth}.jpg"
        draw_plate(truth).save(images / name)
        rows += [
            _row(number, name, truth, model, confidence) for model, confidence in zip(MODELS, (0.6, 0.9), strict=True)
        ]
    write_table(pd.DataFrame(rows), folder)
    (folder / "metrics.json").write_text(json.dumps({"folder": str(images)}), encoding="utf-8")
    return folder


def _row(number, name, truth, model, sure):
    edits = number % 8
    read = [_other(truth[position], position) if position < edits else truth[position] for position in range(7)]
    probabilities = [sure] * 7
    return {
        "id": f"{number:016x}",
        "file": name,
        "model": model,
        "truth": truth,
        "kind": "blue",
        "prediction": "".join(read),
        "edits": edits,
        "cer": edits / 7,
        "correct": edits == 0,
        "confidence": sure**7,
        "probabilities": probabilities,
        "alternatives": [
            read[position] + _other(read[position], position) + _other(read[position], position, 2)
            for position in range(7)
        ],
        "alternative_probabilities": [[sure, 0.6 * (1 - sure), 0.1 * (1 - sure)]] * 7,
        "flags": ["low_confidence"] * (sure**7 < 0.5)
        + ["implausible_plate"] * bool(ORDINARY.violations("".join(read))),
        "verdict": "check" if edits else "sure",
        "width": 220,
        "height": 70,
        "sharpness": 12.0,
        "brightness": 0.5,
        "contrast": 0.2,
        "tilt": 1.5,
        "milliseconds": 3.0,
    }


def _other(character, position, step=1):
    alphabet = PROVINCES if position == 0 else CHARACTERS
    return alphabet[(alphabet.index(character) + step) % len(alphabet)]
