"""The cost of reading on one thread: printed, not asserted.

    python -m pytest tests/bench/bench_reading.py -m bench -s
    PLATEOCR_BENCH_PHOTOS=DIR python -m pytest tests/bench/bench_reading.py -m bench -s

Crops are those of the bundled demo set. Photos are those in the folder PLATEOCR_BENCH_PHOTOS, without opening the
files; by default, plates of the demo set on grey, in three sizes. Times are milliseconds of processor time, so other
load on the machine does not count.
"""

import os
from pathlib import Path
from time import process_time

import cv2
import numpy as np
import pytest
from PIL import Image

from plateocr.images import open_image
from plateocr.onnx_session import input_name, open_session, single_threaded_sessions
from plateocr.pipeline.pipeline import PlatePipeline
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.rectifier import rectifier_input
from plateocr.pipeline.search import open_detector
from plateocr.shipped import DEFAULT_RECTIFIER

ROOT = Path(__file__).resolve().parents[2]
PHOTOS = os.environ.get("PLATEOCR_BENCH_PHOTOS")
SIZES = ((720, 1160), (1920, 1080), (4000, 3000))

pytestmark = pytest.mark.bench


@pytest.fixture(autouse=True)
def _one_thread():
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    with single_threaded_sessions():
        yield
    cv2.setNumThreads(threads)


def mean_ms(function, things, rounds=3):
    """The lowest mean of a few rounds, in milliseconds of processor time per call."""
    function(things[0])
    best = np.inf
    for _ in range(rounds):
        started = process_time()
        for thing in things:
            function(thing)
        best = min(best, (process_time() - started) / len(things))
    return 1000 * best


def rectifier_call():
    """A function that runs the rectifier's network alone."""
    session = open_session(DEFAULT_RECTIFIER)
    batch = {input_name(session): rectifier_input(np.zeros((36, 136, 3), np.uint8))[None]}
    return lambda: session.run(["corners"], batch)


def photos():
    if PHOTOS:
        return [open_image(path) for path in sorted(Path(PHOTOS).iterdir()) if path.suffix.lower() == ".jpg"]
    plates = [open_image(path) for path in sorted((ROOT / "assets/demo/pictures").iterdir())[:9]]
    made = []
    for number, plate in enumerate(plates):
        size = SIZES[number % len(SIZES)]
        photo = Image.new("RGB", size, (90, 95, 100))
        photo.paste(plate.resize((size[0] // 6, size[0] // 18)), (size[0] // 2, size[1] // 2))
        made.append(photo)
    return made


@pytest.mark.parametrize("model", ["simple", "lstm"])
def test_crops(model):
    reader = PlateReader.from_checkpoint(ROOT / "checkpoints" / model)
    rectifier = rectifier_call()
    crops = [np.asarray(open_image(path)) for path in sorted((ROOT / "assets/demo/pictures").iterdir())[:200]]
    batch = reader.preparer.batch(crops[:1])
    network = mean_ms(lambda _: reader.engine.logits(batch), crops)
    prepared = mean_ms(lambda crop: reader.preparer.batch([crop]), crops)
    corners = mean_ms(lambda _: rectifier(), crops)
    whole = mean_ms(lambda crop: reader.read_images([crop]), crops)
    print(  # noqa: T201
        f"\n{model}: a crop {whole:.2f} ms; its network {network:.2f} ms, the rectifier's {corners:.2f} ms, other "
        f"preparation {prepared - corners:.2f} ms"
    )


@pytest.mark.parametrize("model", ["simple", "lstm"])
def test_photos(model):
    reader = PlateReader.from_checkpoint(ROOT / "checkpoints" / model)
    detector = open_detector()
    taken = [np.asarray(photo) for photo in photos()]
    detected = mean_ms(detector.detect, taken)
    whole = mean_ms(lambda photo: PlatePipeline([reader], detector).read_images([photo]), taken)
    print(f"\n{model}: {len(taken)} photos, detect {detected:.1f} ms, detect and read {whole:.1f} ms a photo")  # noqa: T201
