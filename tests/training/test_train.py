import json
import shutil

import pandas as pd
import pytest
import torch

from plateocr import PlateReader
from plateocr.data.folder import PlateFolder
from plateocr.errors import CheckpointError, ConfigError, DataError, TrainingInterruptedError
from plateocr.images import InputSpec
from plateocr.models.checkpoint import load_checkpoint
from plateocr.models.config import METRICS_NAME
from plateocr.training import train as training
from plateocr.training.common.checkpoints import open_checkpoint
from plateocr.training.common.curves import read_log
from plateocr.training.common.loop import load_initial_weights, network_weights
from plateocr.training.common.places import Places
from plateocr.training.export import export_run
from plateocr.training.recogniser.datamodule import RecogniserData, split_plates
from plateocr.training.recogniser.dataset import Item, PlateDataset
from plateocr.training.recogniser.module import RecogniserModule
from plateocr.training.train import train

NAMES = ("loss", "first_loss", "tail_loss", "accuracy", "char_accuracy")


def quiet(_):
    pass


def losses(run):
    log = read_log(run)
    return [log[name].dropna().tolist() for name in ("train_batch/loss", "train/loss", "val/loss")]


@pytest.fixture(scope="module")
def run(make_config, tmp_path_factory):
    """A finished training of ``simple``."""
    out = tmp_path_factory.mktemp("runs") / "simple"
    train(make_config(), out, on_note=quiet)
    return out


@pytest.mark.slow
def test_the_last_step_is_validated_and_saved(make_config, tmp_path):
    """Also if it is not at a regular validation: here, in 5 steps of an epoch, after the second and the fourth."""
    notes = []
    config = make_config(epochs=2, batch_size=8, drop_last=False, validations_per_epoch=2)
    weights = train(config, tmp_path / "run", on_note=notes.append)
    steps = read_log(tmp_path / "run")["val/loss"].dropna().size
    assert open_checkpoint(weights)["global_step"] == open_checkpoint(tmp_path / "run" / "last.ckpt")["global_step"]
    assert (open_checkpoint(weights)["global_step"], steps) == (10, 5), notes
    train(config, tmp_path / "run", resume=True, on_note=quiet)
    assert not (tmp_path / "run" / "log" / "version_1" / "metrics.csv").exists(), "nothing is left to train"


@pytest.mark.slow
def test_the_run_folder_describes_itself(run):
    names = {path.name for path in run.iterdir()}
    assert names == {"run.json", "best.ckpt", "last.ckpt", "log", "curves.html"}
    description = json.loads((run / "run.json").read_text(encoding="utf-8"))
    assert description["config"]["model"] == "simple"
    assert sum(description["images"].values()) == 48
    log = read_log(run)
    sides = ("train_batch", "train", "val")
    assert set(log.columns) == {"epoch", "step"} | {f"{side}/{name}" for side in sides for name in NAMES}
    assert len(log["train/loss"].dropna()) == 2, "means of the epochs"
    assert len(log["val/loss"].dropna()) == 4, "validation twice an epoch"
    weighted = (log["val/first_loss"] + 6 * log["val/tail_loss"]) / 7
    pd.testing.assert_series_equal(log["val/loss"], weighted, check_names=False, rtol=1e-4)
    page = (run / "curves.html").read_text(encoding="utf-8")
    assert "char_accuracy" in page
    assert "<script src=" not in page


@pytest.mark.slow
def test_a_run_is_validated_and_saved_at_its_limit_of_steps(make_config, tmp_path):
    short = tmp_path / "short"
    assert train(make_config(max_steps=1), short, on_note=quiet) == short / "last.ckpt"
    assert len(read_log(short)["val/loss"].dropna()) == 1
    for name in ("best.ckpt", "last.ckpt"):
        assert open_checkpoint(short / name)["global_step"] == 1


def test_no_run_of_no_steps(make_config):
    with pytest.raises(ConfigError, match="--max-steps: Input should be greater than 0"):
        make_config(max_steps=0)


@pytest.mark.slow
def test_the_seed_reproduces_the_loss_bit_for_bit(run, make_config, tmp_path):
    train(make_config(workers=1), tmp_path / "same", on_note=quiet)
    train(make_config(seed=1), tmp_path / "other", on_note=quiet)
    assert losses(tmp_path / "same") == losses(run)
    weights, again = (open_checkpoint(folder / "last.ckpt")["state_dict"] for folder in (run, tmp_path / "same"))
    assert all(torch.equal(weights[name], again[name]) for name in weights)
    assert losses(tmp_path / "other") != losses(run)


