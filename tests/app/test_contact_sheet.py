import io

import numpy as np
import pytest
from PIL import Image

from plateocr.app.exports.contact_sheet import COLUMNS, contact_sheet

RED = (192, 24, 38)


def sheet_of(rows, dashboard, title="lstm"):
    image = Image.open(io.BytesIO(contact_sheet(rows, dashboard.image_path, title)))
    assert image.format == "PNG"
    return np.asarray(image.convert("RGB"))


def red_pixels(sheet):
    return int((sheet == RED).all(axis=2).sum())


@pytest.fixture(scope="module")
def rows(dashboard):
    table = dashboard.table
    return table[table["model"] == "lstm"].reset_index(drop=True)


def test_every_four_images_add_a_row_of_cards(rows, dashboard):
    heights = [sheet_of(rows.iloc[:count], dashboard).shape[0] for count in (1, COLUMNS, COLUMNS + 1, 24)]
    assert heights[0] == heights[1] < heights[2]
    assert heights[3] - heights[0] == 5 * (heights[2] - heights[1])


def test_the_images_are_in_it(rows, dashboard):
    sheet = sheet_of(rows.iloc[:1], dashboard)
    blue = (abs(sheet.astype(int) - (0x1A, 0x4F, 0xB8)).max(axis=2) < 12).sum()
    assert blue > 10_000


@pytest.mark.parametrize("edits", range(8))
def test_wrong_characters_and_no_others_are_red_and_underlined(rows, dashboard, edits):
    right = red_pixels(sheet_of(rows[rows["edits"] == 0].iloc[:1], dashboard))
    assert right == 0
    found = red_pixels(sheet_of(rows[rows["edits"] == edits].iloc[:1], dashboard))
    underline = 21 * 3
    assert edits * underline <= found <= edits * 27 * 40


@pytest.mark.parametrize(("truth", "read"), [("皖AD12345", "皖AD1234"), ("皖A12345", "皖A123456")])
def test_plates_may_differ_in_length(rows, dashboard, truth, read):
    sheet = sheet_of(rows.iloc[:1].assign(truth=truth, prediction=read), dashboard)
    assert red_pixels(sheet) >= 21 * 3


def test_a_missing_image_has_a_card_that_says_so(rows, dashboard):
    with_it, without = (
        contact_sheet(rows.iloc[:1], path_of, "lstm") for path_of in (dashboard.image_path, lambda _: None)
    )
    assert without.startswith(b"\x89PNG")
    assert without != with_it


def test_a_broken_image_does_not_crash(rows, tmp_path):
    broken = tmp_path / "a.png"
    broken.write_text("not an image")
    assert contact_sheet(rows.iloc[:1], lambda _: broken, "a") == contact_sheet(rows.iloc[:1], lambda _: None, "a")


def test_an_empty_view_says_so(rows, dashboard):
    assert len(np.unique(sheet_of(rows.iloc[:0], dashboard, "").reshape(-1, 3), axis=0)) > 1


def test_characters_that_the_font_lacks_are_question_marks(rows, dashboard):
    assert (sheet_of(rows.iloc[:0], dashboard, "模型") == sheet_of(rows.iloc[:0], dashboard, "??")).all()
