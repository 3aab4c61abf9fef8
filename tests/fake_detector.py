"""A detector without a network: it returns given plates and counts its calls."""

import numpy as np

from plateocr.pipeline.pipeline import PlatePipeline
from plateocr.pipeline.prediction import CharacterPrediction, PlatePrediction
from plateocr.pipeline.preparation import PreparedCrop, PreparedPlate
from plateocr.pipeline.results import DetectedPlate
from plateocr.plates import READ_LAYOUTS, Layout


def detected(left, top, width, height, layout=Layout.SEVEN, score=0.9, shift=0.0):
    """A plate by its upright box; ``shift`` lowers its right side, so that it is tilted."""
    right, bottom = left + width, top + height
    corners = ((left, top), (right, top + shift), (right, bottom + shift), (left, bottom))
    return DetectedPlate(tuple((float(x), float(y)) for x, y in corners), score, layout)


class FakeDetector:
    """Finds the given plates in every photo, largest first."""

    def __init__(self, *plates):
        self.plates = sorted(plates, key=lambda plate: plate.width * plate.height, reverse=True)
        self.asked = 0

    def detect(self, photo):
        assert photo.dtype == np.uint8
        assert photo.shape[2:] == (3,)
        self.asked += 1
        return list(self.plates)


COLOURS = {(0, 0, 255): Layout.SEVEN, (0, 255, 0): Layout.EIGHT, (255, 0, 0): Layout.TWO_ROWS}


class ColourDetector:
    """Finds what is painted pure blue (seven characters), green (eight) or red (two rows), one plate per colour."""

    def detect(self, photo):
        pixels = photo.astype(int)
        found = []
        for colour, layout in COLOURS.items():
            rows, columns = np.nonzero(np.abs(pixels - colour).max(axis=2) < 60)
            if len(rows):
                left, top = columns.min(), rows.min()
                found.append(detected(left, top, columns.max() + 1 - left, rows.max() + 1 - top, layout))
        return sorted(found, key=lambda plate: plate.width * plate.height, reverse=True)


class Whole:
    """Passes crops to recognisers unchanged, in the layout that was detected.

    ``scores``: what it takes every crop for; see Rectified.
    """

    knows_layouts = True

    def __init__(self, scores=None):
        self.key = "whole"
        self.scores = scores

    def prepare(self, images, hints=()):
        layouts = [hint if hint in READ_LAYOUTS else Layout.SEVEN for hint in hints or [None] * len(images)]
        plates = self.in_layouts(images, layouts)
        return [PreparedCrop((plate,), scores=self.scores) for plate in plates]

    def in_layouts(self, images, layouts):
        return [PreparedPlate(image, layout) for image, layout in zip(images, layouts, strict=True)]

    def rectify(self, images):
        return None

    def pixels(self, images):
        return list(images)


class SureReader:
    """Reads the same text in every crop, with full confidence."""

    name = "sure"

    def __init__(self, text="皖A00000"):
        self.text = text
        self.preparer = Whole()

    def read_prepared(self, prepared):
        characters = tuple(CharacterPrediction(one, 1.0, ((one, 1.0),)) for one in self.text)
        layout = Layout.SEVEN if len(self.text) == Layout.SEVEN.characters else Layout.EIGHT
        return [PlatePrediction(self.text, characters, 1.0, (), layout)] * len(prepared)


def sure_pipeline(*plates):
    """Finds these plates in every image, and reads with full confidence."""
    return PlatePipeline([SureReader()], FakeDetector(*plates))
