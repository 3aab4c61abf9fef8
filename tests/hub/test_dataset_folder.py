import os
import shutil

import pytest

from plateocr.data.folder import LabelledPicture
from plateocr.errors import DataError
from plateocr.hub.dataset_card import dataset_card
from plateocr.hub.dataset_folder import data_to_push, stage
from plateocr.hub.dataset_metadata import metadata_rows
from plateocr.hub.names import HubName


@pytest.fixture
def folder(noise_picture, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    for seed in range(3):
        noise_picture(seed).save(folder / f"{seed}-皖A1234{seed}.png")
    return folder


def test_a_name_that_the_hub_cannot_hold_is_left_out(folder):
    odd = os.fsdecode(os.fsencode(folder) + b"/" + b"\xff-\xe7\x9a\x96A12345.png")
    shutil.copy(folder / "0-皖A12340.png", odd)
    data = data_to_push(folder)
    assert [bad.reason for bad in data.bad] == ["its name is not UTF-8, as names on the Hub are; rename it."]
    assert len(data.splits["train"]) == 3


def test_what_is_staged_is_the_folder_itself_and_its_table(folder, tmp_path):
    (tmp_path / "staged").mkdir()
    assert stage(data_to_push(folder), tmp_path / "staged") == ["file_name", "plate"]
    staged = {path.name: path.read_bytes() for path in (tmp_path / "staged" / "train").iterdir()}
    table = staged.pop("metadata.csv").decode("utf-8").splitlines()
    assert staged == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert table == ["file_name,plate", *(f"{n}-皖A1234{n}.png,皖A1234{n}" for n in range(3))]


def test_what_ccpd_says_of_a_photo_is_not_taken_for_the_crop(folder):
    (folder / "annotations.csv").write_text("file,source,plate,left_top_x\n0-皖A12340.png,a.jpg,皖A12340,7\n", "utf-8")
    pictures = [LabelledPicture(folder / f"{n}-皖A1234{n}.png", f"皖A1234{n}") for n in range(2)]
    first, second = metadata_rows(pictures, folder)
    photo = {"photo_source": "a.jpg", "photo_left_top_x": "7"}
    assert first == {"file_name": "0-皖A12340.png", "plate": "皖A12340"} | photo
    assert second == {"file_name": "1-皖A12341.png", "plate": "皖A12341"}


def test_a_damaged_table_is_named(folder):
    (folder / "synth.parquet").write_bytes(b"none")
    with pytest.raises(DataError, match=r"synth\.parquet cannot be read"):
        metadata_rows(data_to_push(folder).splits["train"], folder)


@pytest.mark.parametrize(
    ("number", "size"), [(1, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**5, "100K<n<1M"), (10**7, "n>10M")]
)
def test_the_size_is_the_hubs_word_for_it(number, size):
    class Many(tuple):
        def __len__(self):
            return number

    card = dataset_card(HubName("me/a", type="dataset"), "mit", {"train": Many()}, {"train": 1}, ())
    assert f"size_categories: {size}" in card
