"""Every error that a page shows is told in the page's language, and can be."""

import ast
from pathlib import Path

import pytest

import plateocr
from plateocr import errors
from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.exports.report import report_page
from plateocr.app.page_state import PageState
from plateocr.app.sections.own.evaluation import NoneUsableError
from plateocr.app.sections.own.view import show_refused
from plateocr.app.sections.read.view import show_missing
from plateocr.errors import DataError

APP = Path(plateocr.__file__).parent / "app"
# Programs and logs are told in English.
IN_ENGLISH = {"http/api.py", "http/body.py", "images/routes.py", "reading/recognise.py", "hosting.py"}
# What they raise ends the command 'plateocr app' before there is a page.
BEFORE_THE_PAGE = {"build.py", "environment.py", "dashboards/dashboard.py", "http/body.py", "http/api.py"}
ERRORS = {name for name, value in vars(errors).items() if isinstance(value, type)}


def modules(but):
    return [path for path in sorted(APP.rglob("*.py")) if path.relative_to(APP).as_posix() not in but]


def told_as_they_are(path):
    """The lines on which a module makes text of an error that it caught, other than by telling it."""
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
        if raised and ast.unparse(raised.func) in ERRORS and not isinstance(raised.args[0], ast.Constant):
            yield node.lineno


def test_no_page_shows_an_error_as_it_is():
    assert {path.name: lines for path in modules(IN_ENGLISH) if (lines := list(told_as_they_are(path)))} == {}


def test_every_error_of_the_app_is_a_sentence_that_a_catalogue_can_hold():
    assert {path.name: lines for path in modules(BEFORE_THE_PAGE) if (lines := list(put_together(path)))} == {}


def test_the_tests_see_what_they_look_for(tmp_path):
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


def test_missing_checkpoints_and_refused_archives_are_told_in_the_language(fault):
    assert "ZIP 已不存在" in show_missing("zh", [fault])
    assert "ZIP 中没有可用的图片" in show_refused("zh", NoneUsableError(()))
