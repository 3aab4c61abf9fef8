import csv
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from plateocr.data.ccpd import CropSettings, crop_jobs, cut_plate, write_crops
from plateocr.data.ccpd_names import CcpdAnnotation
from plateocr.data.ccpd_output import SETTINGS_NAME, TABLE_NAME, claim_crops, write_annotations
from plateocr.data.faults import Fault
from plateocr.data.folder import PlateFolder
from plateocr.data.names import plate_from_name
from plateocr.errors import ConfigError, DataError, ImageError

CORNERS = ((50, 40), (190, 60), (200, 110), (60, 90))
BOX = (50, 40, 200, 110)
NAME = "025-95_113-50&40_200&110-200&110_60&90_50&40_190&60-0_0_22_27_27_33_16-37-15.jpg"


def annotation(box=BOX, corners=CORNERS) -> CcpdAnnotation:
    return CcpdAnnotation(0.025, (95, 113), box, corners, "皖AY339S", 37, 15)


def photo() -> Image.Image:
    """A green photo of 300x200 pixels with a blue plate, whose left half is red."""
    image = Image.new("RGB", (300, 200), "green")
    draw = ImageDraw.Draw(image)
    draw.polygon(CORNERS, fill="blue")
    draw.polygon([CORNERS[0], (120, 50), (130, 100), CORNERS[3]], fill="red")
    return image


def share(image: Image.Image, channel: int) -> float:
    """Share of pixels, 0..1, in which ``channel`` is the largest."""
    return float((np.asarray(image).argmax(axis=2) == channel).mean())


def test_box_crops_the_upright_box():
    assert cut_plate(photo(), annotation(), CropSettings("box", 0)).size == (150, 70)


def test_box_margin_is_a_fraction_of_the_box():
    crop = cut_plate(photo(), annotation(), CropSettings("box", 0.1))

    assert crop.size == (150 + 2 * 15, 70 + 2 * 7)
    assert np.array_equal(np.asarray(crop), np.asarray(photo())[33:117, 35:215])


boxes = st.tuples(st.integers(0, 299), st.integers(0, 199), st.integers(1, 300), st.integers(1, 200)).filter(
    lambda box: box[0] < box[2] and box[1] < box[3]
)


@given(boxes, st.floats(0, 1))
def test_box_is_clamped_to_the_photo(box, margin):
    left, top, right, bottom = box

    crop = cut_plate(photo(), annotation(box), CropSettings("box", margin))

    assert right - left <= crop.width <= 300
    assert bottom - top <= crop.height <= 200


def test_rectify_makes_a_tilted_plate_fill_an_upright_rectangle():
    crop = cut_plate(photo(), annotation(), CropSettings("rectify", 0))

    assert crop.width == pytest.approx(141, abs=1)
    assert crop.height == pytest.approx(51, abs=1)
    assert share(crop, channel=1) < 0.03
    assert share(crop.crop((0, 0, 65, 51)), channel=0) > 0.95
    assert share(crop.crop((75, 0, 141, 51)), channel=2) > 0.95


def test_rectify_margin_shows_the_surroundings_of_the_plate():
    crop = cut_plate(photo(), annotation(), CropSettings("rectify", 0.25))

    assert crop.width == pytest.approx(1.5 * 141, abs=2)
    assert share(crop, channel=1) == pytest.approx(1 - 1 / 1.5**2, abs=0.04)


@pytest.mark.parametrize("box", [(50, 40, 301, 110), (-1, 40, 200, 110), (200, 40, 50, 110), (50, 40, 50, 110)])
def test_a_box_outside_the_photo_is_rejected(box):
    with pytest.raises(ImageError, match="300x200"):
        cut_plate(photo(), annotation(box), CropSettings("box", 0))


@pytest.mark.parametrize(
    "corners",
    [
        (CORNERS[1], CORNERS[0], CORNERS[3], CORNERS[2]),
        (CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3]),
        ((0, 0), (10, 10), (20, 20), (30, 30)),
        (CORNERS[0], (9_000_000, 60), CORNERS[2], CORNERS[3]),
    ],
)
def test_corners_that_are_not_a_plate_are_rejected(corners):
    with pytest.raises(ImageError, match="corners"):
        cut_plate(photo(), annotation(corners=corners), CropSettings("rectify", 0))


