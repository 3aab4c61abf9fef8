import os
import shutil

import pandas as pd
import pytest

from plateocr.data.folder import LabelledImage
from plateocr.errors import DataError
from plateocr.hub import dataset_folder
from plateocr.hub.dataset_card import dataset_card
from plateocr.hub.dataset_folder import data_to_push, stage
from plateocr.hub.dataset_metadata import metadata_rows
from plateocr.hub.names import HubName


@pytest.fixture
def folder(noise_image, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    for seed in range(3):
        noise_image(seed).save(folder / f"{seed}-皖A1234{seed}.png")
    return folder


def test_a_name_that_the_hub_cannot_store_is_left_out(folder):
    odd = os.fsdecode(os.fsencode(folder) + b"/" + b"\xff-\xe7\x9a\x96A12345.png")
    shutil.copy(folder / "0-皖A12340.png", odd)
    data = data_to_push(folder)
    assert [bad.reason for bad in data.bad] == ["its name is not UTF-8, which the Hub requires; rename it."]
    assert len(data.splits["train"]) == 3


def test_the_folder_and_its_metadata_are_staged(folder, tmp_path):
    (tmp_path / "staged").mkdir()
    assert stage(data_to_push(folder), tmp_path / "staged") == ["file_name", "plate"]
    staged = {path.name: path.read_bytes() for path in (tmp_path / "staged" / "train").iterdir()}
    table = staged.pop("metadata.csv").decode("utf-8").splitlines()
    assert staged == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert table == ["file_name,plate", *(f"{n}-皖A1234{n}.png,皖A1234{n}" for n in range(3))]


def test_ccpds_annotation_of_a_photo_is_not_used_for_the_crop(folder):
    (folder / "annotations.csv").write_text("file,source,plate,left_top_x\n0-皖A12340.png,a.jpg,皖A12340,7\n", "utf-8")
    places = {LabelledImage(folder / f"{n}-皖A1234{n}.png", f"皖A1234{n}"): f"{n}-皖A1234{n}.png" for n in range(2)}
    first, second = metadata_rows(places, folder)
    photo = {"photo_source": "a.jpg", "photo_left_top_x": "7"}
    assert first == {"file_name": "0-皖A12340.png", "plate": "皖A12340"} | photo
    assert second == {"file_name": "1-皖A12341.png", "plate": "皖A12341"}


def test_other_columns_from_an_earlier_pull_are_kept(folder, tmp_path):
    (folder / "metadata.csv").write_text("file_name,plate,weather\n1-皖A12341.png,京A00000,rain\n", encoding="utf-8")
    assert stage(data_to_push(folder), tmp_path) == ["file_name", "plate", "weather"]
    table = (tmp_path / "train" / "metadata.csv").read_text(encoding="utf-8").splitlines()
    assert table[2] == "1-皖A12341.png,皖A12341,rain"
    assert table[1] == "0-皖A12340.png,皖A12340,"


def test_a_folder_too_large_for_the_hub_is_divided(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(dataset_folder, "MOST_IN_FOLDER", 2)
    sidecar = pd.DataFrame([{"file": f"{n}-皖A1234{n}.png", "corners": [float(n)] * 8} for n in range(3)])
    sidecar.to_parquet(folder / "synth.parquet")
    stage(data_to_push(folder), tmp_path)
    laid = sorted((tmp_path / "train").rglob("*.png"))
    assert sorted(path.name for path in laid) == sorted(path.name for path in folder.glob("*.png"))
    assert all(path.parent.parent == tmp_path / "train" for path in laid)
    table = pd.read_csv(tmp_path / "train" / "metadata.csv")
    assert {tmp_path / "train" / name for name in table["file_name"]} == set(laid)
    for path in laid:
        own = pd.read_parquet(path.parent / "synth.parquet")
        assert path.name in set(own["file"])
        assert len(own) == len(list(path.parent.glob("*.png")))


def test_a_damaged_table_is_reported(folder, tmp_path):
    (folder / "synth.parquet").write_bytes(b"none")
    with pytest.raises(DataError, match=r"synth\.parquet cannot be read"):
        stage(data_to_push(folder), tmp_path)


@pytest.mark.parametrize(
    ("number", "size"), [(1, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**5, "100K<n<1M"), (10**7, "n>10M")]
)
def test_the_size_category_is_the_hubs(number, size):
    class Many(tuple):
        def __len__(self):
            return number

    card = dataset_card(HubName("me/a", type="dataset"), "mit", {"train": Many()}, {"train": 1}, ())
    assert f"size_categories: {size}" in card
