"""A reader without a network: each character is decided by the brightness of its own seventh of the image."""

from types import SimpleNamespace

import numpy as np

from plateocr.images import InputSpec
from plateocr.pipeline.prediction import decode_probabilities
from plateocr.pipeline.preparation import Preparer, normalise
from plateocr.plates import NOTEBOOK, Layout

WHITE_TEXT, BLACK_TEXT = "京111111", "云000000"
_SHARE = InputSpec().width // 7


class SeeingReader:
    """Reads 京111111 in a white image and 云000000 in a black one; position N looks at pixels 32 N to 32 N + 31."""

    name = "seeing"
    config = SimpleNamespace(input=InputSpec(), reads=NOTEBOOK, confidence=SimpleNamespace(low_below=0.5))
    preparer = Preparer(InputSpec())

    def probabilities(self, batch):
        light = batch.mean(axis=1).reshape(len(batch), 64, 7, _SHARE).mean(axis=(1, 3))
        white = 1 / (1 + np.exp(-4 * light))
        every = np.zeros((len(batch), 7, 35), dtype=np.float32)
        every[:, :, 1], every[:, :, 0] = white, 1 - white
        return every[:, 0, :31], every[:, 1:]

    def decode(self, first, tail, layout=Layout.SEVEN, candidates=3):
        return decode_probabilities(first, tail, self.config.confidence.low_below, candidates, NOTEBOOK, layout)

    def read_images(self, images):
        pixels = np.stack(self.preparer.pixels(images))
        pairs = zip(*self.probabilities(normalise(pixels, self.config.input)), strict=True)
        return [self.decode(*pair) for pair in pairs]
