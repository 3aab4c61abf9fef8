import csv
import io
import json
import os
import shutil

import pandas as pd
import pytest
from huggingface_hub import DatasetCard

from plateocr.data.folder import PlateFolder
from plateocr.synth.write import write_plates


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """12 synthesised plates with their sidecar table."""
    folder = tmp_path_factory.mktemp("drawn") / "plates"
    write_plates(folder, 12, seed=3, hardness=(0.0, 0.1), workers=1)
    return folder


@pytest.fixture
def split(drawn, noise_image, tmp_path):
    """A folder with two splits, a subfolder, and unusable files."""
    folder = tmp_path / "data"
    shutil.copytree(drawn, folder / "train" / "drawn")
    (folder / "val").mkdir()
    for seed in range(4):
        noise_image(seed).save(folder / "val" / f"{seed}-京A0000{seed}.png")
    noise_image(4).save(folder / "val" / "4-皖AD12345.png")
    noise_image(5).save(folder / "val" / "皖A1234.png")
    (folder / "train" / "broken-皖A12345.jpg").write_bytes(b"no image")
    (folder / "notes.txt").write_text("mine")
    return folder


def images_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.[jp][pn]g")}


def table(files, name):
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8"))))


def test_push_and_pull(hub, hub_cli, split, drawn, tmp_path):
    pushed = hub_cli("hub", "dataset", "push", split, "me/plates", "--licence", "cc-by-4.0")
    assert pushed.returncode == 1, pushed.stderr
    assert "Files left out: 2" in pushed.stderr
    assert "has 6 characters" in " ".join(pushed.stderr.split())
    repository = hub.repository("me/plates", "dataset")
    commit = repository.branches["main"]
    assert f"{hub.endpoint}/datasets/me/plates/commit/{commit}" in pushed.stdout
    assert "notes.txt" not in repository.files
    images = images_of(split).items()
    good = {name: content for name, content in images if "broken" not in name and "皖A1234.png" not in name}
    assert {name: content for name, content in repository.files.items() if name.endswith("g")} == good

    rows = table(repository.files, "train/metadata.csv")
    corners = pd.read_parquet(drawn / "synth.parquet").set_index("file")["corners"]
    assert len(rows) == 12
    for row in rows:
        name = row["file_name"].removeprefix("drawn/")
        assert row["plate"] in name
        assert float(row["right_bottom_y"]) == corners[name][5]
    plates = [row["plate"] for row in table(repository.files, "val/metadata.csv")]
    assert plates == [*(f"京A0000{n}" for n in range(4)), "皖AD12345"]

    pulled = hub_cli("hub", "dataset", "pull", f"me/plates@{commit}", tmp_path / "back", HF_HUB_OFFLINE="")
    assert pulled.returncode == 0, pulled.stderr
    assert images_of(tmp_path / "back") == good
    assert len(PlateFolder.scan(tmp_path / "back").images) == 17
    assert pd.read_parquet(tmp_path / "back/train/drawn/synth.parquet").equals(pd.read_parquet(drawn / "synth.parquet"))


def test_the_card_lists_the_files_of_each_split(hub, hub_cli, split):
    hub_cli("hub", "dataset", "push", split, "me/plates", "--licence", "unknown")
    repository = hub.repository("me/plates", "dataset")
    card = DatasetCard(repository.files["README.md"].decode())
    data = card.data.to_dict()
    assert (data["license"], data["size_categories"], data["language"]) == ("unknown", "n<1K", "zh")
    assert data["task_categories"] == ["image-to-text"]
    files = {entry["split"]: entry["path"] for entry in data["configs"][0]["data_files"]}
    assert files == {
        "train": ["train/metadata.csv", "train/**/*.jpg"],
        "validation": ["val/metadata.csv", "val/**/*.png"],
    }
    assert "| train | 12 |" in card.text
    assert "the licence is not known" in card.text


def test_files_on_the_hub_are_deleted_only_with_overwrite(hub, hub_cli, split):
    push = ("hub", "dataset", "push", split, "me/plates", "--licence", "mit")
    hub_cli(*push)
    repository = hub.repository("me/plates", "dataset")
    own = repository.files["README.md"].replace(b"Say here who", b"I was it who").replace(b"---\n", b"---\nown: 1\n", 1)
    repository.commit("main", repository.files | {"README.md": own, "mine.md": b"mine"}, "on the site")
    before = repository.files
    (split / "val" / "0-京A00000.png").unlink()
    refused = hub_cli(*push)
    assert refused.returncode == 2
    assert "has 1 files that are not in this push, for example val/0-京A00000.png" in refused.stderr
    assert repository.files == before
    assert hub_cli(*push, "--overwrite").returncode == 1
    assert before.keys() - repository.files.keys() == {"val/0-京A00000.png"}
    assert b"I was it who" in repository.files["README.md"]
    assert b"own: 1" in repository.files["README.md"]
    assert b"| validation | 4 | 4 |" in repository.files["README.md"]


