import hashlib
import io
import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from plateocr import PlateReader
from plateocr.data.folder import LabelledImage
from plateocr.errors import CheckpointError, ConfigError, ImageError
from plateocr.images import open_image
from plateocr.models.config import CONFIG_NAME, RECTIFIER_NAME, find_rectifier, load_config
from plateocr.pipeline.preparation import normalise
from plateocr.shipped import DEFAULT_RECTIFIER
from plateocr.training.recogniser.datamodule import look_at
from plateocr.training.recogniser.dataset import Item, PlateDataset

ENGINES = ("onnx", "torch")


def arrays(images):
    return [np.asarray(image) for image in images]


def batch_of(reader, images):
    """What the network sees of images (n, 3, height, width)."""
    return normalise(np.stack(reader.preparer.pixels(arrays(images))), reader.config.input)


@pytest.fixture(scope="module")
def images(noise_image):
    return [noise_image(seed) for seed in range(6)]


@pytest.fixture(scope="module")
def readers(checkpoints):
    return {
        (name, engine): PlateReader.from_checkpoint(checkpoints / name, engine)
        for name in ("simple", "lstm")
        for engine in ENGINES
    }


@pytest.mark.parametrize("name", ["simple", "lstm"])
def test_engines_agree(readers, images, name):
    onnx, torch = (readers[name, engine] for engine in ENGINES)
    batch = batch_of(onnx, images)
    assert (onnx.engine.name, torch.engine.name) == ENGINES
    assert [p.text for p in onnx.read(images)] == [p.text for p in torch.read(images)]
    for ours, theirs in zip(onnx.probabilities(batch), torch.probabilities(batch), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-4)


@pytest.mark.parametrize("name", ["simple", "lstm"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_result_does_not_depend_on_its_batch_mates(readers, images, name, engine):
    reader = readers[name, engine]
    together = reader.probabilities(batch_of(reader, images))
    for index, image in enumerate(images):
        for alone, in_batch in zip(reader.probabilities(batch_of(reader, [image])), together, strict=True):
            np.testing.assert_allclose(alone[0], in_batch[index], atol=1e-5)


def test_different_images_are_read_differently(readers, images):
    reader = readers["simple", "onnx"]
    province, tail = reader.probabilities(batch_of(reader, images[:2]))
    assert not np.allclose(tail[0], tail[1], atol=1e-3)
    np.testing.assert_allclose(province.sum(-1), 1, atol=1e-5)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_kind_of_source_is_read_alike(readers, images, tmp_path, engine):
    reader, image = readers["lstm", engine], images[0]
    path = tmp_path / "plate.png"
    image.save(path)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    sources = [path, str(path), buffer.getvalue(), image, np.asarray(image)]
    expected = reader.read(image)
    assert [reader.read(source) for source in sources] == [expected] * len(sources)
    for prediction in reader.read(sources):
        assert prediction.text == expected.text
        assert prediction.confidence == pytest.approx(expected.confidence, abs=1e-5)
    assert reader.read(tuple(sources)) == reader.read(sources)


def test_an_empty_list_gives_an_empty_list(readers):
    assert readers["simple", "onnx"].read([]) == []


def test_more_images_than_one_batch_keep_their_order(readers, images):
    reader = readers["simple", "onnx"]
    one_by_one = [reader.read(image).text for image in images]
    many = [prediction.text for prediction in reader.read(images * 12)]
    assert many == one_by_one * 12


def test_a_bad_image_in_a_list_is_named(readers, images, tmp_path):
    (tmp_path / "bad.jpg").write_text("no image")
    with pytest.raises(ImageError, match=r"bad\.jpg"):
        readers["simple", "onnx"].read([images[0], tmp_path / "bad.jpg"])


@pytest.mark.parametrize("name", ["simple", "lstm"])
def test_validation_and_reading_prepare_an_image_bit_for_bit_alike(images, tmp_path, readers, name):
    path = tmp_path / "0000-皖A26Y56.jpg"
    images[0].save(path)
    reader, labelled = readers[name, "onnx"], LabelledImage(path, "皖A26Y56")
    corners, _ = look_at([path], reader.preparer)[0][path]
    assert (corners is not None) == (reader.config.input.framing == "corners") == (name == "lstm")
    tensor, label = PlateDataset([Item(labelled, corners)], reader.config.input)[0]
    assert np.array_equal(tensor.numpy(), batch_of(reader, [open_image(path)])[0])
    assert label.shape == (7,)


def test_a_missing_or_changed_rectifier_is_rejected(checkpoints, tmp_path):
    folder = shutil.copytree(checkpoints / "lstm", tmp_path / "lstm")
    (folder / RECTIFIER_NAME).write_bytes(b"changed")
    with pytest.raises(CheckpointError, match=r"framing\.onnx.*copy the checkpoint again"):
        PlateReader.from_checkpoint(folder)


def test_a_checkpoint_of_version_0_1_with_a_copy_of_its_rectifier_still_opens(checkpoints, tmp_path, noise_image):
    folder = shutil.copytree(checkpoints / "lstm", tmp_path / "lstm")
    shutil.copy(DEFAULT_RECTIFIER, folder / RECTIFIER_NAME)
    before, now = (PlateReader.from_checkpoint(place) for place in (folder, checkpoints / "lstm"))
    assert before.read(noise_image(0)) == now.read(noise_image(0))


def test_the_rectifier_may_be_beside_the_checkpoint_but_no_other_is_accepted(checkpoints, tmp_path):
    folder = shutil.copytree(checkpoints / "lstm", tmp_path / "lstm")
    config = json.loads((folder / CONFIG_NAME).read_text(encoding="utf-8"))
    other = DEFAULT_RECTIFIER.read_bytes() + b"\0\0"  # an empty field of the file, which ONNX Runtime ignores
    config["hashes"][RECTIFIER_NAME] = hashlib.sha256(other).hexdigest()
    (folder / CONFIG_NAME).write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"not the one that comes with plateocr; put that rectifier"):
        PlateReader.from_checkpoint(folder)
    (tmp_path / "rectifier").mkdir()
    (tmp_path / "rectifier" / "model.onnx").write_bytes(other)
    assert find_rectifier(folder, load_config(folder)) == tmp_path / "rectifier" / "model.onnx"


def test_an_unknown_engine_is_refused(checkpoints):
    with pytest.raises(ConfigError, match="auto, onnx or torch"):
        PlateReader.from_checkpoint(checkpoints / "simple", "tensorrt")


def run_without_torch(code):
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.modules['torch'] = None\n{code}"], capture_output=True, text=True
    )


def test_without_torch_onnx_reads_and_torch_says_what_to_install(checkpoints):
    done = run_without_torch(
        "from PIL import Image\n"
        "from plateocr import PlateReader, PlateOcrError\n"
        f"folder = {str(checkpoints / 'simple')!r}\n"
        "print(len(PlateReader.from_checkpoint(folder).read(Image.new('RGB', (100, 30))).text))\n"
        "try:\n    PlateReader.from_checkpoint(folder, 'torch')\n"
        "except PlateOcrError as error:\n    print(type(error).__name__, error)\n"
    )
    assert done.stderr == ""
    length, message = done.stdout.splitlines()
    assert length == "7"
    assert message.startswith("MissingExtraError")
    assert "pip install 'plateocr[train]'" in message
