import numpy as np
import pytest

from plateocr.errors import CheckpointError
from plateocr.pipeline.detector import (
    LONG_SIDE,
    OFFSET_SCALE,
    STRIDE,
    OnnxDetector,
    decode_plates,
    detector_input,
)
from plateocr.pipeline.results import DetectedPlate
from plateocr.plates import Layout


def maps(*plates, size=(20, 30)):
    """Heat and offsets of plates, each (row, column, width, height, score, layout index)."""
    heat, offsets = np.zeros((len(Layout), *size), np.float32), np.zeros((8, *size), np.float32)
    for row, column, width, height, score, layout in plates:
        heat[layout, row, column] = score
        corners = np.array([[-width, -height], [width, -height], [width, height], [-width, height]]) / 2
        offsets[:, row, column] = corners.ravel() / OFFSET_SCALE
    return heat, offsets


def test_a_plate_is_decoded_into_the_pixels_of_the_photo():
    (plate,) = decode_plates(*maps((5, 10, 60, 20, 0.9, 1)), scale=0.5)
    assert plate.layout is Layout.EIGHT
    assert plate.score == pytest.approx(0.9)
    x, y = 10.5 * STRIDE / 0.5, 5.5 * STRIDE / 0.5
    np.testing.assert_allclose(plate.box, (x - 60, y - 20, x + 60, y + 20), rtol=1e-5)
    assert (plate.width, plate.height) == (pytest.approx(120), pytest.approx(40))


def test_the_largest_comes_first_and_the_weak_and_the_overlapping_are_left_out():
    found = decode_plates(
        *maps((3, 3, 40, 12, 0.95, 0), (12, 20, 80, 24, 0.6, 2), (12, 23, 80, 24, 0.5, 0), (18, 4, 40, 12, 0.1, 0)),
        scale=1.0,
    )
    assert [round(plate.width) for plate in found] == [80, 40]
    assert found[0].score == pytest.approx(0.6)


def test_nothing_is_found_where_there_is_no_heat():
    assert decode_plates(*maps(), scale=1.0) == []


@pytest.mark.parametrize("size", [(720, 1160), (545, 180), (4000, 3000)])
def test_a_large_photo_is_shrunk_to_one_longer_side(size):
    pixels, scale = detector_input(np.full((size[1], size[0], 3), (255, 0, 0), np.uint8))
    assert pixels.dtype == np.float32
    assert pixels.shape[1] % 32 == pixels.shape[2] % 32 == 0
    assert max(pixels.shape[1:]) == LONG_SIDE
    assert scale == pytest.approx(LONG_SIDE / max(size))
    assert pixels[0, 0, 0] == 1


def test_a_small_photo_is_unchanged_or_enlarged_by_the_given_factor():
    photo = np.random.default_rng(0).integers(0, 256, (180, 270, 3), np.uint8)
    pixels, scale = detector_input(photo)
    assert (pixels.shape, scale) == ((3, 192, 288), 1)
    assert np.array_equal(((pixels + 1) * 127.5).round()[:, :180, :270].transpose(1, 2, 0), np.asarray(photo))
    for enlarged, shown in ((1.5, 1.5), (9.0, LONG_SIDE / 270)):
        assert detector_input(photo, enlarged=enlarged)[1] == pytest.approx(shown)


@pytest.mark.parametrize("layout", Layout)
def test_the_layout_is_that_of_the_highest_score(layout):
    heat, offsets = np.zeros((len(Layout), 4, 6), np.float32), np.zeros((8, 4, 6), np.float32)
    heat[:, 2, 3] = 0.1
    heat[list(Layout).index(layout), 2, 3] = 0.7
    heat[list(Layout).index(layout) - 1, 2, 3] = 0.3
    offsets[:, 2, 3] = [-1, -0.3, 1, -0.3, 1, 0.3, -1, 0.3]
    (plate,) = decode_plates(heat, offsets, scale=1)
    assert (plate.layout, plate.score) == (layout, pytest.approx(0.7))


def test_the_heat_of_a_network_of_three_layouts_is_read_too():
    heat, offsets = maps((5, 10, 60, 20, 0.9, 2))
    (plate,) = decode_plates(heat[:3], offsets, scale=1.0)
    assert plate.layout is Layout.TWO_ROWS


def test_width_and_height_are_those_of_the_sides():
    plate = DetectedPlate(((0, 0), (30, 40), (24, 48), (-6, 8)), 1.0, Layout.SEVEN)
    assert (plate.width, plate.height) == (pytest.approx(50), pytest.approx(10))
    assert plate.box == (-6, 0, 30, 48)


def test_a_file_that_is_not_a_network_is_rejected(tmp_path):
    (tmp_path / "locate.onnx").write_bytes(b"no network")
    with pytest.raises(CheckpointError, match=r"locate\.onnx is missing or corrupted"):
        OnnxDetector(tmp_path / "locate.onnx")