@pytest.mark.slow
@pytest.mark.usefixtures("keep_ctrl_c")
@pytest.mark.parametrize("stop_at", [3, 13])
def test_ctrl_c_saves_and_resume_ends_with_the_weights_of_an_uninterrupted_run(
    run, make_config, tmp_path, monkeypatch, stop_at
):
    original = RecogniserModule.training_step

    def press_ctrl_c(self, batch, batch_index):
        if self.global_step == stop_at:
            raise KeyboardInterrupt
        return original(self, batch, batch_index)

    with monkeypatch.context() as patch:
        patch.setattr(RecogniserModule, "training_step", press_ctrl_c)
        with pytest.raises(TrainingInterruptedError, match=rf"step {stop_at}.*--resume"):
            train(make_config(), tmp_path / "run", on_note=quiet)
    assert (tmp_path / "run" / "interrupted.ckpt").is_file()
    train(make_config(workers=1), tmp_path / "run", resume=True, on_note=quiet)
    assert not (tmp_path / "run" / "interrupted.ckpt").exists()
    assert (tmp_path / "run" / "curves.html").is_file()
    parts = sorted((tmp_path / "run" / "log").glob("version_*"))
    assert [path.name for path in parts] == ["version_0", "version_1"]
    log = read_log(tmp_path / "run")
    assert log["epoch"].max() == 1
    assert log["val/loss"].dropna().size >= 3
    resumed, uninterrupted = (network_weights(folder / "last.ckpt") for folder in (tmp_path / "run", run))
    assert all(torch.equal(value, uninterrupted[name]) for name, value in resumed.items())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "named"),
    [({"epochs": 3}, "--epochs was 2.*3 now"), ({"recipe": "robust"}, "--drop-last|--recipe|--learning-rate")],
)
def test_resuming_with_other_settings_names_them(run, make_config, settings, named):
    before = (run / "run.json").read_bytes()
    with pytest.raises(ConfigError, match=named):
        train(make_config(**settings), run, resume=True, on_note=quiet)
    assert (run / "run.json").read_bytes() == before


@pytest.mark.slow
def test_resuming_on_other_images_is_refused(make_config, plates, run, tmp_path):
    copied = shutil.copytree(plates, tmp_path / "plates")
    shutil.copytree(run, tmp_path / "run")
    record = tmp_path / "run" / "run.json"
    description = json.loads(record.read_text(encoding="utf-8"))
    description["config"]["data"] = [str(copied)]
    record.write_text(json.dumps(description), encoding="utf-8")
    next(copied.glob("*.jpg")).unlink()
    with pytest.raises(ConfigError, match="images in --data"):
        train(make_config(data=[copied]), tmp_path / "run", resume=True, on_note=quiet)


@pytest.mark.slow
def test_an_existing_run_is_not_written_over(run, make_config):
    with pytest.raises(ConfigError, match="already holds a run"):
        train(make_config(), run, on_note=quiet)


def test_a_corrupted_checkpoint_is_named_before_the_work_starts(make_config, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "last.ckpt").write_bytes(b"not a checkpoint")
    with pytest.raises(CheckpointError, match=r"last\.ckpt is corrupted"):
        train(make_config(), tmp_path / "run", resume=True, on_note=quiet)


@pytest.mark.slow
def test_a_broken_last_checkpoint_falls_back_to_the_best_with_a_note(make_config, tmp_path):
    run = tmp_path / "run"
    train(make_config(max_steps=1), run, on_note=quiet)
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    record["config"]["max_steps"] = 3
    (run / "run.json").write_text(json.dumps(record), encoding="utf-8")
    (run / "last.ckpt").write_bytes((run / "last.ckpt").read_bytes()[:1000])
    notes = []
    train(make_config(max_steps=3), run, resume=True, on_note=notes.append)
    assert notes[0] == f"last.ckpt in {run} cannot be read; resuming from best.ckpt, step 1"
    assert open_checkpoint(run / "last.ckpt")["global_step"] == 3


