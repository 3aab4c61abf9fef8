import time

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from plateocr.app.dashboards.dashboard import Dashboard
from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.images.routes import image_routes, image_url


@pytest.fixture
def folder(tmp_path):
    """A function that creates a folder with one file."""

    def make(name):
        path = tmp_path / name
        path.mkdir()
        (path / "a.jpg").write_bytes(b"image")
        return path

    return make


def test_the_one_it_was_started_with_has_no_id(dashboard):
    assert DashboardStore(dashboard).get("") is dashboard
    assert DashboardStore().get("") is None


def test_a_visitors_is_found_by_its_id_alone(dashboard, folder):
    store = DashboardStore(dashboard)
    one, other = (store.add(Dashboard(dashboard.table, dashboard.folder), folder(name)) for name in "ab")
    assert one != other
    assert len(one) >= 22, "128 bits, in base64"
    assert store.get(one) is not store.get(other)
    assert store.get("unknown") is None
    store.clear()


def test_the_least_recently_used_one_is_dropped(dashboard, folder):
    store = DashboardStore(dashboard, limit=2)
    folders = [folder(name) for name in "abc"]
    first, second = (store.add(dashboard, path) for path in folders[:2])
    store.get(first)
    third = store.add(dashboard, folders[2])
    assert [store.get(one) is not None for one in (first, second, third)] == [True, False, True]
    assert [path.exists() for path in folders] == [True, False, True]
    assert store.get("") is dashboard
    store.clear()
    assert not any(path.exists() for path in folders)


def test_it_expires_without_being_requested(dashboard, folder):
    store, path = DashboardStore(dashboard, keep_seconds=0.05), folder("a")
    added = store.add(dashboard, path)
    deadline = time.monotonic() + 10
    while path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not path.exists()
    assert store.get(added) is None


def test_a_visitors_images_are_served_only_for_their_id(dashboard, folder):
    store = DashboardStore()
    client = TestClient(Starlette(routes=image_routes(store)))
    added, image = store.add(dashboard, folder("a")), f"{0:016x}"
    answer = client.get("/" + image_url(image, added))
    assert (answer.status_code, answer.headers["x-content-type-options"]) == (200, "nosniff")
    for url in (image_url(image), image_url(image, "guess"), image_url("ffff", added)):
        assert client.get("/" + url).status_code == 404
    store.drop(added)
    assert client.get("/" + image_url(image, added)).status_code == 404
