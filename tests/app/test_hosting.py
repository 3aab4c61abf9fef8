import pytest

from plateocr import __version__
from plateocr.app import hosting
from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.footer import show_footer
from plateocr.app.hosting import CHECKPOINTS_VARIABLE, TEST_SET_VARIABLE, open_shown
from plateocr.app.page_state import PageState
from plateocr.errors import DataError, HubError
from plateocr.hub.data import FoundData
from plateocr.revision import commit


@pytest.fixture(autouse=True)
def nothing_asked_for(monkeypatch):
    for variable in (CHECKPOINTS_VARIABLE, TEST_SET_VARIABLE):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def bundled(checkpoints):
    return [checkpoints / "simple"]


@pytest.fixture
def data_set(evaluation, monkeypatch):
    """A labelled data set as if downloaded from the Hub."""
    asked = []

    def find_data(name):
        asked.append(name)
        return FoundData(evaluation / "pictures", f"{name}@0123456")

    monkeypatch.setattr(hosting, "find_data", find_data)
    return asked


def names(shown):
    return [reader.name for reader in shown.opened.readers]


def test_the_shipped_evaluation_is_shown_by_default(bundled):
    shown = open_shown(bundled=bundled)
    assert (names(shown), shown.evaluated, shown.notes) == (["simple"], "", ())
    assert shown.dashboard is not None


def test_only_checkpoints_that_nobody_named_are_bundled(bundled, checkpoints):
    assert open_shown(bundled=bundled).opened.bundled
    assert not open_shown([checkpoints / "lstm"], bundled=bundled).opened.bundled


def test_the_environment_names_checkpoints(bundled, checkpoints, monkeypatch):
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, f"{checkpoints / 'lstm'}, {checkpoints / 'simple'}")
    assert names(open_shown(bundled=bundled)) == ["lstm", "simple"]


@pytest.mark.parametrize("asked", ["{0}/lstm {0}/gone", "{0}/lstm {0}/lstm"])
def test_an_unusable_checkpoint_is_noted_and_the_shipped_ones_read(bundled, checkpoints, asked, monkeypatch, caplog):
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, asked.format(checkpoints))
    shown = open_shown(bundled=bundled)
    assert names(shown) == ["simple"]
    (note,) = shown.notes
    assert note.variable == CHECKPOINTS_VARIABLE
    assert note.reason in caplog.text
    assert all(part in show_footer("zh", shown) for part in (note.variable, note.asked, "无法使用"))
    assert str(checkpoints) not in show_footer("en", shown).replace(note.asked, "")


def test_arguments_take_precedence_over_the_environment(bundled, checkpoints, evaluation, data_set, monkeypatch):
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(checkpoints / "lstm"))
    monkeypatch.setenv(TEST_SET_VARIABLE, "hf://me/plates")
    shown = open_shown([checkpoints / "simple"], evaluation, bundled=bundled)
    assert names(shown) == ["simple"]
    assert shown.evaluated == evaluation.name
    assert data_set == []


def test_a_test_set_of_the_environment_is_evaluated(bundled, evaluation, data_set, monkeypatch):
    monkeypatch.setenv(TEST_SET_VARIABLE, "hf://me/plates")
    shown = open_shown(bundled=bundled)
    assert shown.evaluated == "hf://me/plates@0123456"
    assert set(shown.dashboard.table["model"]) == {"simple"}
    assert shown.dashboard.folder == evaluation / "pictures"
    assert "hf://me/plates@0123456" in show_footer("en", shown)


def test_a_test_set_is_of_the_hub_unless_it_is_a_folder(bundled, data_set, monkeypatch):
    monkeypatch.setenv(TEST_SET_VARIABLE, "me/plates")
    open_shown(bundled=bundled)
    assert data_set == ["hf://me/plates"]


def test_an_unavailable_test_set_is_noted_and_the_shipped_one_is_shown(bundled, monkeypatch):
    def find_data(name):
        raise HubError(f"there is no data set {name}.")

    monkeypatch.setattr(hosting, "find_data", find_data)
    monkeypatch.setenv(TEST_SET_VARIABLE, "hf://me/gone")
    shown = open_shown(bundled=bundled)
    assert shown.evaluated == ""
    assert shown.dashboard is not None
    assert "there is no data set hf://me/gone." in shown.notes[0].reason


def test_without_the_bundled_evaluation_it_says_how_to_make_one(bundled, tmp_path, monkeypatch):
    monkeypatch.setattr(hosting, "_DEMO", tmp_path)
    store = DashboardStore(open_shown(bundled=bundled).dashboard)
    with pytest.raises(DataError, match=r"plateocr evaluate DIR --out OUT.*--predictions OUT"):
        _ = PageState.from_query("", store).dashboard


@pytest.mark.parametrize("data", [None, "pictures"])
def test_a_users_own_evaluation_is_opened(bundled, evaluation, data):
    shown = open_shown(bundled=bundled, predictions=evaluation, data=evaluation / data if data else None)
    assert shown.dashboard.folder == evaluation / "pictures"


def test_the_foot_says_which_plateocr_and_which_weights(bundled):
    shown = open_shown(bundled=bundled)
    (reader,), foot = shown.opened.readers, show_footer("en", shown)
    assert __version__ in foot
    assert commit() in foot
    assert reader.config.hashes["model.onnx"][:8] in foot
    assert "a folder on the server" in foot
    assert reader.source not in foot
