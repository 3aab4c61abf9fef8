from pathlib import Path

import pytest

from plateocr.data.faults import Fault
from plateocr.data.folder import LabelledImage, PlateFolder, refuse_inside
from plateocr.errors import DataError
from plateocr.plates import NOTEBOOK


def touch(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


def test_images_are_found_recursively_and_in_order(tmp_path):
    touch(tmp_path, "b/0002-皖A00002.PNG", "a/0001-皖A00001.jpg", "沪A00003.jpeg")

    folder = PlateFolder.scan(tmp_path)

    assert folder.images == (
        LabelledImage(tmp_path / "a/0001-皖A00001.jpg", "皖A00001"),
        LabelledImage(tmp_path / "b/0002-皖A00002.PNG", "皖A00002"),
        LabelledImage(tmp_path / "沪A00003.jpeg", "沪A00003"),
    )
    assert folder.bad == ()


def test_bad_names_are_listed_with_a_reason(tmp_path):
    touch(tmp_path, "皖A00001.jpg", "皖AD12345.jpg", "皖A1234警.jpg", "lamp.jpg")

    folder = PlateFolder.scan(str(tmp_path), NOTEBOOK)

    assert [image.plate for image in folder.images] == ["皖A00001"]
    assert [(bad.path.name, bad.fault) for bad in folder.bad] == [
        ("lamp.jpg", Fault.NO_PLATE),
        ("皖A1234警.jpg", Fault.SPECIAL_PLATE),
        ("皖AD12345.jpg", Fault.EIGHT_CHARACTERS),
    ]
    assert all(bad.path.name in bad.reason for bad in folder.bad)


def test_plates_of_all_kinds_are_labels(tmp_path):
    plates = ("VA12345", "WJ皖12345", "皖A00001", "皖A1234警", "皖AD12345")
    touch(tmp_path, *(f"{plate}.jpg" for plate in plates))

    folder = PlateFolder.scan(tmp_path)

    assert {image.plate for image in folder.images} == set(plates)
    assert folder.bad == ()


def test_hidden_files_other_files_and_folders_are_skipped(tmp_path):
    touch(tmp_path, "皖A00001.jpg", ".皖A00002.jpg", ".cache/皖A00003.jpg", "boxes.json")
    (tmp_path / "皖A00004.jpg").mkdir()

    folder = PlateFolder.scan(tmp_path)

    assert [image.plate for image in folder.images] == ["皖A00001"]
    assert folder.bad == ()


def test_a_folder_inside_a_hidden_one_is_read(tmp_path):
    touch(tmp_path, ".hidden/data/皖A00001.jpg")

    assert len(PlateFolder.scan(tmp_path / ".hidden" / "data").images) == 1


def test_a_path_that_is_not_a_folder_of_images_is_an_error(tmp_path):
    touch(tmp_path, "file.txt")
    (tmp_path / "empty").mkdir()

    with pytest.raises(DataError, match="there is no such folder"):
        PlateFolder.scan(tmp_path / "missing")
    with pytest.raises(DataError, match="contains no images"):
        PlateFolder.scan(tmp_path / "empty")
    with pytest.raises(DataError, match="is a file"):
        PlateFolder.scan(tmp_path / "file.txt")


def test_labelled_needs_at_least_one_usable_name(tmp_path):
    touch(tmp_path, "lamp.jpg")

    with pytest.raises(DataError, match=r"lamp\.jpg"):
        PlateFolder.scan(tmp_path).labelled()


def test_output_inside_its_source_is_rejected(tmp_path):
    refuse_inside(tmp_path / "photos", tmp_path / "crops")
    for out in ("photos", "photos/crops", "crops/../photos/x"):
        with pytest.raises(DataError, match="is inside"):
            refuse_inside(tmp_path / "photos", tmp_path / out)
