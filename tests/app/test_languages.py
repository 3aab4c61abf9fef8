import pickle

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from plateocr import images
from plateocr.app import catalogue
from plateocr.app import languages as module
from plateocr.app.build import build_app
from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.hosting import Shown
from plateocr.app.language_route import LanguageRoute
from plateocr.app.languages import language_of, languages, say, tell
from plateocr.app.reading.pool import ReadingPool
from plateocr.app.reading.readers import OpenedReaders
from plateocr.errors import ImageError


@pytest.fixture
def german(tmp_path, monkeypatch):
    """The app with one more catalogue and no other change."""
    file = tmp_path / "de" / "LC_MESSAGES" / "plateocr.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid "Worst first"\nmsgstr "Schlechteste zuerst"\n', encoding="utf-8")
    monkeypatch.setattr(module, "LOCALE", tmp_path)
    caches = (module.languages, module.catalogue)
    for cache in caches:
        cache.cache_clear()
    yield
    monkeypatch.undo()
    for cache in caches:
        cache.cache_clear()


class TestAnotherLanguage:
    def test_needs_only_a_catalogue(self, german):
        assert languages() == {"en": "English", "de": "Deutsch"}
        assert say("de", "Worst first") == "Schlechteste zuerst"
        assert say("de", "Overview") == "Overview", "what is not translated yet stays English"

    def test_is_chosen_by_link_and_browser(self, german):
        assert language_of("de", "en") == "de"
        assert language_of(None, "de-AT, en;q=0.5") == "de"
        app = LanguageRoute(Starlette(routes=[Route("/{page:path}", lambda request: PlainTextResponse("here"))]))
        client = TestClient(app, follow_redirects=False)
        assert client.get("/", headers={"Accept-Language": "de"}).headers["location"] == "./de"
        assert client.get("/de", headers={"Accept-Language": "en"}).status_code == 200

    def test_has_a_page_with_a_way_to_it(self, german, dashboard):
        shown = Shown(OpenedReaders((), ()), dashboard)
        config = build_app(shown, DashboardStore(dashboard), ReadingPool()).get_config_file()
        tops = [one["props"]["value"] for one in config["components"] if one["props"].get("elem_id") == "po-top"]
        assert len(tops) == 2
        assert all('<a href="?lang=de" data-reload lang="de"' in top for top in tops)
        assert sum("Schlechteste zuerst" in top for top in tops) == 1
        assert "de" in config["page"]

    def test_is_begun_by_the_translators_command(self, german, tmp_path, capsys):
        catalogue.main(["fr"])
        file = tmp_path / "fr" / "LC_MESSAGES" / "plateocr.po"
        assert 'msgid "Read a plate"\nmsgstr ""' in file.read_text(encoding="utf-8")
        assert "Schlechteste zuerst" in (tmp_path / "de" / "LC_MESSAGES" / "plateocr.po").read_text(encoding="utf-8")
        assert "to translate" in capsys.readouterr().out


def test_an_error_is_reported_in_either_language(tmp_path):
    empty = tmp_path / "{0}.jpg"
    empty.touch()
    with pytest.raises(ImageError) as raised:
        images.open_image(empty, empty.name)
    assert str(raised.value) == tell("en", raised.value) == "{0}.jpg is empty (0 bytes)."
    assert tell("zh", raised.value) == "{0}.jpg 是空文件（0 字节）。"
    assert tell("zh", ImageError("a {sentence} without values")) == "a {sentence} without values"
    again = pickle.loads(pickle.dumps(raised.value))
    assert tell("zh", again) == tell("zh", raised.value), "worker processes hand errors over pickled"


def test_says_it_in_either_language():
    assert say("en", "{n:,} images", n=1234) == "1,234 images"
    assert say("zh", "{n:,} images", n=1234) == "1,234 张图片"
    assert say("zh", "no such sentence") == "no such sentence"