@pytest.mark.parametrize("margin", [-0.1, 1.5, float("nan")])
def test_a_margin_out_of_range_is_rejected(margin):
    with pytest.raises(ConfigError, match="from 0 to 1"):
        CropSettings("box", margin)


def ccpd_folder(root) -> PlateFolder:
    """Two good photos, one that is not an image, one of a plate of nine characters, and a crop without annotation."""
    for name in (f"one/{NAME}", f"two/{NAME}"):
        (root / name).parent.mkdir(parents=True)
        photo().save(root / name)
    (root / NAME.replace("37-15", "37-16")).write_text("not an image")
    (root / NAME.replace("33_16-", "33_16_17_18-")).touch()
    (root / "皖A00001.jpg").touch()
    return PlateFolder.scan(root)


def test_a_folder_becomes_labelled_crops_and_a_list_of_bad_files(tmp_path):
    jobs, bad = crop_jobs(ccpd_folder(tmp_path / "in"))
    done = []

    unreadable = write_crops(jobs, tmp_path / "out", CropSettings("box", 0.05), 2, lambda: done.append(1))

    assert {file.fault for file in bad} == {Fault.WRONG_LENGTH, Fault.NO_ANNOTATION}
    assert [file.fault for file in unreadable] == [Fault.UNREADABLE]
    assert len(done) == len(jobs) == 3
    crops = sorted((tmp_path / "out").iterdir())
    assert [plate_from_name(crop.name) for crop in crops] == ["皖AY339S"] * 2
    with Image.open(crops[0]) as crop:
        assert crop.size == (150 + 2 * 8, 70 + 2 * 4)


def test_crop_names_do_not_depend_on_what_else_is_in_the_folder(tmp_path):
    before = {job.source: job.crop_name for job in crop_jobs(ccpd_folder(tmp_path))[0]}
    photo().save(tmp_path / NAME.replace("025-", "024-"))

    after = {job.source: job.crop_name for job in crop_jobs(PlateFolder.scan(tmp_path))[0]}

    assert before.items() <= after.items()
    assert len(set(after.values())) == len(after) == 4


def test_an_interrupted_run_leaves_only_complete_crops(tmp_path):
    ccpd_folder(tmp_path / "in")
    jobs, _ = crop_jobs(PlateFolder.scan(tmp_path / "in" / "one"))

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_crops(jobs * 20, tmp_path / "out", CropSettings("box", 0), 1, interrupt)
    crops = list((tmp_path / "out").iterdir())
    assert [crop.name for crop in crops] == [jobs[0].crop_name]
    for crop in crops:
        with Image.open(crop) as image:
            image.load()


def test_annotations_have_a_row_for_each_crop_that_exists(tmp_path):
    jobs, _ = crop_jobs(ccpd_folder(tmp_path / "in"))
    write_crops(jobs, tmp_path / "out", CropSettings("box", 0), 1, lambda: None)

    assert write_annotations(jobs, tmp_path / "out") == 2

    with (tmp_path / "out" / TABLE_NAME).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["source"] for row in rows} == {f"one/{NAME}", f"two/{NAME}"}
    assert all((tmp_path / "out" / row["file"]).is_file() for row in rows)
    assert (rows[0]["plate"], rows[0]["area_ratio"], rows[0]["box_right"]) == ("皖AY339S", "0.025", "200")
    assert [rows[0][f"right_bottom_{axis}"] for axis in "xy"] == ["200", "110"]


def test_a_folder_is_continued_only_with_the_same_settings(tmp_path):
    out = tmp_path / "out"
    claim_crops(out, CropSettings("box", 0.05))
    claim_crops(out, CropSettings("box", 0.05))

    with pytest.raises(DataError, match=r"mode box, margin 0\.05, not with mode rectify, margin 0\.05"):
        claim_crops(out, CropSettings("rectify", 0.05))
    assert json.loads((out / SETTINGS_NAME).read_text(encoding="utf-8")) == {"mode": "box", "margin": 0.05}


def test_a_folder_with_other_files_is_rejected(tmp_path):
    (tmp_path / "mine.txt").touch()

    with pytest.raises(DataError, match="not empty"):
        claim_crops(tmp_path, CropSettings("box", 0))
    (tmp_path / SETTINGS_NAME).write_text("{")
    with pytest.raises(DataError, match="damaged"):
        claim_crops(tmp_path, CropSettings("box", 0))
