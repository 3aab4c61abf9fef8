import pytest
from PIL import Image

from plateocr.pipeline import batches
from plateocr.pipeline.batches import open_in_batches


@pytest.fixture
def paths(tmp_path, noise_image):
    paths = [tmp_path / f"{number}.png" for number in range(7)]
    for number, path in enumerate(paths):
        noise_image(number).save(path)
    return paths


def test_every_file_is_in_one_batch_in_order(paths):
    made = list(open_in_batches(paths, 3))
    assert [len(batch) for batch in made] == [3, 3, 1]
    assert [path for batch in made for path in batch.paths] == paths
    for batch in made:
        for path, image in zip(batch.paths, batch.images, strict=True):
            assert image.tobytes() == Image.open(path).convert("RGB").tobytes()


def test_a_bad_file_is_set_aside_and_counts_towards_its_batch(paths):
    paths[1].write_text("not an image")
    first, *_ = open_in_batches(paths, 3)
    assert first.paths == [paths[0], paths[2]]
    ((bad, reason),) = first.bad
    assert bad == paths[1]
    assert str(paths[1]) in reason


def test_large_images_make_small_batches(paths, monkeypatch):
    monkeypatch.setattr(batches, "MAX_BATCH_PIXELS", 2 * 120 * 40)
    assert [len(batch) for batch in open_in_batches(paths, 64)] == [2, 2, 2, 1]


def test_no_files_give_no_batches():
    assert list(open_in_batches([], 4)) == []
