import csv
import errno
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.augment.province_swap import ProvinceSwap
from plateocr.data.ccpd_output import TABLE_NAME
from plateocr.data.folder import LabelledImage, PlateFolder
from plateocr.data.split import SPLIT_NAME, name_folders, side_of, split_hash, split_images, write_split
from plateocr.errors import ConfigError, DataError, OutputError
from plateocr.images import InputSpec
from plateocr.plates import CHARACTERS, PROVINCES
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.pool import SIDECAR_NAME
from plateocr.synth.write import write_plates
from plateocr.training.recogniser.dataset import Item, PlateDataset
from plateocr.training.rectifier.samples import corner_samples

plates = st.builds("".join, st.tuples(st.sampled_from(PROVINCES), st.text(CHARACTERS, min_size=6, max_size=6)))
fractions = st.floats(0, 1)
SIDES_AT_SEED_0 = ["train", "train", "train", "val", "train", "val", "train", "train"]
THOUSAND = [f"皖A{number:05d}" for number in range(1000)]


@st.composite
def fractions_of_both(draw, sides=2):
    """Fractions for some sides that sum to at most 1."""
    test = draw(fractions)
    return (*(draw(st.floats(0, 1 - test)) for _ in range(sides - 1)), test)


@given(plates, fractions_of_both(sides=3), st.integers())
def test_test_plates_do_not_depend_on_the_validation_fraction_and_validation_grows(plate, given_fractions, seed):
    one, other, test_fraction = given_fractions
    small, large = (side_of(plate, fraction, seed, test_fraction) for fraction in sorted((one, other)))
    assert (small == "test") == (large == "test")
    assert large == "val" or small != "val"


@given(plates, fractions, st.integers())
def test_a_small_test_side_is_part_of_a_larger_one_and_zero_gives_the_two_way_split(plate, fraction, seed):
    if side_of(plate, 0, seed, fraction / 2) == "test":
        assert side_of(plate, 0, seed, fraction) == "test"
    assert side_of(plate, fraction, seed, 0) == side_of(plate, fraction, seed) != "test"


@given(plates, fractions, fractions, st.integers())
def test_validation_at_a_small_fraction_is_part_of_a_larger_one(plate, one, other, seed):
    if side_of(plate, min(one, other), seed) == "val":
        assert side_of(plate, max(one, other), seed) == "val"


def test_sides_are_the_same_on_every_machine():
    assert [side_of(plate, 0.5, 0) for plate in THOUSAND[:8]] == SIDES_AT_SEED_0


def test_the_share_in_validation_is_near_the_fraction_and_depends_on_the_seed():
    for fraction in (0.1, 0.5):
        share = sum(side_of(plate, fraction, 0) == "val" for plate in THOUSAND) / 1000
        assert share == pytest.approx(fraction, abs=0.05)
    assert [side_of(plate, 0.5, 0) for plate in THOUSAND] != [side_of(plate, 0.5, 1) for plate in THOUSAND]


def test_fractions_of_zero_and_one_are_exact():
    assert {side_of(plate, 0, 0) for plate in THOUSAND} == {"train"}
    assert {side_of(plate, 1, 0) for plate in THOUSAND} == {"val"}
    assert {side_of(plate, 0, 0, 1) for plate in THOUSAND} == {"test"}
    assert {side_of(plate, 0.9, 0, 0.1) for plate in THOUSAND} == {"val", "test"}


@pytest.mark.parametrize("fraction", [-0.1, 1.1, float("nan")])
def test_a_fraction_out_of_range_is_refused(fraction):
    with pytest.raises(ConfigError, match="from 0 to 1"):
        side_of("皖A00001", fraction, 0)
    with pytest.raises(ConfigError, match="from 0 to 1"):
        side_of("皖A00001", 0, 0, fraction)


def test_fractions_that_sum_to_more_than_one_are_rejected():
    with pytest.raises(ConfigError, match=r"0\.6 and the test fraction 0\.5 add up to more than 1"):
        side_of("皖A00001", 0.6, 0, 0.5)


def test_the_hash_depends_on_the_sides_and_not_on_the_order():
    assert split_hash(["a", "b"], ["c"]) == split_hash(["b", "a", "a"], ["c"])
    assert len({split_hash(["a", "b"], ["c"]), split_hash(["a"], ["b", "c"]), split_hash(["c"], ["a", "b"])}) == 3