def test_a_folder_with_other_files_is_not_a_run_folder(make_config, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(DataError, match=r"'notes\.txt' in it is not marked"):
        train(make_config(), tmp_path, on_note=quiet)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_run_without_checkpoint_cannot_be_resumed(make_config, tmp_path):
    with pytest.raises(CheckpointError, match="no checkpoint to resume"):
        train(make_config(), tmp_path / "run", resume=True, on_note=quiet)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("setting", [{"precision": "12-bit"}, {"devices": "many"}, {"strategy": "magic"}])
def test_settings_that_lightning_rejects_are_config_errors_and_leave_no_run(make_config, tmp_path, setting):
    with pytest.raises(ConfigError, match="Lightning rejects"):
        train(make_config(**setting), tmp_path / "run", on_note=quiet)
    assert not (tmp_path / "run").exists()


def split_of(config, root):
    return split_plates(config, Places(config, root))[0]


def test_the_split_keeps_each_plate_on_one_side(make_config, plates, tmp_path):
    twin = tmp_path / "twins"
    shutil.copytree(plates, twin)
    split = split_of(make_config(data=[plates, twin]), tmp_path)
    train_plates, val_plates = ({p.plate for p in side} for side in (split.train, split.val))
    assert train_plates
    assert val_plates
    assert not train_plates & val_plates
    assert len(split.train) + len(split.val) == 96


def test_a_folder_named_twice_counts_twice_in_training_alone(make_config, plates, tmp_path):
    twice_by_number = [{"folder": str(plates), "repeat": 2}]
    once, twice, repeated = (
        split_of(make_config(data=data), tmp_path) for data in ([plates], [plates] * 2, twice_by_number)
    )
    assert sorted(map(str, repeated.train)) == sorted(map(str, twice.train))
    assert len(twice.train) == 2 * len(once.train)
    assert twice.val == once.val
    assert twice.hash() == once.hash()


def test_excluded_plates_are_on_neither_side(make_config, plates, tmp_path):
    labelled = PlateFolder.scan(plates).images
    unexcluded = split_of(make_config(), tmp_path)
    chosen = [*unexcluded.train[:3], unexcluded.val[0]]
    for number, image in enumerate(chosen):
        shutil.copy(image.path, tmp_path / f"other{number}-{image.plate}.jpg")
    split = split_of(make_config(exclude=[tmp_path]), tmp_path)
    plates_left = {p.plate for p in (*split.train, *split.val)}
    assert plates_left == {p.plate for p in labelled} - {p.plate for p in chosen}


def test_bad_files_are_left_out_and_reported(make_config, plates, tmp_path):
    folder = shutil.copytree(plates, tmp_path / "plates")
    (folder / "皖A99999.jpg").write_text("no image")
    (folder / "holiday.jpg").write_text("no plate")
    notes = []
    config = make_config(data=[folder])
    parts = RecogniserData(config, Places(config, tmp_path), notes.append).parts
    assert len(parts.train) + len(parts.val) == 48
    assert notes[0].startswith("2 files left out")


def test_too_few_images_say_so(make_config, plates, tmp_path):
    shutil.copy(next(plates.glob("*.jpg")), tmp_path)
    config = make_config(data=[tmp_path])
    with pytest.raises(DataError, match="1 readable images give"):
        RecogniserData(config, Places(config, tmp_path), quiet)


def test_lstm_starts_from_the_backbone_of_simple(make_config, checkpoints, tmp_path):
    config = make_config(model="lstm", initial_weights=checkpoints / "simple")
    module = RecogniserModule(config)
    load_initial_weights(module, Places(config, tmp_path).initial_weights())
    simple, _ = load_checkpoint(checkpoints / "simple")
    for name, value in simple.backbone.state_dict().items():
        assert module.network.backbone.state_dict()[name].equal(value)


@pytest.mark.slow
def test_a_run_may_start_from_anothers_weights(run, make_config, tmp_path):
    config = make_config(initial_weights=run / "last.ckpt", max_steps=1, learning_rate=1e-9)
    train(config, tmp_path / "run", on_note=quiet)
    before, after = (network_weights(folder / "last.ckpt") for folder in (run, tmp_path / "run"))
    torch.testing.assert_close(after["heads.tail.weight"], before["heads.tail.weight"])


@pytest.mark.slow
@pytest.mark.parametrize(("model", "steps"), [("simple", 25), ("lstm", 80)])
def test_a_few_plates_can_be_overfitted(make_config, plates, model, steps):
    torch.manual_seed(0)
    module = RecogniserModule(make_config(model=model, learning_rate=2e-3))
    items = [Item(image) for image in PlateFolder.scan(plates).images[:16]]
    dataset = PlateDataset(items, InputSpec(), "notebook")
    batch = next(iter(torch.utils.data.DataLoader(dataset, 16)))
    optimizer = torch.optim.Adam(module.network.parameters(), lr=2e-3)
    module.train()
    values = []
    for _ in range(steps):
        loss = module._measure(batch)["loss"]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        values.append(loss.item())
    assert min(values[-5:]) < values[0] / 3


@pytest.mark.slow
def test_a_checkpoint_is_calibrated_on_plates_and_images_that_were_not_trained_on(
    make_config, tmp_path, monkeypatch, noise_image, checkpoints
):
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    for number in range(12):
        noise_image(number).save(nothing / f"{number}.png")
    seen = {}
    monkeypatch.setattr(training, "calibrate", lambda reader, folders, negatives: seen.update(locals()))
    monkeypatch.setattr(training, "store_calibration", lambda checkpoint, calibration: None)
    config = make_config(val_fraction=0.4)
    data = RecogniserData(config, Places(config, tmp_path), quiet)
    training.calibrate_on(data, nothing, checkpoints / "simple", quiet)
    assert [image.plate for image in seen["folders"][0].images] == [image.plate for image in data.parts.val]
    sides = config.sides()
    assert {path.name for path in seen["negatives"]} == {
        path.name for path in nothing.iterdir() if sides.of(path.name) == "val"
    }
    assert 0 < len(seen["negatives"]) < 12


def test_export_gives_a_checkpoint_that_both_engines_read(run, plates, tmp_path):
    out = tmp_path / "checkpoint"
    config = export_run(run, out)
    assert {path.name for path in out.iterdir()} == {
        "model.safetensors", "model.onnx", "config.json", METRICS_NAME, "README.md",
    }  # fmt: skip
    description = json.loads((run / "run.json").read_text(encoding="utf-8"))
    assert config.training.split_hash == description["split_hash"]
    assert config.training.pictures == description["images"]["train"]
    image = next(plates.glob("*.jpg"))
    onnx, torch = (PlateReader.from_checkpoint(out, engine).read(image) for engine in ("onnx", "torch"))
    assert onnx.text == torch.text
    validation = json.loads((out / METRICS_NAME).read_text(encoding="utf-8"))["validation_while_training"]
    assert set(validation) == set(NAMES)
    assert validation["accuracy"] == read_log(run)["val/accuracy"].dropna().iloc[-1]
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "\nlicense: mit\n" in card
    assert config.training.split_hash in card


@pytest.mark.slow
@pytest.mark.parametrize("keep", ["best", "last"])
def test_exported_figures_are_those_of_the_exported_weights(run, tmp_path, keep):
    """On equal accuracies best.ckpt is the last of them, so the figures must be too."""
    kept = shutil.copytree(run, tmp_path / "run")
    description = json.loads((kept / "run.json").read_text(encoding="utf-8"))
    description["config"]["keep"] = keep
    (kept / "run.json").write_text(json.dumps(description), encoding="utf-8")
    rows = read_log(run).dropna(subset=["val/accuracy"])
    best = rows[rows["val/accuracy"] == rows["val/accuracy"].max()] if keep == "best" else rows
    last_best = best.iloc[-1]
    export_run(kept, tmp_path / "checkpoint")
    metrics = json.loads((tmp_path / "checkpoint" / METRICS_NAME).read_text(encoding="utf-8"))
    assert metrics["validation_while_training"]["loss"] == last_best["val/loss"]


@pytest.mark.slow
def test_last_is_the_last_and_best_the_last_of_equals(make_config, tmp_path, monkeypatch):
    """Four validations of one batch each, of which the second and the third are equally good."""
    accuracies = iter([0.25, 0.5, 0.5, 0.0])
    measure = RecogniserModule._measure

    def measure_as_told(self, batch):
        measured = measure(self, batch)
        return measured if self.training else {**measured, "accuracy": torch.tensor(next(accuracies))}

    monkeypatch.setattr(RecogniserModule, "_measure", measure_as_told)
    two_batches = -(-len(split_of(make_config(), tmp_path).train) // 2)
    train(make_config(batch_size=two_batches), tmp_path / "run", on_note=quiet)
    steps = {name: open_checkpoint(tmp_path / "run" / name)["global_step"] for name in ("best.ckpt", "last.ckpt")}
    assert steps == {"best.ckpt": 3, "last.ckpt": 4}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["last.ckpt", "run.json"])
@pytest.mark.parametrize("kept", [0, 100])
def test_a_damaged_run_is_named_and_nothing_written(run, tmp_path, name, kept):
    damaged = shutil.copytree(run, tmp_path / "run")
    (damaged / name).write_bytes((damaged / name).read_bytes()[:kept])
    with pytest.raises(CheckpointError, match=name.replace(".", r"\.")):
        export_run(damaged, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    with pytest.raises(CheckpointError, match="not a run folder"):
        export_run(tmp_path, tmp_path / "out")
