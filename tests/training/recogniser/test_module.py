import lightning
import numpy as np
import pandas as pd
import pytest
import torch
from lightning.pytorch.loggers import CSVLogger
from torch.utils.data import DataLoader, TensorDataset

from plateocr.training.recogniser.config import RecogniserConfig
from plateocr.training.recogniser.module import RecogniserModule


def module_of(**settings):
    return RecogniserModule(RecogniserConfig.build(model="simple", data=["plates"], **settings))


@pytest.fixture
def module():
    torch.manual_seed(0)
    return module_of()


def batches(count, batch_size):
    generator = torch.Generator().manual_seed(1)
    images = torch.randn(count, 3, 64, 224, generator=generator)
    labels = torch.randint(0, 31, (count, 7), generator=generator)
    return DataLoader(TensorDataset(images, labels), batch_size)


def test_the_loss_is_the_mean_over_the_seven_characters(module):
    images, labels = next(iter(batches(4, 4)))
    module.eval()
    with torch.no_grad():
        values = module._measure((images, labels))
        province, tail = module.network(images)
    first = -sum(province[i].log_softmax(0)[labels[i, 0]] for i in range(4)) / 4
    rest = -sum(tail[i, p].log_softmax(0)[labels[i, p + 1]] for i in range(4) for p in range(6)) / 24
    assert values["first_loss"].item() == pytest.approx(first.item(), rel=1e-5)
    assert values["tail_loss"].item() == pytest.approx(rest.item(), rel=1e-5)
    assert values["loss"].item() == pytest.approx(((first + 6 * rest) / 7).item(), rel=1e-5)


def test_accuracies_count_plates_and_characters(module):
    class Fixed(torch.nn.Module):
        def forward(self, images):
            province, tail = torch.zeros(2, 31), torch.zeros(2, 6, 35)
            province[:, 3] = tail[:, :, 3] = 1
            return province, tail

    module.network = Fixed()
    labels = torch.tensor([[3] * 7, [3] * 5 + [0, 1]])
    values = module._measure((torch.zeros(2, 3, 64, 224), labels))
    assert values["accuracy"].item() == 0.5
    assert values["char_accuracy"].item() == pytest.approx(12 / 14)


def test_validation_is_averaged_over_images_not_batches(module, tmp_path):
    trainer = lightning.Trainer(
        accelerator="cpu",
        logger=False,
        enable_progress_bar=False,
        default_root_dir=tmp_path,
        enable_model_summary=False,
    )
    (uneven,) = trainer.validate(module, batches(5, 4), verbose=False)
    (whole,) = trainer.validate(module, batches(5, 5), verbose=False)
    assert uneven == pytest.approx(whole, rel=1e-5)


def test_training_logs_each_step_and_the_means_of_the_epoch_under_the_notebooks_names(module, tmp_path):
    logger = CSVLogger(tmp_path)
    lightning.Trainer(
        max_epochs=1, accelerator="cpu", logger=logger, enable_progress_bar=False, enable_checkpointing=False,
        default_root_dir=tmp_path, enable_model_summary=False, log_every_n_steps=1,
    ).fit(module, batches(5, 2))  # fmt: skip
    log = pd.read_csv(f"{logger.log_dir}/metrics.csv")
    for name in ("loss", "first_loss", "tail_loss", "accuracy", "char_accuracy"):
        steps = log[f"train_batch/{name}"].dropna().to_numpy()
        assert len(steps) == 3, "the last, partial batch is a step"
        assert log[f"train/{name}"].dropna().tolist() == pytest.approx([np.average(steps, weights=[2, 2, 1])])


@pytest.mark.parametrize("recipe", ["notebook", "robust"])
def test_schedules(recipe, tmp_path):
    rates = []

    class Rates(lightning.Callback):
        def on_train_batch_start(self, trainer, *_):
            rates.append(trainer.optimizers[0].param_groups[0]["lr"])

    lightning.Trainer(
        max_epochs=3, accelerator="cpu", logger=False, enable_progress_bar=False, enable_checkpointing=False,
        default_root_dir=tmp_path, enable_model_summary=False, callbacks=[Rates()],
    ).fit(module_of(recipe=recipe, learning_rate=1e-3), batches(4, 2))  # fmt: skip
    if recipe == "notebook":
        assert rates == pytest.approx([1e-3, 1e-3, 5e-4, 5e-4, 2.5e-4, 2.5e-4])
    else:
        peak = rates.index(max(rates))
        assert peak < 3
        assert rates[peak] > 5e-4
        assert sorted(rates[peak:], reverse=True) == rates[peak:]
        assert 0 < rates[-1] < 1e-4


@pytest.mark.parametrize("steps", [1, 2, 19, 20, 21, 40])
def test_a_cycle_of_any_length_has_rates(steps, tmp_path):
    """A warm-up of exactly one step is a division by zero in torch: 5 % of 20."""
    lightning.Trainer(
        max_steps=steps, accelerator="cpu", logger=False, enable_progress_bar=False, enable_checkpointing=False,
        default_root_dir=tmp_path, enable_model_summary=False,
    ).fit(module_of(recipe="robust"), batches(1, 1))  # fmt: skip
