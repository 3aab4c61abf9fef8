import errno
import json
import shutil

import onnxruntime
import pytest
import torch
from safetensors.torch import load_file, save_file

from plateocr.errors import CheckpointError, DataError, OutputError
from plateocr.files import sha256_of
from plateocr.models import checkpoint
from plateocr.models.checkpoint import load_checkpoint, save_checkpoint
from plateocr.models.config import CONFIG_NAME, ONNX_NAME, RECTIFIER_NAME, WEIGHTS_NAME, TrainingRecord, load_config
from plateocr.models.registry import build_network
from plateocr.pipeline.reader import PlateReader
from plateocr.plates import ALPHABETS, CHARACTERS, FULL, PROVINCES
from plateocr.shipped import DEFAULT_RECTIFIER, SHIPPED_HELPERS, shipped_checkpoint

RECORD = TrainingRecord(recipe="none", data=(), pictures=0, split_hash="", seed=0, epochs=0)


@pytest.fixture
def folder(checkpoints, tmp_path):
    return shutil.copytree(checkpoints / "simple", tmp_path / "simple")


def edit_config(folder, change):
    path = folder / CONFIG_NAME
    config = json.loads(path.read_text(encoding="utf-8"))
    change(config)
    path.write_text(json.dumps(config), encoding="utf-8")


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def accept(folder, name):
    """Make the config describe the current file, so that it passes the check of hashes."""
    edit_config(folder, lambda config: config["hashes"].update({name: sha256_of(folder / name)}))


def refused(call, *named):
    with pytest.raises(CheckpointError) as error:
        call()
    for part in named:
        assert part in str(error.value)


def test_weights_come_back_bit_for_bit(tmp_path):
    torch.manual_seed(7)
    network = build_network("lstm")
    saved = save_checkpoint(network, "lstm", tmp_path / "x", RECORD)
    loaded, config = load_checkpoint(tmp_path / "x")
    assert config == saved
    assert config.parameters == 1_196_354
    assert not loaded.training
    assert loaded.state_dict().keys() == network.state_dict().keys()
    assert all(torch.equal(value, network.state_dict()[name]) for name, value in loaded.state_dict().items())


def test_shipped_size(folder):
    assert sum(path.stat().st_size for path in folder.iterdir()) < 6_000_000


def test_a_checkpoint_is_replaced_only_with_overwrite(folder):
    before = contents(folder)
    with pytest.raises(DataError, match="holds a checkpoint; give a new folder, or --overwrite"):
        save_checkpoint(build_network("simple"), "simple", folder, RECORD)
    assert contents(folder) == before


def test_a_crash_while_replacing_leaves_the_old_one_whole(folder, monkeypatch):
    def crash(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    before = contents(folder)
    monkeypatch.setattr(checkpoint, "write_onnx", crash)
    with pytest.raises(OutputError, match="make room"):
        save_checkpoint(build_network("simple"), "simple", folder, RECORD, overwrite=True)
    assert contents(folder) == before
    with pytest.raises(OutputError, match="make room"):
        save_checkpoint(build_network("simple"), "simple", folder.parent / "new", RECORD)
    assert not (folder.parent / "new").exists()


def test_replacing_leaves_other_files_and_no_rectifier_of_the_old_one(checkpoints, tmp_path):
    folder = shutil.copytree(checkpoints / "lstm", tmp_path / "lstm")
    shutil.copy(DEFAULT_RECTIFIER, folder / RECTIFIER_NAME)  # as in checkpoints of version 0.1
    (folder / "notes.txt").write_text("mine")
    save_checkpoint(build_network("simple"), "simple", folder, RECORD, overwrite=True)
    assert set(contents(folder)) == {CONFIG_NAME, ONNX_NAME, WEIGHTS_NAME, "notes.txt"}
    assert (folder / "notes.txt").read_text() == "mine"
    assert load_checkpoint(folder)[1].architecture == "simple"


def test_a_missing_folder(tmp_path):
    refused(lambda: PlateReader.from_checkpoint(tmp_path / "none"), str(tmp_path / "none"))
    refused(lambda: load_checkpoint(tmp_path / "none"), str(tmp_path / "none"))


@pytest.mark.parametrize(("name", "engine"), [(WEIGHTS_NAME, "torch"), (ONNX_NAME, "onnx"), (CONFIG_NAME, "auto")])
def test_a_missing_file(folder, name, engine):
    (folder / name).unlink()
    refused(lambda: PlateReader.from_checkpoint(folder, engine), name, str(folder))


@pytest.mark.parametrize(("name", "engine"), [(WEIGHTS_NAME, "torch"), (ONNX_NAME, "onnx")])
@pytest.mark.parametrize("known", [False, True], ids=["other hash", "hash fits"])
@pytest.mark.parametrize("kept", [0, 1000, 100_000])
def test_a_truncated_file(folder, name, engine, known, kept):
    path = folder / name
    path.write_bytes(path.read_bytes()[:kept])
    if known:
        accept(folder, name)
    refused(lambda: PlateReader.from_checkpoint(folder, engine), str(path), "copy the checkpoint again")


@pytest.mark.parametrize(("name", "engine"), [(WEIGHTS_NAME, "torch"), (ONNX_NAME, "onnx")])
def test_a_single_changed_byte_is_seen(folder, name, engine):
    content = bytearray((folder / name).read_bytes())
    content[-1] ^= 1
    (folder / name).write_bytes(content)
    refused(lambda: PlateReader.from_checkpoint(folder, engine), str(folder / name), "SHA-256 differs")


def test_load_checkpoint_checks_the_hash_too(folder, checkpoints):
    shutil.copy(checkpoints / "lstm" / WEIGHTS_NAME, folder)
    refused(lambda: load_checkpoint(folder), str(folder / WEIGHTS_NAME), "SHA-256 differs")


@pytest.mark.parametrize("alphabet", ALPHABETS.values(), ids=lambda alphabet: alphabet.name)
def test_a_checkpoint_keeps_its_alphabet(tmp_path, alphabet):
    network = build_network("simple", alphabet)
    save_checkpoint(network, "simple", tmp_path / "x", RECORD, alphabet=alphabet)
    loaded, config = load_checkpoint(tmp_path / "x")
    assert config.reads is alphabet
    assert (config.alphabet.provinces, config.alphabet.characters) == (alphabet.first, alphabet.tail)
    assert loaded.heads.tail.out_features == len(alphabet.tail)
    session = onnxruntime.InferenceSession(tmp_path / "x" / ONNX_NAME)
    for length in alphabet.lengths:
        images = torch.rand(2, 3, 64, 32 * length)
        for found, ours in zip(session.run(None, {"pictures": images.numpy()}), loaded(images), strict=True):
            assert torch.allclose(torch.from_numpy(found), ours, atol=1e-4)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("provinces", PROVINCES[::-1]),
        ("provinces", CHARACTERS),
        ("characters", CHARACTERS + "I"),
        ("characters", FULL.tail),
    ],
)
def test_another_alphabet(folder, name, value):
    edit_config(folder, lambda config: config["alphabet"].update({name: value}))
    refused(lambda: PlateReader.from_checkpoint(folder), str(folder / CONFIG_NAME), "another alphabet", value)


