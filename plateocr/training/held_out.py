"""The results of trained checkpoints on the test plates, which no choice was based on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from plateocr.data.folder import PlateFolder
from plateocr.data.sides import Group, split_groups
from plateocr.evaluation.run import evaluate_folder
from plateocr.evaluation.wilson import wilson
from plateocr.geometry.quads import box_of, iou
from plateocr.images import open_image
from plateocr.models.card import write_figures
from plateocr.models.config import ONNX_NAME
from plateocr.onnx_session import input_name, open_session
from plateocr.pipeline.detector import OnnxDetector
from plateocr.pipeline.pipeline import PlatePipeline
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.search import open_detector
from plateocr.plates import spec_of
from plateocr.synth.scenes.sources import Scene, load_scenes
from plateocr.training.common.config import TrainingConfig
from plateocr.training.common.places import Places
from plateocr.training.detector.config import DetectorConfig
from plateocr.training.detector.module import FOUND_ABOVE
from plateocr.training.prepare.run import prepare
from plateocr.training.recogniser.config import RecogniserConfig
from plateocr.training.recogniser.datamodule import split_plates
from plateocr.training.rectifier.config import RectifierConfig
from plateocr.training.rectifier.module import split_corners
from plateocr.training.rectifier.samples import CornerDataset, corner_distance


@dataclass(frozen=True)
class HeldOutFigure:
    """One figure of one network: the measure, the folder and number of images, and a 95 % interval if it has one."""

    network: str
    folder: str
    images: int
    measure: str
    value: float
    low: float | None = None
    high: float | None = None


def figures_of(config: TrainingConfig, run: Path, data_root: Path) -> list[HeldOutFigure]:
    """The test figures of the checkpoint that a run exported, which are also written to its metrics.json."""
    places = Places(config, run.parent, data_root)
    prepare(places, lambda _: None)
    checkpoint = places.root / str(config.export)
    if isinstance(config, RecogniserConfig):
        figures = _read(config, places, checkpoint)
    elif isinstance(config, DetectorConfig):
        figures = _detected(config, places, checkpoint)
    else:
        assert isinstance(config, RectifierConfig)
        figures = _rectified(config, places, checkpoint)
    write_figures(checkpoint, "test", {f"{one.folder}: {one.measure}": one.value for one in figures})
    return figures


def figures_of_photos(
    detector: TrainingConfig, recogniser: TrainingConfig, root: Path, data_root: Path
) -> list[HeldOutFigure]:
    """The share of plates in test photos that are found and read correctly.

    The checkpoints of the runs in ``root`` work together, as in 'plateocr predict'.
    """
    places = Places(detector, root, data_root)
    checkpoints = root / "checkpoints"
    folders = [path for _, path in places.data]
    scenes = _test_scenes(folders, detector, places)
    known = [scene for scene in scenes if spec_of(scene.plate)]
    reader = PlateReader.from_checkpoint(checkpoints / recogniser.model)
    search = open_detector(
        checkpoints / "detector" / ONNX_NAME, checkpoints / "rectifier" / ONNX_NAME, checkpoints / recogniser.model
    )
    pipeline = PlatePipeline([reader], search)
    hits = []
    for scene in known:
        (reading,) = pipeline.read_images([np.asarray(open_image(scene.path))], "photo")
        hits.append(scene.plate in {one.text for plate in reading.plates for one in plate.predictions.values()})
    names = ", ".join(one.folder for one in detector.data)
    return [_share(recogniser.model, names, hits, "plates in photos found and read correctly")] if hits else []


def as_table(figures: Iterable[HeldOutFigure]) -> str:
    """The figures as a Markdown table."""
    rows = ["| network | test images | n | measure | value |", "|---|---|---|---|---|"]
    for one in figures:
        shown = f"{one.value:.2f}" if one.low is None else f"{one.value:.1%} ({one.low:.1%} to {one.high:.1%})"
        rows.append(f"| {one.network} | {one.folder} | {one.images:,} | {one.measure} | {shown} |")
    return "\n".join(rows)


def _read(config: RecogniserConfig, places: Places, checkpoint: Path) -> list[HeldOutFigure]:
    parts, _ = split_plates(config, places)
    reader = PlateReader.from_checkpoint(checkpoint)
    figures = []
    for name, root in {one.folder: path for one, path in places.data}.items():
        images = tuple(image for image in parts.test if image.path.is_relative_to(root))
        if images:
            table = evaluate_folder(PlateFolder(root, images, ()), [reader]).table
            figures.append(_share(config.model, name, table["correct"], "plates read correctly"))
    return figures


def _detected(config: DetectorConfig, places: Places, checkpoint: Path) -> list[HeldOutFigure]:
    detector = OnnxDetector(checkpoint / ONNX_NAME)
    figures = []
    for one, path in places.data:
        scenes = _test_scenes([path], config, places)
        overlaps = [
            [iou(plate.box, box_of(scene.corners)) for plate in detector.detect(scene.pixels)] for scene in scenes
        ]
        if scenes:
            found = [max(each, default=0.0) > FOUND_ABOVE for each in overlaps]
            false = sum(value < 0.3 for each in overlaps for value in each) / len(scenes)
            figures.append(_share(config.model, one.folder, found, f"plates found (IoU over {FOUND_ABOVE})"))
            figures.append(HeldOutFigure(config.model, one.folder, len(scenes), "false positives per photo", false))
    return figures


def _test_scenes(folders: Sequence[Path], config: TrainingConfig, places: Places) -> list[Scene]:
    return split_groups([Group(load_scenes(folders, places.rectifier()))], config.sides(places.excluded())).test


def _rectified(config: RectifierConfig, places: Places, checkpoint: Path) -> list[HeldOutFigure]:
    test = CornerDataset(split_corners(config, places).test)
    if not len(test):
        return []
    session = open_session(checkpoint / ONNX_NAME)
    distances = []
    for index in range(len(test)):
        image, truth, known, _ = test[index]
        if not known:
            continue
        found = session.run(["corners"], {input_name(session): image.numpy()[None]})[0]
        distances.append(float(corner_distance(torch.from_numpy(found[0]), truth).mean()))
    measure = "mean corner error, pixels of 224 x 64"
    folders = ", ".join(dict.fromkeys(one.folder for one in config.data if config.is_held_out(one)))
    return [HeldOutFigure(config.model, folders, len(distances), measure, float(np.mean(distances)))]


def _share(network: str, folder: str, hits: Iterable[bool], measure: str) -> HeldOutFigure:
    listed = list(map(bool, hits))
    low, high = wilson([sum(listed)], [len(listed)])
    return HeldOutFigure(network, folder, len(listed), measure, float(np.mean(listed)), float(low[0]), float(high[0]))
