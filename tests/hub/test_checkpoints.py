import json
import shutil

import pytest
from huggingface_hub import ModelCard

from plateocr.models.card import write_card, write_figures
from plateocr.models.config import load_config

FILES = {"config.json", "metrics.json", "model.onnx", "model.safetensors", "README.md"}


@pytest.fixture
def checkpoint(checkpoints, tmp_path):
    """A complete checkpoint, with an unrelated file."""
    folder = shutil.copytree(checkpoints / "lstm", tmp_path / "mine")
    write_figures(folder, "validation_while_training", {"accuracy": 0.5})
    write_card(folder, load_config(folder))
    (folder / "private-notes.txt").write_text("mine")
    return folder


@pytest.fixture
def image(noise_image, tmp_path):
    noise_image(1).save(tmp_path / "plate.png")
    return tmp_path / "plate.png"


def content_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_push_pull_and_offline_use(hub, hub_cli, checkpoint, image, tmp_path):
    pushed = hub_cli("hub", "push", checkpoint, "me/mine")
    assert pushed.returncode == 0, pushed.stderr
    repository = hub.repository("me/mine")
    commit = repository.branches["main"]
    assert f"{hub.endpoint}/me/mine/commit/{commit}" in pushed.stdout
    assert repository.files.keys() == FILES
    assert len(repository.messages) == 2, "one commit, so that nobody sees half a checkpoint"
    assert f"PUT /lfs/{load_config(checkpoint).hashes['model.onnx']}" in hub.requests

    pulled = hub_cli("hub", "pull", "me/mine", tmp_path / "pulled")
    assert pulled.returncode == 0, pulled.stderr
    assert content_of(tmp_path / "pulled") == repository.files
    own = {name: content for name, content in content_of(checkpoint).items() if name in FILES - {"README.md"}}
    assert own.items() <= content_of(tmp_path / "pulled").items()

    here = hub_cli("predict", image, "--checkpoint", checkpoint, "--json")
    there = hub_cli("predict", image, "--checkpoint", "me/mine", "--json")
    hub.requests.clear()
    offline = hub_cli("predict", image, "--checkpoint", f"me/mine@{commit}", "--json", HF_HUB_OFFLINE="1")
    assert here.stdout == there.stdout == offline.stdout != ""
    assert hub.requests == []


def test_training_weights_are_downloaded_only_for_torch(hub, hub_cli, run_python, checkpoint, image):
    hub_cli("hub", "push", checkpoint, "me/plates")
    commit = hub.repository("me/plates").branches["main"]
    hub.requests.clear()
    code = "from plateocr import PlateReader; r = PlateReader.from_checkpoint('me/plates'); print(r.name, r.source)"
    assert run_python("-c", code).stdout == f"plates me/plates@{commit[:7]}\n"
    assert not any("safetensors" in line for line in hub.requests)
    assert hub_cli("predict", image, "--checkpoint", "me/plates", "--engine", "torch").returncode == 0
    assert any("safetensors" in line for line in hub.requests)


def test_revisions(hub, hub_cli, checkpoint, checkpoints, tmp_path):
    for branch, seed in (("main", None), ("trial", "trial")):
        more = ["--branch", seed] if seed else []
        config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
        config["confidence"]["low_below"] = 0.7 if seed else 0.5
        (checkpoint / "config.json").write_text(json.dumps(config), encoding="utf-8")
        assert hub_cli("hub", "push", checkpoint, "me/plates", "--message", f"of {branch}", *more).returncode == 0
    repository = hub.repository("me/plates")
    assert repository.messages == ["initial commit", "of main", "of trial"]
    first = repository.branches["main"]
    for revision, low_below in (("trial", 0.7), ("main", 0.5), (first, 0.5)):
        out = tmp_path / revision
        assert hub_cli("hub", "pull", f"hf://me/plates@{revision}", out).returncode == 0
        assert load_config(out).confidence.low_below == low_below


def test_a_checkpoint_on_the_hub_is_copied_to_another_repository(hub, hub_cli, checkpoint):
    assert hub_cli("hub", "push", checkpoint, "me/plates").returncode == 0
    assert hub_cli("hub", "push", "me/plates", "me/copy").returncode == 0
    first, second = hub.repository("me/plates").files, hub.repository("me/copy").files
    assert first.pop("README.md").replace(b"me/plates", b"me/copy") == second.pop("README.md")
    assert first == second


def test_a_private_repository_is_created_and_stays_private(hub, hub_cli, checkpoint, image):
    assert hub_cli("hub", "push", checkpoint, "me/secret", "--private").returncode == 0
    assert hub.repository("me/secret").private
    assert hub_cli("predict", image, "--checkpoint", "me/secret", home="other").returncode == 0
    stranger = hub_cli("predict", image, "--checkpoint", "me/secret", home="third", token=None)
    assert stranger.returncode == 2
    assert "private" in stranger.stderr
    hub.add("me/open", {"a.txt": b"a"})
    refused = hub_cli("hub", "push", checkpoint, "me/open", "--private")
    assert refused.returncode == 2
    assert "public" in refused.stderr
    assert hub.repository("me/open").files == {"a.txt": b"a"}


