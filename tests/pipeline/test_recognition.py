"""Reading plates of several lengths together, with an engine that counts columns instead of a network."""

from pathlib import Path

import numpy as np
import pytest

from plateocr.images import InputSpec
from plateocr.models.config import AlphabetRecord, CheckpointConfig, TrainingRecord
from plateocr.models.registry import LAYOUT_CLASSES
from plateocr.pipeline.preparation import PreparedPlate, Preparer
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.recognition import MAX_BATCH, recognise
from plateocr.pipeline.rectifier import Rectified
from plateocr.plates import FULL, Layout

TRAINING = TrainingRecord(recipe="none", data=(), pictures=0, split_hash="", seed=0, epochs=0)
INPUT = InputSpec(framing="corners", mean=(0, 0, 0), std=(1, 1, 1))
CONFIG = CheckpointConfig(
    architecture="lstm",
    parameters=0,
    input=INPUT,
    training=TRAINING,
    versions={},
    hashes={},
    alphabet=AlphabetRecord(provinces=FULL.first, characters=FULL.tail),
)
WORDS = {7: "皖A12345", 8: "皖AD12345"}


class ColumnEngine:
    """Reads 皖A12345 or 皖AD12345 by the width of the input, with the last digit the image's brightness in 0..9.

    ``certainty``: the logit of each character read, by length.
    """

    name = "columns"

    def __init__(self, certainty=None):
        self.certainty = certainty or {7: 20.0, 8: 20.0}
        self.widths = []

    def logits(self, batch):
        self.widths.append(batch.shape)
        length = batch.shape[3] // 32
        first = np.zeros((len(batch), len(FULL.first)), np.float32)
        tail = np.zeros((len(batch), length - 1, len(FULL.tail)), np.float32)
        for image, of_first, of_tail in zip(batch, first, tail, strict=True):
            digit = str(round(float(image.mean()) * 9))
            text = WORDS[length][:-1] + digit
            of_first[FULL.first.index(text[0])] = self.certainty[length]
            for place, one in enumerate(text[1:]):
                of_tail[place, FULL.tail.index(one)] = self.certainty[length]
        return first, tail


class ChosenRectifier:
    """Takes each image for the layouts of its red channel: 1 seven, 2 eight, 3 either."""

    knows_layouts = True

    def rectify(self, images):
        layouts = np.zeros((len(images), LAYOUT_CLASSES), np.float32)
        for scores, image in zip(layouts, images, strict=True):
            scores[:2] = {1: (1, 0), 2: (0, 1), 3: (0.6, 0.4)}[int(image[0, 0, 0])]
        corners = np.tile(np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32), (len(images), 1, 1))
        return Rectified(corners, layouts)


def reading(engine):
    preparer = Preparer(INPUT, lengths=FULL.lengths)
    preparer.rectifier = ChosenRectifier()
    return PlateReader(engine, CONFIG, "columns", Path(), preparer)


def image(layouts, digit):
    """Its green and blue channels make the mean that is read as ``digit``."""
    pixels = np.full((40, 120, 3), round(1.5 * 255 * digit / 9) if digit < 6 else 255, np.uint8)
    pixels[..., 0] = layouts
    return pixels


def plate(length, digit):
    pixels = np.full((64, 32 * length, 3), round(255 * digit / 9), np.uint8)
    return PreparedPlate(pixels, Layout.SEVEN if length == 7 else Layout.EIGHT)


def test_plates_of_seven_and_eight_are_read_together_in_their_order():
    engine = ColumnEngine()
    lengths = [7, 8, 8, 7, 8, 7, 7]
    found = reading(engine).read_prepared([plate(length, digit) for digit, length in enumerate(lengths)])
    assert [one.text for one in found] == [WORDS[length][:-1] + str(digit) for digit, length in enumerate(lengths)]
    assert [one.layout.characters for one in found] == lengths
    assert engine.widths == [(4, 3, 64, 224), (3, 3, 64, 256)], "one run for each length"


def test_crops_of_several_layouts_keep_their_order_across_batches():
    layouts = [1, 2] * MAX_BATCH
    found = reading(ColumnEngine()).read_images([image(one, place % 6) for place, one in enumerate(layouts)])
    assert [one.text for one in found] == [
        WORDS[7 if one == 1 else 8][:-1] + str(place % 6) for place, one in enumerate(layouts)
    ]


@pytest.mark.parametrize(("certainty", "length"), [({7: 20.0, 8: 5.0}, 7), ({7: 5.0, 8: 20.0}, 8)])
def test_a_crop_of_either_layout_is_read_in_both_and_the_more_confident_reading_counts(certainty, length):
    engine = ColumnEngine(certainty)
    (found,) = reading(engine).read_images([image(3, 4)])
    assert found.text == WORDS[length][:-1] + "4"
    assert len(engine.widths) == 2


def test_recognisers_with_equal_preparers_share_the_work_and_the_corners_are_reported():
    engine = ColumnEngine()
    first, second = reading(engine), reading(engine)
    prepared = []
    original = first.preparer.prepare
    first.preparer.prepare = lambda *given: prepared.append(1) or original(*given)
    found = recognise([first, second], [image(1, 2), image(2, 3)])
    assert [[one.text for one in of] for of in found.predictions] == [["皖A12342", "皖AD12343"]] * 2
    assert prepared == [1]
    assert found.corners.shape == (2, 4, 2)
    assert [len(crop.plates) for crop in found.prepared] == [1, 1]
    assert all(one > 0 for one in found.milliseconds)


@pytest.mark.parametrize("places", [(0, 1), (1, 0)])
def test_a_plate_is_beyond_the_recognisers_only_if_none_reads_its_layout(places):
    narrow, both = reading(ColumnEngine()), reading(ColumnEngine())
    narrow.preparer = Preparer(INPUT, lengths=(7,))
    narrow.preparer.rectifier = ChosenRectifier()
    readers = [(narrow, both)[place] for place in places]
    assert [crop.beyond for crop in recognise(readers, [image(1, 2), image(2, 2)]).prepared] == [False, False]
    assert [crop.beyond for crop in recognise([narrow], [image(1, 2), image(2, 2)]).prepared] == [False, True]


def test_nothing_to_read_gives_nothing():
    found = recognise([reading(ColumnEngine())], [])
    assert (found.predictions, found.corners) == (([],), None)
