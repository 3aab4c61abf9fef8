"""The training of the detector: its step, loss and data."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import functional
from torch.utils.data import DataLoader

from plateocr.geometry.quads import box_of, iou
from plateocr.geometry.warps import Pixels
from plateocr.models.detector import DetectorNetwork
from plateocr.pipeline.detector import decode_plates, detector_input
from plateocr.pipeline.results import DetectedPlate
from plateocr.synth.scenes.compose import Material
from plateocr.synth.scenes.material import SceneFolders, SceneStock
from plateocr.synth.scenes.plates import cut_real_plates, draw_plates
from plateocr.synth.scenes.sources import Scene
from plateocr.training.common.batches import TrainingData
from plateocr.training.common.module import NetworkModule
from plateocr.training.common.places import Places
from plateocr.training.detector.config import DetectorConfig
from plateocr.training.detector.samples import SceneDataset

_OFFSET_WEIGHT = 1.0
# CCPD's criterion: a plate is found if the IoU of its box with the annotated one is higher than this.
FOUND_ABOVE = 0.7


class DetectorModule(NetworkModule):
    """Trains the detector; validates on whole, unaltered photos, ``val``."""

    def __init__(self, config: DetectorConfig, val: Sequence[Scene]) -> None:
        super().__init__(config, DetectorNetwork())
        self.val = val

    def training_step(self, batch: tuple[Tensor, ...], batch_index: int) -> Tensor:
        """One step; logs train/heat_loss and train/offset_loss."""
        images, heat, offsets, weights = batch
        found_heat, found_offsets = (values.float() for values in self.network(images))
        heat_loss = focal_loss(found_heat, heat)
        distance = functional.smooth_l1_loss(found_offsets, offsets, beta=0.05, reduction="none")
        offset_loss = (distance * weights).sum() / weights.sum().clamp(min=1)
        self.log_dict({"train/heat_loss": heat_loss.detach(), "train/offset_loss": offset_loss.detach()}, prog_bar=True)
        return heat_loss + _OFFSET_WEIGHT * offset_loss

    def validation_step(self, number: int, batch_index: int) -> None:
        """Logs val/found, the share of photos whose plate is found, and val/false, false positives per photo."""
        scene = self.val[int(number)]
        overlaps = [iou(plate.box, box_of(scene.corners)) for plate in self.detect(scene.pixels)]
        self.log("val/found", float(max(overlaps, default=0.0) > FOUND_ABOVE), prog_bar=True, batch_size=1)
        self.log("val/false", float(sum(value < 0.3 for value in overlaps)), prog_bar=True, batch_size=1)

    def detect(self, photo: Pixels) -> list[DetectedPlate]:
        """The plates of a photo, as the exported network finds them."""
        pixels, scale = detector_input(photo)
        heat, offsets = self.network(torch.from_numpy(pixels)[None].to(self.device))
        return decode_plates(heat[0].float().cpu().numpy(), offsets[0].float().cpu().numpy(), scale)


class DetectorData(TrainingData):
    """Composed scenes for training, whole photos for validation."""

    def __init__(self, config: DetectorConfig, places: Places, on_note: Callable[[str], None] = print) -> None:
        super().__init__(config)
        self.scenes_per_epoch = config.scenes_per_epoch
        stock = SceneStock(
            SceneFolders(
                tuple(path for _, path in places.data),
                config.sides(places.excluded()),
                places.folders(config.plates),
                places.optional(config.clutter),
                places.optional(config.glyphs),
                places.rectifier(),
            )
        )
        on_note(f"{len(stock.parts.train)} photos to compose scenes from, {len(stock.parts.val)} for validation")
        self.val = stock.parts.val
        self.images, self.split_hash = stock.parts.counts(), stock.parts.hash()
        glyphs = stock.glyphs[-1]
        drawn = draw_plates(glyphs, config.drawn_plates, config.seed)
        real = cut_real_plates(stock.crops, rectifier=stock.rectifier)
        self.material = Material(stock.parts.train, drawn, real, stock.patches, glyphs)

    def train_dataloader(self) -> DataLoader[tuple[Tensor, ...]]:
        """Composed anew by (seed, epoch)."""
        length = self.scenes_per_epoch
        dataset = SceneDataset(self.material, length, self.config.seed)
        return self.stream(dataset, length, lambda _: range(length))

    def val_dataloader(self) -> DataLoader[int]:
        """The indices of the validation photos, since Lightning would copy photos field by field."""
        return DataLoader(range(len(self.val)), batch_size=None)  # type: ignore[arg-type]  # a range is a data set


def focal_loss(logits: Tensor, heat: Tensor) -> Tensor:
    """The penalty-reduced focal loss of CenterNet (Zhou et al. 2019, equation 1, alpha 2, beta 4), per plate.

    logits and heat (B, 3, h, w); heat is 1 in the cells of centres and less around them.
    """
    probability = logits.sigmoid()
    centre = heat >= 1
    hit = -functional.logsigmoid(logits) * (1 - probability) ** 2
    miss = -functional.logsigmoid(-logits) * probability**2 * (1 - heat) ** 4
    return torch.where(centre, hit, miss).sum() / centre.sum().clamp(min=1)