@pytest.mark.skip(reason="until the weights of issue 18 ship")
@pytest.mark.parametrize("name", SHIPPED_HELPERS)
def test_the_shipped_helpers_answer_alike_in_both_forms_and_are_no_recognisers(name):
    network, config = load_checkpoint(shipped_checkpoint(name))
    assert config.architecture == name
    session = onnxruntime.InferenceSession(shipped_checkpoint(name) / ONNX_NAME)
    images = torch.rand(1, 3, config.input.height, config.input.width, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        answers = network(images * 2 - 1)
    answers = answers if isinstance(answers, tuple) else (answers,)
    for torchs, onnxs in zip(answers, session.run(None, {"pictures": (images * 2 - 1).numpy()}), strict=True):
        torch.testing.assert_close(torchs, torch.from_numpy(onnxs), atol=1e-5, rtol=0)
    refused(lambda: PlateReader.from_checkpoint(shipped_checkpoint(name)), f"holds a {name}", "does not read plates")


def test_an_unknown_architecture(folder):
    edit_config(folder, lambda config: config.update(architecture="transformer"))
    refused(lambda: load_checkpoint(folder), str(folder), "'transformer'", "simple, lstm")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda config: config.update(beam=4), "beam"),
        (lambda config: config["confidence"].update(temperature=0), "confidence.temperature"),
        (lambda config: config["input"].update(colour_order="BGR"), "input.colour_order"),
        (lambda config: config["input"].update(width=100), "64 x 224"),
        (lambda config: config.update(format_version=2), "format_version"),
        (lambda config: config.update(kind="eight"), "kind: Extra inputs are not permitted"),
        (lambda config: config.pop("hashes"), "hashes"),
    ],
)
def test_a_config_that_does_not_fit_names_the_key(folder, change, named):
    edit_config(folder, change)
    refused(lambda: load_config(folder), str(folder / CONFIG_NAME), named)


@pytest.mark.parametrize("content", [b"", b"not json", b"\xff\xfe{}", b"[]"])
def test_a_config_that_is_not_one(folder, content):
    (folder / CONFIG_NAME).write_bytes(content)
    refused(lambda: load_config(folder), str(folder / CONFIG_NAME))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda weights: weights.update({"heads.tail.bias": torch.zeros(36)}), ["heads.tail.bias", "(36,)", "(35,)"]),
        (lambda weights: weights.pop("heads.tail.bias"), ["missing ['heads.tail.bias']"]),
        (lambda weights: weights.update({"extra": torch.zeros(1)}), ["unexpected ['extra']"]),
    ],
)
def test_weights_that_do_not_fit(folder, change, named):
    weights = load_file(folder / WEIGHTS_NAME)
    change(weights)
    save_file(weights, folder / WEIGHTS_NAME)
    accept(folder, WEIGHTS_NAME)
    refused(lambda: load_checkpoint(folder), str(folder / WEIGHTS_NAME), *named)
