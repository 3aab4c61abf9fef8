"""Every error on a page is shown in the page's language."""

import ast
import pickle
import re
import zipfile
from pathlib import Path

import pytest

import plateocr
from plateocr import errors
from plateocr.app import catalogue
from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.exports.report import report_page
from plateocr.app.languages import tell
from plateocr.app.page_state import PageState
from plateocr.app.reading.readers import open_readers
from plateocr.app.sections.own.evaluation import NoneUsableError, evaluate_archive
from plateocr.app.sections.own.view import show_refused
from plateocr.app.sections.read.view import show_missing
from plateocr.data.archive import ArchiveLimits
from plateocr.errors import ConfigError, DataError

PACKAGE = Path(plateocr.__file__).parent
APP = PACKAGE / "app"
# Messages for programs and logs are in English.
IN_ENGLISH = {"http/api.py", "http/body.py", "images/routes.py", "reading/recognise.py", "hosting.py"}
# Their errors end the command 'plateocr app' before there is a page.
BEFORE_THE_PAGE = {"build.py", "environment.py", "dashboards/dashboard.py", "http/body.py", "http/api.py"}
# About arrays in Python, CCPD, output folders, tables opened at start, and training weights.
NOT_ON_PAGES = {
    "images.py": 1,
    "plates/alphabet.py": 2,
    "data/ccpd_names.py": 1,
    "hub/find.py": 1,
    "models/checkpoint.py": 4,
    "evaluation/table.py": 3,
    "pipeline/reader.py": 1,
}
ERRORS = {name for name, value in vars(errors).items() if isinstance(value, type)}


def modules(but):
    return [path for path in sorted(APP.rglob("*.py")) if path.relative_to(APP).as_posix() not in but]


def told_as_they_are(path):
    """The lines on which a module converts a caught error to text without translating it."""
    for handler in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(handler, ast.ExceptHandler) and handler.name:
            for node in ast.walk(handler):
                is_str = isinstance(node, ast.Call) and ast.unparse(node.func) == "str"
                if (is_str or isinstance(node, ast.FormattedValue)) and handler.name in ast.unparse(node):
                    yield node.lineno


def put_together(path):
    """The errors that a module raises with a sentence that no catalogue can hold."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        raised = node.exc if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) else None
        if raised and ast.unparse(raised.func) in ERRORS and not is_sentence(raised.args[0]):
            yield node.lineno


def is_sentence(node):
    """Whether an error's message is a literal, here or in the line before, or another error's Sentence."""
    return isinstance(node, ast.Constant | ast.Attribute) or ast.unparse(node) == "template"


def test_no_page_shows_an_error_as_it_is():
    assert {path.name: lines for path in modules(IN_ENGLISH) if (lines := list(told_as_they_are(path)))} == {}


def test_every_error_of_the_app_is_a_sentence_that_a_catalogue_can_hold():
    assert {path.name: lines for path in modules(BEFORE_THE_PAGE) if (lines := list(put_together(path)))} == {}


@pytest.mark.parametrize("name", catalogue.TOLD)
def test_and_so_is_every_error_of_others_that_pages_show(name):
    allowed = NOT_ON_PAGES.get(name, 0)
    assert len(list(put_together(PACKAGE / name))) <= allowed


def test_the_tests_detect_violations(tmp_path):
    (tmp_path / "bad.py").write_text(
        "try:\n    pass\nexcept DataError as error:\n    a = str(error)\n    b = f'{error}'\n"
        "raise DataError(f'{a} is bad')\n"
    )
    assert list(told_as_they_are(tmp_path / "bad.py")) == [4, 5]
    assert list(put_together(tmp_path / "bad.py")) == [6]


@pytest.fixture
def fault():
    """An error that every catalogue knows."""
    return DataError("the ZIP is no longer there; send it again.")


def test_a_report_says_in_its_language_why_models_are_not_compared(dashboard, monkeypatch, fault):
    def refuse(*_):
        raise fault

    monkeypatch.setattr(type(dashboard), "comparison", refuse)
    page = report_page(PageState.from_query("lang=zh&model=lstm&other=simple", DashboardStore(dashboard)))
    assert "ZIP 已不存在" in page
    assert "no longer there" not in page


def test_missing_checkpoints_and_rejected_archives_are_reported_in_the_language(fault):
    assert "ZIP 已不存在" in show_missing("zh", [fault], bundled=False)
    assert "ZIP 中没有可用的图片" in show_refused("zh", NoneUsableError(()))


def test_checkpoint_errors_are_translated(tmp_path):
    problems = open_readers([tmp_path / "gone"]).problems
    assert "没有这个模型文件夹" in show_missing("zh", problems, bundled=True)
    assert "there is no such checkpoint folder" in show_missing("en", problems, bundled=True)


def test_errors_of_single_files_of_an_archive_are_translated(tmp_path):
    archive, place = tmp_path / "own.zip", tmp_path / "place"
    place.mkdir()
    with zipfile.ZipFile(archive, "w") as packed:
        for name, content in {
            "more.zip": b"PK",
            "holiday.jpg": b"no image",
            "皖A1234.jpg": b"",
            "京A12345.jpg": b"x",
        }.items():
            packed.writestr(name, content)
    with pytest.raises(NoneUsableError) as raised:
        evaluate_archive(archive, [], place, ArchiveLimits(), lambda *_: None)
    html = show_refused("zh", raised.value)
    assert "more.zip 是压缩包中的压缩包；请先解压。" in html
    assert not re.search(r"<li>[^<]*\b(is|has|holds|contains)\b", html)


@pytest.mark.parametrize(
    "query", ["min_edits=9", "model=x", "sharpness=3", "text=" + "x" * 999, "sort=x", "page=x", "flag=x"]
)
def test_errors_in_a_link_are_translated(dashboard, query):
    state = PageState.from_query(query, DashboardStore(dashboard))
    with pytest.raises(ConfigError) as raised:
        _ = state.view
    assert not re.search(r"should|must|there is", tell("zh", raised.value))


def test_nested_sentences_are_translated_too():
    inner = DataError("the ZIP is no longer there; send it again.")
    outer = DataError("'{name}': {why}", name="a", why=inner.message)
    assert str(outer) == "'a': the ZIP is no longer there; send it again."
    assert tell("zh", pickle.loads(pickle.dumps(outer))) == "“a”：ZIP 已不存在；请重新发送。"
