import numpy as np
import pytest

from plateocr.geometry.quads import WHOLE
from plateocr.images import InputSpec
from plateocr.models.registry import LAYOUT_CLASSES
from plateocr.pipeline.preparation import PreparedPlate, Preparer, normalise, rectify, spans_of
from plateocr.pipeline.rectifier import Rectified
from plateocr.plates import FULL, NOTEBOOK, READ_LAYOUTS, SPECS, Layout
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.kinds import draw_flat

INPUT = InputSpec(framing="corners")
INSIDE = (WHOLE * 0.8 + 0.1).astype(np.float32)


class FakeRectifier:
    """Takes every image for the given layouts, with the given probabilities."""

    def __init__(self, knows_layouts=True, **scores):
        self.knows_layouts = knows_layouts
        self.scores = np.array([scores.get(one, 0.0) for one in (*Layout, "nothing")], np.float32)
        assert len(self.scores) == LAYOUT_CLASSES

    def rectify(self, images):
        return Rectified(np.stack([INSIDE] * len(images)), np.stack([self.scores] * len(images)))


def preparing(rectifier, lengths=FULL.lengths):
    preparer = Preparer(INPUT, lengths=lengths)
    preparer.rectifier = rectifier
    return preparer


def layouts_of(preparer, image, hint=None):
    (crop,) = preparer.prepare([image], [hint])
    return [plate.layout for plate in crop.plates]


@pytest.fixture
def image(noise_image):
    return np.asarray(noise_image(1))


@pytest.mark.parametrize(
    ("layout", "width"),
    [(Layout.SEVEN, 224), (Layout.EIGHT, 256), (Layout.TWO_ROWS, 224), (Layout.TWO_ROWS_EIGHT, 256)],
)
def test_the_input_is_32_pixels_wide_for_each_character(image, layout, width):
    (crop,) = preparing(FakeRectifier(**{layout: 1.0})).prepare([image])
    (plate,) = crop.plates
    assert (plate.layout, plate.pixels.shape, plate.pixels.dtype) == (layout, (64, width, 3), np.uint8)
    assert np.array_equal(plate.pixels, rectify(image, INSIDE, INPUT, layout))
    assert np.array_equal(crop.corners, INSIDE)


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.kind)
def test_each_character_lies_in_what_its_column_of_the_network_sees(spec):
    """Column k is centred on pixel 32 k + 11.5 and sees 27 pixels to either side."""
    for place, (left, right) in enumerate(spans_of(INPUT, spec.layout, spec)):
        centre = 32 * place + 11.5
        assert centre - 27.1 < left < right < centre + 27.1


def test_layouts_that_are_not_unlikely_are_all_prepared_most_likely_first(image):
    preparer = preparing(FakeRectifier(seven=0.3, eight=0.6, two_rows=0.04, two_rows_eight=0.06))
    assert layouts_of(preparer, image) == [Layout.EIGHT, Layout.SEVEN, Layout.TWO_ROWS_EIGHT]


def test_the_layout_that_a_detector_saw_is_prepared_however_unlikely_it_is(image):
    preparer = preparing(FakeRectifier(seven=1.0))
    assert layouts_of(preparer, image, Layout.TWO_ROWS) == [Layout.SEVEN, Layout.TWO_ROWS]
    assert layouts_of(preparer, image, Layout.SEVEN) == [Layout.SEVEN]
    assert layouts_of(preparer, image, Layout.OTHER) == [Layout.SEVEN], "it is not read"


def test_a_plate_that_is_probably_not_read_is_prepared_in_its_likeliest_layout(image):
    preparer = preparing(FakeRectifier(two_rows=0.02, other=0.9, nothing=0.08))
    (crop,) = preparer.prepare([image])
    assert [plate.layout for plate in crop.plates] == [Layout.TWO_ROWS]
    assert crop.scores[list(Layout).index(Layout.OTHER)] == pytest.approx(0.9)


def test_a_recogniser_of_seven_characters_gets_no_other_length(image):
    preparer = preparing(FakeRectifier(eight=0.9, two_rows=0.1), NOTEBOOK.lengths)
    assert layouts_of(preparer, image) == [Layout.TWO_ROWS]
    assert layouts_of(preparer, image, Layout.EIGHT) == [Layout.TWO_ROWS]


def test_a_rectifier_without_layouts_leaves_them_to_the_detector(image):
    preparer = preparing(FakeRectifier(knows_layouts=False, seven=1.0))
    assert [layouts_of(preparer, image, hint) for hint in (None, *READ_LAYOUTS)] == [
        [Layout.SEVEN],
        *([layout] for layout in READ_LAYOUTS),
    ]


def test_a_known_layout_is_prepared_alone(image):
    preparer = preparing(FakeRectifier(seven=0.5, eight=0.5))
    seven, rows = preparer.in_layouts([image, image], [Layout.SEVEN, Layout.TWO_ROWS_EIGHT])
    assert (seven.layout, rows.layout) == (Layout.SEVEN, Layout.TWO_ROWS_EIGHT)
    assert np.array_equal(rows.pixels, rectify(image, INSIDE, INPUT, Layout.TWO_ROWS_EIGHT))


def test_stretched_images_are_of_seven_characters_without_corners(image):
    preparer = Preparer(InputSpec(), lengths=FULL.lengths)
    (crop,) = preparer.prepare([image], [Layout.EIGHT])
    assert [plate.layout for plate in crop.plates] == [Layout.SEVEN]
    assert (crop.corners, crop.scores) == (None, None)
    (known,) = preparer.in_layouts([image], [Layout.EIGHT])
    assert isinstance(known, PreparedPlate)
    assert np.array_equal(known.pixels, crop.plates[0].pixels)


def test_preparers_of_other_lengths_do_not_share_their_work():
    assert Preparer(INPUT, lengths=(7,)).key != Preparer(INPUT, lengths=(7, 8)).key
    assert Preparer(INPUT, lengths=(7,)).key == Preparer(INPUT).key


def test_normalising_is_channel_by_channel():
    spec = InputSpec(mean=(0.1, 0.2, 0.3), std=(0.5, 0.25, 1.0))
    pixels = np.zeros((2, 4, 3, 3), np.uint8)
    pixels[..., 1] = 255
    values = normalise(pixels, spec)
    assert values.shape == (2, 3, 4, 3)
    np.testing.assert_allclose(values[0, :, 0, 0], [-0.1 / 0.5, 0.8 / 0.25, -0.3], rtol=1e-5)


@pytest.mark.parametrize("kind", SPECS)
def test_the_paint_of_a_drawn_plate_lies_in_its_columns(kind):
    """Where a character is expected there is contrast, on every kind of plate."""
    spec = SPECS[kind]
    flat, _ = draw_flat(kind, np.random.default_rng(3), drawn_glyphs(), hardness=0.0)
    grey = rectify(flat, WHOLE, INPUT, spec.layout).mean(axis=2)
    for left, right in spans_of(INPUT, spec.layout, spec):
        assert np.ptp(grey[16:48, int(left) : int(right) + 1]) > 60
