import pytest
from evaluation_on_disk import write_evaluation

from plateocr.app.dashboards.dashboard import Dashboard
from plateocr.pipeline.prediction import CharacterPrediction, Flag, PlatePrediction
from plateocr.plates import Layout


@pytest.fixture(scope="session")
def evaluation(tmp_path_factory):
    return write_evaluation(tmp_path_factory.mktemp("app") / "evaluation", 32)


@pytest.fixture(scope="session")
def dashboard(evaluation):
    return Dashboard.open(evaluation)


@pytest.fixture
def prediction():
    """A function that makes the prediction of a text, 0.9 sure of each character."""

    def make(text, flags=(), confidence=0.9**7):
        characters = tuple(CharacterPrediction(one, 0.9, ((one, 0.9), ("B", 0.06), ("8", 0.004))) for one in text)
        layout = Layout.EIGHT if len(text) == 8 else Layout.SEVEN
        return PlatePrediction(text, characters, confidence, tuple(Flag(flag) for flag in flags), layout)

    return make
