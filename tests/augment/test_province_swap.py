import cv2
import numpy as np
import pytest

from plateocr.augment.province_swap import ProvinceSwap, swap_province
from plateocr.geometry.quads import Corners
from plateocr.plates import ORDINARY, PROVINCES, SPECS, PlateKind
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.kinds import draw_flat
from plateocr.synth.plate import colour_plate, paint_mask

BLUE, YELLOW = SPECS[PlateKind.BLUE].colours[0], SPECS[PlateKind.YELLOW].colours[0]

TEXT = "皖A12345"
WIDTH, HEIGHT = 220, 70  # of the plate in the image: half a pixel per millimetre
RIM = 12


@pytest.fixture(scope="module")
def glyphs():
    return drawn_glyphs()


def photo(glyphs, style=BLUE, blur=0.8, text=TEXT, noise=2.0):
    """A horizontal, slightly blurred plate, and its corners."""
    return taken(colour_plate(paint_mask(text, glyphs), style.ground, style.paint), blur, noise)


def taken(plate, blur=0.8, noise=2.0):
    """A flat plate, two pixels per millimetre, in a grey image, and its corners."""
    width, height = plate.shape[1] // 4, plate.shape[0] // 4
    small = cv2.GaussianBlur(cv2.resize(plate, (width, height), interpolation=cv2.INTER_AREA), (0, 0), blur)
    image = np.full((height + 2 * RIM, width + 2 * RIM, 3), 90, np.float64)
    image[RIM:-RIM, RIM:-RIM] = small
    image += np.random.default_rng(0).normal(0, noise, image.shape)
    edges = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * (width, height) + RIM
    corners: Corners = (edges / (image.shape[1], image.shape[0])).astype(np.float32)
    return image.clip(0, 255).astype(np.uint8), corners


def cell_of(pixels):
    """The first cell in grey: its 45 x 90 mm are 22 x 45 pixels."""
    left, top = RIM + round(ORDINARY.cells[0].left / 2), RIM + round(25 / 2)
    return pixels.mean(axis=2, dtype=np.float32)[top - 3 : top + 48, left - 3 : left + 26]


def likeness(pixels, glyph, sign):
    template = cv2.GaussianBlur(cv2.resize(glyph, (22, 45), interpolation=cv2.INTER_AREA), (0, 0), 0.8)
    return cv2.matchTemplate(sign * cell_of(pixels), template.astype(np.float32), cv2.TM_CCOEFF_NORMED).max()


@pytest.mark.parametrize(("style", "sign"), [(BLUE, 1), (YELLOW, -1)], ids=["blue", "yellow"])
@pytest.mark.parametrize("province", PROVINCES)
def test_the_new_province_is_visible(glyphs, province, style, sign):
    image, corners = photo(glyphs, style)
    swapped, text = swap_province(image, corners, TEXT, province, glyphs, np.random.default_rng(3))
    assert text == province + TEXT[1:]
    scores = {other: likeness(swapped, glyphs[other], sign) for other in PROVINCES}
    assert max(scores, key=scores.get) == province


def test_the_new_province_is_visible_on_green_plates_too(glyphs):
    right = 0
    for seed, province in enumerate(PROVINCES):
        plate, text = draw_flat(PlateKind.GREEN, np.random.default_rng(seed), glyphs, 0.0)
        image, corners = taken(plate)
        swapped, new = swap_province(image, corners, text, province, glyphs, np.random.default_rng(seed))
        assert new == (text if np.array_equal(swapped, image) else province + text[1:])
        scores = {other: likeness(swapped, glyphs[other], -1) for other in PROVINCES}
        right += max(scores, key=scores.get) == province == new[0]
    assert right > 0.9 * len(PROVINCES)


def test_plates_with_another_ground_under_the_province_mostly_stay_and_never_with_a_wrong_label(glyphs):
    """Large green ones: they are yellow there, in which the paint of the other characters would be wrong."""
    swaps = 0
    for seed in range(30):
        plate, text = draw_flat(PlateKind.GREEN_LARGE, np.random.default_rng(seed), glyphs, 0.0)
        image, corners = taken(plate)
        swapped, new = swap_province(image, corners, text, "湘", glyphs, np.random.default_rng(seed))
        assert new == (text if np.array_equal(swapped, image) else "湘" + text[1:])
        swaps += new != text
    assert swaps < 10


