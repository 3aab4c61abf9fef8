from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from plateocr.evaluation.attributes import image_attributes
from plateocr.evaluation.table import read_table
from plateocr.images import open_image


def checks(size=(224, 64), cell=8):
    y, x = np.mgrid[: size[1], : size[0]]
    return Image.fromarray(np.where((x // cell + y // cell) % 2, 255, 0).astype(np.uint8)).convert("RGB")


def test_a_flat_image_is_neither_sharp_nor_contrasty():
    found = image_attributes(np.full((20, 50, 3), 51, np.uint8))
    assert (found.width, found.height) == (50, 20)
    assert found.brightness == pytest.approx(0.2)
    assert found.contrast == pytest.approx(0, abs=1e-6)
    assert found.sharpness == pytest.approx(0)


def test_black_and_white_halves_have_contrast_one_half():
    found = image_attributes(np.asarray(checks()))
    assert found.brightness == pytest.approx(0.5)
    assert found.contrast == pytest.approx(0.5)


def test_blur_lowers_sharpness_step_by_step():
    images = [checks(), *(checks().filter(ImageFilter.GaussianBlur(radius)) for radius in (1, 2, 4))]
    sharpness = [image_attributes(np.asarray(image)).sharpness for image in images]
    assert sharpness == sorted(sharpness, reverse=True)
    assert sharpness[0] > 10 * sharpness[-1]


def test_an_enlarged_image_is_not_sharper_than_its_original():
    large = checks().resize((2240, 640), Image.Resampling.BICUBIC)
    assert image_attributes(np.asarray(large)).sharpness <= 1.05 * image_attributes(np.asarray(checks())).sharpness


def test_they_are_those_of_earlier_tables_so_that_links_with_filters_keep_their_meaning():
    demo = Path(__file__).resolve().parents[2] / "assets" / "demo"
    table = read_table(demo).drop_duplicates("file").iloc[::25]
    for row in table.itertuples():
        found = image_attributes(np.asarray(open_image(demo / "pictures" / row.file)))
        assert found.sharpness == pytest.approx(row.sharpness, rel=1e-9)
        assert (found.brightness, found.contrast) == pytest.approx((row.brightness, row.contrast), abs=1e-6)
