"""plateocr stress: harder copies of crops and photos."""

import json

import numpy as np
import pytest
from PIL import Image

from plateocr.data.photo_annotations import AnnotatedPhoto, AnnotatedPlate, read_annotations
from plateocr.geometry.quads import WHOLE
from plateocr.plates import spec_of
from plateocr.stress.photos import PHOTO_GROUPS
from plateocr.stress.unreadable import UNREADABLE_GROUPS, made_unreadable
from plateocr.stress.write import BOXES_NAME, CROP_GROUPS

TEXTS = ("苏A12345", "苏AD12345", "014578使", "粤Z1234港")
SLOTS = {"cut_left": 0, "cut_right": -1, "first_blurred": 0, "last_blurred": -1}


def noise(size, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("group", UNREADABLE_GROUPS)
def test_one_character_of_a_crop_is_changed_and_its_neighbours_are_not(text, group):
    spec = spec_of(text)
    width, height = spec.size
    image = noise(spec.size)
    changed = made_unreadable(image, WHOLE, spec, group)
    slot = SLOTS.get(group, len(spec) // 2)
    if group.startswith("cut"):
        gone = width - changed.shape[1]
        kept = image[:, gone:] if group == "cut_left" else image[:, :-gone]
        assert np.array_equal(changed, kept)
        cell = spec.cells[slot]
        edge = gone if group == "cut_left" else width - gone
        assert cell.left < edge < cell.right
        assert changed.shape[0] == height
        return
    assert changed.shape == image.shape
    differs = (changed != image).any(axis=(0, 2))
    for number, cell in enumerate(spec.cells):
        inner = differs[round(cell.left) + 5 : round(cell.right) - 5]
        assert inner.all() if number == slot % len(spec) else not inner.any()


def photo(*boxes):
    return AnnotatedPhoto("a.jpg", tuple(AnnotatedPlate("苏A12345", box) for box in boxes))


def test_a_photo_is_cut_within_its_largest_plate():
    image = Image.fromarray(noise((400, 300)))
    variants = PHOTO_GROUPS["cut_off"](photo((10, 10, 40, 20), (100, 50, 300, 110)))
    cut, move = variants["noright"](image)
    assert cut.size == (280, 300)
    assert np.array_equal(move, np.eye(3))
    cut, move = variants["noleft"](image)
    assert cut.size == (280, 300)
    assert np.array_equal(np.asarray(cut), np.asarray(image)[:, 120:])
    assert (move @ (120, 0, 1)).tolist() == [0, 0, 1]


@pytest.mark.parametrize("box", [(-30, 50, -5, 60), (395, 50, 700, 60), (399, 50, 399, 60)])
def test_a_plate_at_the_edge_leaves_some_of_the_photo(box):
    for variant in PHOTO_GROUPS["cut_off"](photo(box)).values():
        cut, _ = variant(Image.fromarray(noise((400, 300))))
        assert cut.width >= 1


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    folder = tmp_path_factory.mktemp("photos")
    for name in ("one.png", "two.png"):
        Image.fromarray(noise((300, 200))).save(folder / name)
    (folder / "broken.png").write_bytes(b"no image")
    plates = [{"plate": "苏A12345", "cx": 200, "cy": 100, "w": 120, "h": 40, "angle": 0}]
    beside = {"plate": "苏B12345", "cx": 20, "cy": 100, "w": 20, "h": 8, "angle": 0}
    described = {"one.png": plates, "two.png": [*plates, beside], "broken.png": plates}
    (folder / "boxes.json").write_text(json.dumps(described))
    return folder


def test_variants_of_photos_are_written_with_their_annotations(plateocr_cli, photos, tmp_path):
    run = plateocr_cli("stress", photos, tmp_path / "out", "--photos", "--annotations", photos / "boxes.json")
    assert run.code == 1
    assert "broken.png" in run.err
    for group in PHOTO_GROUPS:
        folder = tmp_path / "out" / group
        annotated = read_annotations(folder, folder / BOXES_NAME)
        assert {one.path.stem.split("-")[-1] for one in annotated} == {"one", "two"}
        assert len(annotated) == len(list(folder.glob("*.png")))


def test_a_photo_without_plates_is_not_cut():
    assert PHOTO_GROUPS["cut_off"](photo()) == {}


def test_plates_beyond_the_cut_are_not_annotated(plateocr_cli, photos, tmp_path):
    arguments = ("--photos", "--group", "cut_off", "--annotations", photos / "boxes.json")
    plateocr_cli("stress", photos, tmp_path / "out", *arguments)
    boxes = json.loads((tmp_path / "out" / "cut_off" / BOXES_NAME).read_text())
    assert [one["plate"] for one in boxes["noright-two.png"]] == ["苏A12345", "苏B12345"]
    assert [one["plate"] for one in boxes["noleft-two.png"]] == ["苏A12345"]


def test_crops_of_every_group_keep_their_names_and_subfolders(plateocr_cli, tmp_path):
    plates = tmp_path / "plates"
    plates.mkdir()
    (plates / "night").mkdir()
    Image.fromarray(noise((220, 70))).save(plates / "0-苏A12345.png")
    Image.fromarray(noise((220, 70))).save(plates / "night" / "0-苏A12345.png")
    run = plateocr_cli("stress", plates, tmp_path / "out")
    assert run.code == 0, run.err
    written = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.png")}
    names = ("0-苏A12345.png", "night/0-苏A12345.png")
    assert {f"{group}/{name}" for group in CROP_GROUPS for name in names} == written


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--group", "fog"], "there is no group 'fog'; choose from perspective"),
        (["--photos", "--group", "shadow"], "choose from usual, angles, corrupted, cut_off"),
        (["--annotations", "x.json"], "--annotations belongs to --photos"),
        ([], "is being read; choose a folder elsewhere"),
    ],
)
def test_wrong_options_say_what_to_do(plateocr_cli, tmp_path, arguments, words):
    Image.fromarray(noise((220, 70))).save(tmp_path / "0-苏A12345.png")
    run = plateocr_cli("stress", tmp_path, tmp_path / "out", *arguments)
    assert run.code == 2
    assert words in " ".join(run.err.split())


def test_the_help_names_every_group(plateocr_cli):
    words = " ".join(plateocr_cli("stress", "--help").out.split())
    assert all(group in words for group in (*CROP_GROUPS, *PHOTO_GROUPS))