def test_a_folder_without_splits_is_a_single_split(hub, hub_cli, drawn):
    assert hub_cli("hub", "dataset", "push", drawn, "me/drawn", "--licence", "mit", "--private").returncode == 0
    repository = hub.repository("me/drawn", "dataset")
    assert repository.private
    assert {f"train/{name}" for name in images_of(drawn)} <= repository.files.keys()
    assert repository.files["train/synth.parquet"][:4] == b"PAR1"


def test_folders_that_cannot_be_pushed(hub, hub_commands, split, noise_image, tmp_path):
    noise_image(1).save(split / "皖A00001.png")
    for name in ("empty", "damaged"):
        (tmp_path / name).mkdir()
    (tmp_path / "damaged" / "皖A12345.jpg").write_bytes(b"")
    expected = {
        split: "is not in train/ or val/",
        tmp_path / "empty": "contains no images",
        tmp_path / "damaged": "no image can be read",
    }
    push = ("hub", "dataset", "push")
    outcomes = hub_commands(
        *((*push, folder, "me/plates", "--licence", "mit") for folder in expected), (*push, split, "me/plates")
    )
    for (code, error), part in zip(outcomes, [*expected.values(), "--licence"], strict=True):
        assert (code, part in error) == (2, True), error
    assert hub.repositories == {}


def test_data_sets_without_images_are_rejected(hub, hub_commands, tmp_path):
    hub.add("me/texts", {"a.txt": b"a"}, kind="dataset")
    texts, none = hub_commands(
        *(["hub", "dataset", "pull", name, tmp_path / "out"] for name in ("me/texts", "me/none"))
    )
    assert (texts[0], "contains no images" in texts[1]) == (2, True), texts
    assert (none[0], "there is no dataset me/none" in none[1]) == (2, True), none


def test_an_interrupted_download_is_resumed(hub, hub_cli, tmp_path):
    large = {"train/皖A12345.jpg": os.urandom(24 * 2**20)}  # huggingface_hub keeps partial downloads in pieces of 10 MB
    hub.add("me/large", large, "dataset")
    hub.cut_next_download = True
    pulled = hub_cli("hub", "dataset", "pull", "me/large")
    assert pulled.returncode == 0, pulled.stderr
    assert hub.ranges == [f"bytes={10 * 2**20}-"]
    assert images_of(tmp_path / "large") == large


@pytest.mark.slow
def test_train_evaluate_and_check_read_a_data_set(hub, hub_commands, drawn, checkpoints, tmp_path):
    def run(*commands, **environment):
        outcomes = hub_commands(*commands, **environment)
        assert [code for code, _ in outcomes] == [0] * len(commands), outcomes

    hub.add("me/start", {path.name: path.read_bytes() for path in (checkpoints / "simple").iterdir()})
    start = hub.repository("me/start").branches["main"]
    training = ["train", "--model", "simple", "--data", "hf://me/drawn", "--out", tmp_path / "run", "--workers", 0]
    training += ["--initial-weights", "me/start", "--batch-size", 4, "--val-fraction", 0.4, "--epochs", 2]
    push = ["hub", "dataset", "push", drawn, "me/drawn", "--licence", "mit"]
    run(push, ["data", "check", "hf://me/drawn"], training)
    repository = hub.repository("me/drawn", "dataset")
    commit = repository.branches["main"]
    description = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert description["config"]["data"] == ["hf://me/drawn"]
    assert description["resolved"] == {"hf://me/drawn": f"hf://me/drawn@{commit}", "me/start": f"hf://me/start@{start}"}

    # The data set changes, but a resumed run keeps to its commit.
    smaller = {name: content for name, content in repository.files.items() if not name.startswith("train/00000")}
    repository.commit("main", smaller, "smaller")
    made = tmp_path / "made"
    run([*training, "--resume"], ["export", tmp_path / "run", "--out", made])
    record = json.loads((made / "config.json").read_text(encoding="utf-8"))["training"]
    assert record["data"] == [f"hf://me/drawn@{commit}"]
    assert record["initial_weights"] == f"hf://me/start@{start}"
    assert "datasets:\n- me/drawn\n" in (made / "README.md").read_text(encoding="utf-8")

    out = tmp_path / "out"
    run(["evaluate", f"hf://me/drawn@{commit}", "--checkpoint", made, "--out", out], HF_HUB_OFFLINE="1")
    assert json.loads((out / "metrics.json").read_text(encoding="utf-8"))["data"] == f"hf://me/drawn@{commit}"
    run(["hub", "push", made, "me/made", "--evaluation", out])
    assert b"type: me/drawn\n" in hub.repository("me/made").files["README.md"]