def test_the_card_has_the_metadata_that_the_hub_shows(hub, hub_cli, checkpoint, noise_image, tmp_path):
    data = tmp_path / "gate"
    data.mkdir()
    for seed in range(4):
        noise_image(seed).save(data / f"{seed}-皖A0000{seed}.png")
    (checkpoint / "README.md").write_text("---\nbase_model: me/before\n---\n# My own words\n", encoding="utf-8")
    assert hub_cli("evaluate", data, "--checkpoint", checkpoint, "--out", tmp_path / "out").returncode == 0
    pushed = hub_cli("hub", "push", checkpoint, "me/plates", "--evaluation", tmp_path / "out")
    assert pushed.returncode == 0, pushed.stderr
    card = ModelCard(hub.repository("me/plates").files["README.md"].decode())
    assert (card.data.library_name, card.data.pipeline_tag, card.data.license) == ("plateocr", "image-to-text", "mit")
    assert card.data.base_model == "me/before"
    assert card.text.strip() == "# My own words"
    figures = json.loads((tmp_path / "out" / "metrics.json").read_text(encoding="utf-8"))["models"]["mine"]
    found = {result.metric_name: (result.metric_type, result.metric_value) for result in card.data.eval_results}
    assert found["Plates read exactly"] == ("accuracy", figures["accuracy"]["value"])
    assert found["Character error rate"] == ("cer", pytest.approx(figures["cer"]["value"], abs=1e-5))
    assert found["Provinces read correctly"] == ("accuracy", figures["province_accuracy"]["value"])
    assert {result.dataset_name for result in card.data.eval_results} == {"gate, 4 images"}


def test_an_evaluation_of_another_checkpoint_is_rejected(hub, hub_cli, checkpoint, tmp_path):
    document = {
        "folder": "x",
        "pictures": 1,
        "models": {"a": {}},
        "checkpoints": {"a": {"hashes": {"model.onnx": "0"}}},
    }
    (tmp_path / "metrics.json").write_text(json.dumps(document))
    other = hub_cli("hub", "push", checkpoint, "me/plates", "--evaluation", tmp_path)
    none = hub_cli("hub", "push", checkpoint, "me/plates", "--evaluation", tmp_path / "no")
    assert (other.returncode, none.returncode) == (2, 2)
    assert "other weights" in other.stderr
    assert "is not an evaluation" in none.stderr
    assert hub.writes() == []


@pytest.mark.parametrize("name", ["model.onnx", "model.safetensors"])
def test_nothing_is_uploaded_unless_all_hashes_match(hub, hub_cli, checkpoint, name):
    (checkpoint / name).write_bytes(b"other")
    outcome = hub_cli("hub", "push", checkpoint, "me/plates")
    assert outcome.returncode == 2
    assert f"{name} is not the file that config.json describes" in outcome.stderr
    assert hub.requests == []


def test_a_checkpoint_changed_on_the_hub_is_rejected(hub, hub_cli, checkpoint, image, tmp_path):
    hub_cli("hub", "push", checkpoint, "me/plates")
    repository = hub.repository("me/plates")
    repository.commit("main", repository.files | {"model.onnx": b"other"}, "changed by hand")
    commit = repository.branches["main"][:7]
    for command in (["predict", image, "--checkpoint", "me/plates"], ["hub", "pull", "me/plates", "copy"]):
        outcome = hub_cli(*command)
        assert outcome.returncode == 2
        assert outcome.stderr.startswith(f"plateocr: me/plates@{commit} cannot be used: model.onnx is not the file")
        assert "its owner must push it again" in outcome.stderr
    assert not (tmp_path / "copy").exists()


def test_nothing_is_pulled_into_an_existing_folder(hub, hub_cli, checkpoint, tmp_path):
    hub_cli("hub", "push", checkpoint, "me/plates")
    (tmp_path / "plates").mkdir()
    (tmp_path / "plates" / "mine.txt").write_text("mine")
    outcome = hub_cli("hub", "pull", "me/plates")
    assert outcome.returncode == 2
    assert "plates exists and is not empty" in outcome.stderr
    assert list((tmp_path / "plates").iterdir()) == [tmp_path / "plates" / "mine.txt"]


def test_calibrate_needs_a_local_folder(hub_cli, image):
    outcome = hub_cli("calibrate", image.parent, "--checkpoint", "me/plates")
    assert outcome.returncode == 2
    assert "plateocr hub pull OWNER/NAME" in outcome.stderr