def images_of(folder, names):
    return [LabelledImage(folder / f"{name}.jpg", name.split("-")[1]) for name in names]


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["name", "read"]), st.sampled_from(THOUSAND[:20])),
    ),
    fractions_of_both(),
    st.integers(0, 5),
)
def test_no_plate_is_on_two_sides_and_no_image_is_lost(chosen, given_fractions, seed):
    images = [
        LabelledImage(Path(folder, f"{kind}{number}-{plate}.jpg"), plate)
        for number, (folder, kind, plate) in enumerate(chosen)
    ]
    val_fraction, test_fraction = given_fractions

    split = split_images(images, val_fraction, seed, ["name*", "c/*"], THOUSAND[:3], test_fraction)

    sides = [{image.plate for image in side} for side in (split.train, split.val, split.test)]
    assert sum(map(len, sides)) == len(set().union(*sides))
    assert sides[0].isdisjoint(THOUSAND[:3])
    assert sorted(p.path for part in split.parts().values() for p in part) == sorted(p.path for p in images)
    assert all(p.path.name.startswith("name") or p.path.parent.name == "c" for p in split.val + split.test)


def test_an_empty_pattern_is_refused():
    with pytest.raises(ConfigError, match="pattern is empty"):
        split_images([], 0.5, 0, [""])


def test_a_plate_outside_the_pattern_is_left_out_only_when_it_is_validated_on(tmp_path):
    validated, other = (next(p for p in THOUSAND[start:] if side_of(p, 0.5, 0) == "val") for start in (0, 500))
    images = images_of(tmp_path, [f"name0-{validated}", f"read1-{validated}", f"read2-{other}"])

    split = split_images(images, 0.5, 0, ["name*"])

    assert [len(side) for side in (split.val, split.left_out, split.train)] == [1, 1, 1]
    assert split.left_out[0].path.name.startswith("read1")


def source_folder(root, names):
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, encoding="utf-8")
    return PlateFolder.scan(root)


def test_a_split_is_copied_with_its_subfolders_and_describes_itself(tmp_path):
    folder = source_folder(tmp_path / "in", [f"x/{plate}.jpg" for plate in THOUSAND[:40]] + ["lamp.jpg"])
    split = split_images(folder.images, 0.5, 0)
    (tmp_path / "out").mkdir()

    record = write_split(split, {"in": folder}, tmp_path / "out", {"seed": 0}, lambda: None)

    for side, images in (("train", split.train), ("val", split.val)):
        copied = sorted((tmp_path / "out" / side / "x").iterdir())
        assert [file.read_text(encoding="utf-8") for file in copied] == [f"x/{p.plate}.jpg" for p in images]
    assert json.loads((tmp_path / "out" / SPLIT_NAME).read_text(encoding="utf-8")) == record
    assert record["seed"] == 0
    assert record["hash"] == split.hash()
    assert record["pictures"] == {"train": len(split.train), "val": len(split.val), "test": 0, "left_out": 0, "bad": 1}


