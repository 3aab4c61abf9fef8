"""PlateReader: image(s) in, PlatePrediction(s) out."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, Self, overload

import numpy as np

from plateocr.errors import ConfigError, MissingExtraError
from plateocr.geometry.warps import Pixels
from plateocr.hub.find import find_checkpoint
from plateocr.images import ImageSource, open_image
from plateocr.models.config import (
    ONNX_NAME,
    RECTIFIER_NAME,
    CheckpointConfig,
    ConfidenceSpec,
    checked_file,
    load_config,
)
from plateocr.pipeline.engine import Array, Engine
from plateocr.pipeline.prediction import ALTERNATIVES, PlatePrediction, class_probabilities, decode_probabilities
from plateocr.pipeline.preparation import PreparedPlate, Preparer, normalise
from plateocr.pipeline.recognition import recognise
from plateocr.plates import Layout
from plateocr.shipped import DEFAULT_MODEL

EngineName = Literal["auto", "onnx", "torch"]


class PlateReader:
    """Reads images of single plates with one checkpoint.

    It takes every image for a plate of a kind that its checkpoint reads. PlatePipeline also detects plates in photos,
    and says which answers can be relied on.

    Args:
        engine: runs the network.
        config: the checkpoint's input and confidence settings.
        name: the name that predictions are filed under, usually that of the checkpoint folder.
        folder: the checkpoint folder.
        preparer: turns images into the network's input; by default made from the config.
        source: where the checkpoint comes from, shown to people; by default its folder.

    """

    def __init__(
        self,
        engine: Engine,
        config: CheckpointConfig,
        name: str,
        folder: Path,
        preparer: Preparer | None = None,
        source: str = "",
    ) -> None:
        self.engine = engine
        self.config = config
        self.name = name
        self.folder = folder
        self.preparer = preparer or Preparer(config.input, lengths=config.reads.lengths)
        self.source = source or str(folder)

    @classmethod
    def from_checkpoint(cls, checkpoint: str | Path = DEFAULT_MODEL, engine: EngineName = "auto") -> Self:
        """Open a checkpoint: a folder, or a name that :func:`plateocr.hub.find.find_checkpoint` knows.

        ``auto`` uses ONNX Runtime if the folder has an ONNX file, else torch. Raises CheckpointError, HubError, or
        MissingExtraError if torch is needed and not installed.
        """
        found = find_checkpoint(checkpoint, weights=engine == "torch")
        folder = found.folder
        config = load_config(folder)
        if engine == "auto":
            engine = "onnx" if (folder / ONNX_NAME).is_file() else "torch"
        rectified = config.input.framing == "corners"
        preparer = _rectifying(folder, config) if rectified else None
        return cls(_open_engine(folder, config, engine), config, found.name, folder, preparer, found.source)

    def uncalibrated(self) -> Self:
        """The same reader with the network's own probabilities."""
        config = self.config.model_copy(update={"confidence": ConfidenceSpec()})
        return type(self)(self.engine, config, self.name, self.folder, self.preparer, self.source)

    @overload
    def read(self, source: list[ImageSource] | tuple[ImageSource, ...]) -> list[PlatePrediction]: ...
    @overload
    def read(self, source: ImageSource) -> PlatePrediction: ...
    def read(
        self, source: ImageSource | list[ImageSource] | tuple[ImageSource, ...]
    ) -> PlatePrediction | list[PlatePrediction]:
        """Read one image, or a list of them: paths, bytes, Pillow images or RGB arrays. Raises ImageError."""
        if isinstance(source, list | tuple):
            return self.read_images([np.asarray(open_image(one)) for one in source])
        return self.read_images([np.asarray(open_image(source))])[0]

    def read_images(self, images: Sequence[Pixels]) -> list[PlatePrediction]:
        """Read crops, upright RGB arrays (H, W, 3) uint8, in batches; of several layouts, the best reading."""
        return recognise([self], images).predictions[0]

    def read_prepared(self, prepared: Sequence[PreparedPlate]) -> list[PlatePrediction]:
        """Read plates that :attr:`preparer` has prepared, at most MAX_BATCH of them."""
        found: dict[int, PlatePrediction] = {}
        for width in dict.fromkeys(plate.pixels.shape[1] for plate in prepared):
            places = [place for place, plate in enumerate(prepared) if plate.pixels.shape[1] == width]
            batch = normalise(np.stack([prepared[place].pixels for place in places]), self.config.input)
            for place, first, tail in zip(places, *self.probabilities(batch), strict=True):
                found[place] = self.decode(first, tail, prepared[place].layout)
        return [found[place] for place in range(len(prepared))]

    def decode(
        self, province: Array, tail: Array, layout: Layout = Layout.SEVEN, candidates: int = ALTERNATIVES
    ) -> PlatePrediction:
        """Class probabilities of one image to a prediction; see decode_probabilities."""
        low_below = self.config.confidence.low_below
        return decode_probabilities(province, tail, low_below, candidates, self.config.reads, layout)

    def pixels(self, image: Pixels) -> Pixels:
        """The network's view of an upright RGB image (H, W, 3): (height, width, 3) uint8, before normalisation."""
        return self.preparer.pixels([image])[0]

    def probabilities(self, batch: Array) -> tuple[Array, Array]:
        """Prepared images (B, 3, height, width) to class probabilities of the first character and of the others."""
        province, tail = self.engine.logits(batch)
        temperature = self.config.confidence.temperature
        return class_probabilities(province, temperature), class_probabilities(tail, temperature)


def _rectifying(folder: Path, config: CheckpointConfig) -> Preparer:
    return Preparer(config.input, checked_file(folder, config, RECTIFIER_NAME), config.reads.lengths)


def _open_engine(folder: Path, config: CheckpointConfig, engine: str) -> Engine:
    if engine == "onnx":
        from plateocr.pipeline.onnx_engine import OnnxEngine

        checked_file(folder, config, ONNX_NAME)
        return OnnxEngine(folder)
    if engine == "torch":
        if find_spec("torch") is None:
            raise MissingExtraError("reading with torch needs it installed: pip install 'plateocr[train]'.")
        from plateocr.pipeline.torch_engine import TorchEngine

        return TorchEngine(folder)
    raise ConfigError(f"there is no engine '{engine}'; choose auto, onnx or torch.")
