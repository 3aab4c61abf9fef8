import signal

import pytest

from plateocr.synth.write import write_plates
from plateocr.training.configs import config_class


@pytest.fixture(scope="session")
def plates(tmp_path_factory):
    """A folder of 48 easy synthesised plates."""
    folder = tmp_path_factory.mktemp("plates") / "plates"
    write_plates(folder, 48, seed=5, hardness=(0.0, 0.2), workers=1)
    return folder


@pytest.fixture(scope="session")
def make_config(plates):
    """A function from settings to the config of a training that takes seconds: 2 epochs in batches of 4."""

    def make(**settings):
        short = {
            "model": "simple",
            "data": [plates],
            "epochs": 2,
            "batch_size": 4,
            "val_fraction": 0.2,
            "workers": 0,
            "log_every": 2,
        }
        return config_class(settings.get("model", "simple")).build(**short | settings)

    return make


@pytest.fixture
def keep_ctrl_c():
    """Lightning disables Ctrl-C after it was pressed once."""
    handler = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, handler)