@pytest.mark.parametrize("kind", [PlateKind.HONG_KONG, PlateKind.AVIATION, PlateKind.ARMY, PlateKind.ARMED_POLICE])
def test_other_kinds_stay_as_they_are(glyphs, kind):
    plate, text = draw_flat(kind, np.random.default_rng(1), glyphs, 0.0)
    image, corners = taken(plate)
    swapped, new = swap_province(image, corners, text, "湘", glyphs, np.random.default_rng(0))
    assert new == text
    assert np.array_equal(swapped, image)


def test_only_the_first_cell_changes(glyphs):
    image, corners = photo(glyphs)
    before = image.copy()
    swapped, _ = swap_province(image, corners, TEXT, "湘", glyphs, np.random.default_rng(0))
    assert np.array_equal(image, before)
    rows, columns = np.nonzero((swapped != image).any(axis=2))
    assert columns.min() >= RIM + 10 / 2
    assert columns.max() <= RIM + 68 / 2
    assert rows.min() >= RIM + 16 / 2
    assert rows.max() <= RIM + 124 / 2


def test_it_is_as_blurred_and_bright_as_the_old_one(glyphs):
    for blur in (0.6, 2.0):
        target, _ = photo(glyphs, blur=blur, text="湘" + TEXT[1:])
        image, corners = photo(glyphs, blur=blur)
        swaps = [
            cell_of(swap_province(image, corners, TEXT, "湘", glyphs, np.random.default_rng(seed))[0])
            for seed in range(12)
        ]
        assert np.mean([cell.mean() for cell in swaps]) == pytest.approx(cell_of(target).mean(), rel=0.1)
        assert np.mean([cell.std() for cell in swaps]) == pytest.approx(cell_of(target).std(), rel=0.25)


def test_the_same_seeds_give_the_same_pixels(glyphs):
    image, corners = photo(glyphs)
    swap = ProvinceSwap(1.0, [glyphs])
    first, again, other = (swap.maybe(image, corners, TEXT, np.random.SeedSequence(seed)) for seed in (5, 5, 6))
    assert first[1] == again[1]
    assert np.array_equal(first[0], again[0])
    assert not np.array_equal(first[0], other[0])


def test_the_share_is_kept_and_all_provinces_come(glyphs):
    image, corners = photo(glyphs)
    texts = [
        ProvinceSwap(0.5, [glyphs]).maybe(image, corners, TEXT, np.random.SeedSequence([1, seed]))[1]
        for seed in range(300)
    ]
    assert 0.4 < np.mean([text != TEXT for text in texts]) < 0.6
    assert {text[0] for text in texts} == set(PROVINCES)
    assert {text[1:] for text in texts} == {TEXT[1:]}


def unreadable(name, glyphs):
    image, corners = photo(glyphs, blur=12.0 if name == "blurred" else 0.8)
    if name == "grey":
        image = np.full_like(image, 128)
    if name == "noise":
        image = np.random.default_rng(1).integers(0, 256, image.shape, dtype=np.uint8)
    if name == "another plate":
        image, _ = photo(glyphs, text="皖WX9ZQ8")
    if name == "cut off":
        image, corners = image[:, RIM + 20 :], corners.copy()
        corners[:, 0] = (corners[:, 0] * (WIDTH + 2 * RIM) - RIM - 20) / image.shape[1]
    return np.ascontiguousarray(image), corners


@pytest.mark.parametrize("name", ["grey", "noise", "blurred", "another plate", "cut off"])
def test_illegible_plates_keep_their_label(glyphs, name):
    image, corners = unreadable(name, glyphs)
    swapped, text = swap_province(image, corners, TEXT, "湘", glyphs, np.random.default_rng(0))
    assert text == TEXT
    assert np.array_equal(swapped, image)


def test_tiny_images_and_corners_anywhere_do_no_harm(glyphs):
    rng = np.random.default_rng(0)
    for width, height in [(16, 6), (40, 12), (94, 24)] * 20:
        image = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
        corners = (np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) + rng.normal(0, 0.2, (4, 2))).astype(np.float32)
        swapped, text = swap_province(image, corners, TEXT, "湘", glyphs, rng)
        assert swapped.shape == image.shape
        assert text[1:] == TEXT[1:]