def test_several_folders_are_split_as_one_and_have_a_folder_each_on_each_side(tmp_path):
    """The same plates in each folder, under the same names."""
    folders = {name: source_folder(tmp_path / name, [f"x/{plate}.jpg" for plate in THOUSAND[:40]]) for name in "ab"}
    (tmp_path / "b" / "lamp.jpg").touch()
    folders = name_folders((name, PlateFolder.scan(folder.root)) for name, folder in folders.items())
    split = split_images([p for f in folders.values() for p in f.images], 0.3, 0, test_fraction=0.3)

    record = write_split(split, folders, tmp_path / "out", {"seed": 0}, lambda: None)

    assert split.val
    assert split.test
    for side, images in (("train", split.train), ("val", split.val), ("test", split.test)):
        written = sorted(path.relative_to(tmp_path / "out" / side) for path in (tmp_path / "out" / side).rglob("*.jpg"))
        assert written == sorted(image.path.relative_to(tmp_path) for image in images)
    counts = {side: len(images) for side, images in split.parts().items()}
    assert record["pictures"] == counts | {"bad": 1}
    for name, bad in (("a", 0), ("b", 1)):
        of_folder = {"pictures": {side: n // 2 for side, n in counts.items()} | {"bad": bad}}
        assert record["folders"][name] == of_folder | {"plates": {side: n // 2 for side, n in counts.items()}}


def test_folders_of_one_name_or_one_in_another_are_refused(tmp_path):
    first, same, inside = (source_folder(tmp_path / name, ["皖A00001.jpg"]) for name in ("a/x", "b/x", "a/x/y"))
    with pytest.raises(DataError, match=r"a/x and .*b/x are both named 'x'"):
        name_folders([("x", first), ("x", same)])
    for folders in ([("x", first), ("y", inside)], [("y", inside), ("x", first)]):
        with pytest.raises(DataError, match=r"a/x/y is inside"):
            name_folders(folders)


def test_tables_beside_images_are_split_along_with_them(tmp_path):
    names = [f"{number:02}-{plate}.jpg" for number, plate in enumerate(THOUSAND[:30])]
    folder = source_folder(tmp_path / "in", [f"drawn/{name}" for name in names] + [f"cut/{name}" for name in names])
    drawn = pd.DataFrame({"file": [*names, "gone.jpg"], "hardness": np.linspace(0, 1, 31)})
    drawn.to_parquet(tmp_path / "in" / "drawn" / SIDECAR_NAME, index=False)
    lines = ["file,source,plate", *(f'{name},"a, b/{name}",{name[3:10]}' for name in names)]
    (tmp_path / "in" / "cut" / TABLE_NAME).write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "in" / "drawn" / TABLE_NAME).write_text("a table of mine\n", encoding="utf-8")

    write_split(split_images(folder.images, 0.5, 0), {"in": folder}, tmp_path / "out", {}, lambda: None)

    for side in ("train", "val"):
        of_side = tmp_path / "out" / side
        images = sorted(path.name for path in (of_side / "drawn").glob("*.jpg"))
        assert 0 < len(images) < 30
        table = pd.read_parquet(of_side / "drawn" / SIDECAR_NAME)
        pd.testing.assert_frame_equal(table, drawn[drawn["file"].isin(images)].reset_index(drop=True))
        with (of_side / "cut" / TABLE_NAME).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [(row["file"], row["source"]) for row in rows] == [(name, f"a, b/{name}") for name in images]
        assert not (of_side / "drawn" / TABLE_NAME).exists()


def test_a_damaged_table_is_named_and_nothing_written(tmp_path):
    folder = source_folder(tmp_path / "in", [f"{plate}.jpg" for plate in THOUSAND[:10]])
    (tmp_path / "in" / SIDECAR_NAME).write_bytes(b"half")

    with pytest.raises(DataError, match=rf"{SIDECAR_NAME} is not a table of images"):
        write_split(split_images(folder.images, 0.5, 0), {"in": folder}, tmp_path / "out", {}, lambda: None)
    assert [entry.name for entry in tmp_path.iterdir()] == ["in"]


def test_drawn_plates_are_known_as_drawn_after_a_split(tmp_path):
    write_plates(tmp_path / "plates", 12, seed=1, hardness=(0.0, 0.1), workers=1)
    folder = PlateFolder.scan(tmp_path / "plates")
    write_split(split_images(folder.images, 0.5, 0), {"in": folder}, tmp_path / "out", {}, lambda: None)
    images = PlateFolder.scan(tmp_path / "out" / "train").images
    swap = ProvinceSwap(1.0, [drawn_glyphs()])
    items = [Item(image) for image in images]
    assert PlateDataset(items, InputSpec(), swap=swap, recipe="real").synthesised == {tmp_path / "out" / "train"}
    assert len(corner_samples(tmp_path / "out" / "val")) == len(PlateFolder.scan(tmp_path / "out" / "val").images)


@pytest.mark.parametrize("named", ["皖A00001.jpg", None])
def test_a_full_disk_is_not_blamed_on_the_image(tmp_path, monkeypatch, named):
    folder = source_folder(tmp_path / "in", ["皖A00001.jpg"])

    def full(source, target):
        raise OSError(errno.ENOSPC, "No space left on device", named and str(tmp_path / "in" / named))

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(OutputError, match=r"皖A00001\.jpg cannot be written .*make room"):
        write_split(split_images(folder.images, 0, 0), {"in": folder}, tmp_path / "out", {}, lambda: None)
    assert [entry.name for entry in tmp_path.iterdir()] == ["in"]


def test_an_image_that_cannot_be_copied_is_named(tmp_path):
    folder = source_folder(tmp_path / "in", ["皖A00001.jpg"])
    (tmp_path / "in" / "皖A00001.jpg").unlink()
    with pytest.raises(DataError, match=r"in/皖A00001\.jpg cannot be read: No such file"):
        write_split(split_images(folder.images, 0, 0), {"in": folder}, tmp_path / "out", {}, lambda: None)


def test_a_split_that_is_interrupted_leaves_nothing(tmp_path):
    folder = source_folder(tmp_path / "in", [f"{plate}.jpg" for plate in THOUSAND[:10]])

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_split(split_images(folder.images, 0.5, 0), {"in": folder}, tmp_path / "out", {}, interrupt)
    assert [entry.name for entry in tmp_path.iterdir()] == ["in"]


def test_a_non_empty_folder_is_never_written_to(tmp_path):
    folder = source_folder(tmp_path / "in", ["皖A00001.jpg"])
    split = split_images(folder.images, 0.5, 0)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").touch()

    with pytest.raises(DataError, match="not empty"):
        write_split(split, {"in": folder}, tmp_path / "out", {}, lambda: None)
    with pytest.raises(DataError, match="is inside"):
        write_split(split, {"in": folder}, tmp_path / "in" / "out", {}, lambda: None)
