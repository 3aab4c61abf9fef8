"""Training the detecting network, and its export as the one file that readers open."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import lightning
import torch
from pydantic import Field
from torch import Tensor
from torch.nn import functional
from torch.utils.data import DataLoader

from plateocr.files import replace_file
from plateocr.geometry.quads import box_of, iou
from plateocr.geometry.warps import Pixels
from plateocr.models.detector import DetectorNetwork
from plateocr.models.onnx_export import export_onnx
from plateocr.pipeline.detector import LONG_SIDE, decode_plates, detector_input
from plateocr.pipeline.results import DetectedPlate
from plateocr.synth.scenes.compose import Material
from plateocr.synth.scenes.material import SceneFolders, SceneStock
from plateocr.synth.scenes.plates import cut_real_plates, draw_plates
from plateocr.synth.scenes.sources import Scene
from plateocr.training.common.checkpoints import checkpoint_to_resume
from plateocr.training.common.helper_run import fit_helper
from plateocr.training.common.run_folder import run_folder
from plateocr.training.common.settings import Settings
from plateocr.training.detector.samples import SceneDataset
from plateocr.training.recogniser.module import one_cycle

LOCATE_RUN_NAME, LOCATE_FILE = "detect.json", "locate.onnx"
_EMA_DECAY = 0.998
# Flat plates drawn before the training, to lay over photos in ever other light.
_DRAWN_PLATES = 1500
_OFFSET_WEIGHT = 1.0
# CCPD's own measure: a plate is found when its box overlaps the annotated one by more than this.
FOUND_ABOVE = 0.7


class DetectorConfig(Settings):
    """A training of the detecting network in full, written to ``detect.json`` of its run folder."""

    data: tuple[Path, ...] = Field(min_length=1)
    exclude: tuple[Path, ...] = ()
    initial_weights: Path | None = None
    plates: tuple[Path, ...] = ()
    clutter: Path | None = None
    glyphs: Path | None = None
    epochs: int = Field(default=10, gt=0)
    scenes_per_epoch: int = Field(default=6000, gt=0)
    learning_rate: float = Field(default=2e-3, gt=0)
    batch_size: int = Field(default=16, gt=0)
    seed: int = Field(default=0, ge=0)
    workers: int = Field(default=1, ge=0)
    precision: str = "32-true"


class DetectorModule(lightning.LightningModule):
    """Trains the detecting network; validates on whole photos, ``val``, as they are."""

    def __init__(self, config: DetectorConfig, val: Sequence[Scene]) -> None:
        super().__init__()
        self.val = val
        self.network = DetectorNetwork()
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # a keyword torch documents
        self.config = config

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
        """Logs val/found, the share of photos whose plate is found, and val/false, false alarms a photo."""
        scene = self.val[int(number)]
        plates = self.detect(scene.pixels)
        overlaps = [iou(plate.box, box_of(scene.corners)) for plate in plates]
        self.log("val/found", float(max(overlaps, default=0.0) > FOUND_ABOVE), prog_bar=True, batch_size=1)
        self.log("val/false", float(sum(value < 0.3 for value in overlaps)), prog_bar=True, batch_size=1)

    def detect(self, photo: Pixels) -> list[DetectedPlate]:
        """The plates of a photo, as the exported network finds them."""
        pixels, scale = detector_input(photo)
        heat, offsets = self.network(torch.from_numpy(pixels)[None])
        return decode_plates(heat[0].float().numpy(), offsets[0].float().numpy(), scale)

    def configure_optimizers(self) -> Any:
        """AdamW, one cosine cycle."""
        optimizer = torch.optim.AdamW(self.network.parameters(), lr=self.config.learning_rate, weight_decay=1e-3)
        steps = int(self.trainer.estimated_stepping_batches)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: one_cycle(step, steps))
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}


class DetectorDataModule(lightning.LightningDataModule):
    """Composed scenes to train on, whole photos to validate on."""

    def __init__(self, config: DetectorConfig) -> None:
        super().__init__()
        self.config = config
        cv2.setNumThreads(1)  # a fork of a process that has used OpenCV's threads hangs
        stock = SceneStock(SceneFolders(config.data, config.exclude, config.plates, config.clutter, config.glyphs))
        self.val = stock.val
        glyphs = stock.glyphs[-1]
        drawn = draw_plates(glyphs, _DRAWN_PLATES, config.seed)
        self.material = Material(stock.train, drawn, cut_real_plates(stock.crops), stock.patches, glyphs)

    def train_dataloader(self) -> DataLoader[tuple[Tensor, ...]]:
        """Composed anew by (seed, epoch)."""
        epoch = self.trainer.current_epoch if self.trainer else 0
        dataset = SceneDataset(self.material, self.config.scenes_per_epoch, self.config.seed, epoch)
        return DataLoader(dataset, self.config.batch_size, num_workers=self.config.workers, drop_last=True)

    def val_dataloader(self) -> DataLoader[int]:
        """The numbers of the validation photos: Lightning would copy photos field by field."""
        return DataLoader(range(len(self.val)), batch_size=None)  # type: ignore[arg-type]  # a range is a data set


def focal_loss(logits: Tensor, heat: Tensor) -> Tensor:
    """The penalty-reduced focal loss of CenterNet (Zhou et al. 2019, equation 1, alpha 2, beta 4) a plate.

    logits and heat (B, 3, h, w); heat is 1 in the cells of centres and less around them.
    """
    probability = logits.sigmoid()
    centre = heat >= 1
    hit = -functional.logsigmoid(logits) * (1 - probability) ** 2
    miss = -functional.logsigmoid(-logits) * probability**2 * (1 - heat) ** 4
    return torch.where(centre, hit, miss).sum() / centre.sum().clamp(min=1)


def train_detector(
    config: DetectorConfig, out: Path, *, resume: bool = False, on_note: Callable[[str], None] = print
) -> tuple[Path, dict[str, float]]:
    """Train the detecting network into the run folder ``out``; returns the exported file and val/found, val/false.

    ``on_note`` is told what a user should know. Raises ConfigError when ``out`` holds a run and ``resume`` is not asked
    for, DataError when it holds other things, CheckpointError when there is none to resume, OutputError when it cannot
    be written to.
    """
    with run_folder(out, LOCATE_RUN_NAME, resume=resume):
        start = checkpoint_to_resume(out, LOCATE_RUN_NAME, on_note) if resume else None
        lightning.seed_everything(config.seed, workers=True, verbose=False)
        data = DetectorDataModule(config)
        module = DetectorModule(config, data.val)
        trainer = fit_helper(module, data, config, out / LOCATE_RUN_NAME, start, _EMA_DECAY)
        target = out / LOCATE_FILE
        with replace_file(target) as temporary:
            example = torch.zeros(1, 3, LONG_SIDE, LONG_SIDE)
            export_onnx(module.network, example, temporary, outputs=["heat", "offsets"], any_size_in_steps_of=32)
        figures = {name: float(value) for name, value in trainer.callback_metrics.items() if name.startswith("val/")}
        return target, figures
