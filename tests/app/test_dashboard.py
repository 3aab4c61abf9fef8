import io
import json
import os
import shutil
from pathlib import Path

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from plateocr.app.dashboards.dashboard import Dashboard, prediction_of
from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.images import routes
from plateocr.app.images.routes import image_routes, image_url, thumbnail_url
from plateocr.errors import DataError
from plateocr.evaluation.table import read_table, write_table
from plateocr.hub.data import image_inside
from plateocr.images import open_image


def test_opens_what_evaluate_wrote(dashboard, evaluation):
    assert dashboard.models == ["simple", "lstm"]
    assert dashboard.folder == evaluation / "pictures"
    assert dashboard.figures("lstm")["n"] == 32
    assert dashboard.edit_counts("lstm") == [4] * 8


def test_another_folder_can_be_named(evaluation, tmp_path):
    assert Dashboard.open(evaluation, tmp_path).folder == tmp_path
    assert Dashboard.open(evaluation / "predictions.parquet").folder == evaluation / "pictures"


@pytest.mark.parametrize("metrics", [None, "{", "[]", "{}"])
def test_without_a_recorded_folder_it_asks_for_one(evaluation, tmp_path, metrics):
    shutil.copy(evaluation / "predictions.parquet", tmp_path)
    if metrics is not None:
        (tmp_path / "metrics.json").write_text(metrics)
    with pytest.raises(DataError, match="--data DIR"):
        Dashboard.open(tmp_path)


def test_a_relative_folder_is_found_beside_the_table(evaluation, tmp_path, monkeypatch):
    shutil.copytree(evaluation, tmp_path / "moved")
    (tmp_path / "moved" / "metrics.json").write_text(json.dumps({"folder": "pictures"}))
    assert Dashboard.open(tmp_path / "moved").folder == tmp_path / "moved" / "pictures"
    monkeypatch.chdir(tmp_path / "moved")
    assert Dashboard.open(tmp_path / "moved").folder.resolve() == tmp_path / "moved" / "pictures"


def test_a_folder_that_is_gone_is_one_sentence(evaluation, tmp_path):
    with pytest.raises(DataError, match=r"gone, the folder of the evaluated images, is not there; .* --data DIR"):
        Dashboard.open(evaluation, tmp_path / "gone")


def test_an_empty_table_is_refused(evaluation, tmp_path):
    write_table(read_table(evaluation).iloc[:0], tmp_path)
    with pytest.raises(DataError, match="no predictions"):
        Dashboard.open(tmp_path, tmp_path)


def test_a_row_gives_back_the_prediction(dashboard):
    row = dashboard.of_image(f"{3:016x}").iloc[1]
    prediction = prediction_of(row)
    assert prediction.text == row["prediction"] == "".join(one.character for one in prediction.characters)
    assert prediction.characters[0].alternatives[1][1] == pytest.approx(0.06)
    assert prediction.confidence == pytest.approx(0.9**7)
    assert tuple(prediction.flags) == tuple(row["flags"])


class TestPictures:
    def client(self, dashboard):
        return TestClient(Starlette(routes=image_routes(DashboardStore(dashboard))))

    def test_serves_the_file_itself(self, dashboard, evaluation):
        answer = self.client(dashboard).get("/" + image_url(f"{0:016x}"))
        assert answer.status_code == 200
        assert answer.content == (evaluation / "pictures" / dashboard.table["file"].iloc[0]).read_bytes()

    def test_knows_only_the_images_of_the_table(self, dashboard):
        client = self.client(dashboard)
        assert client.get("/pictures/ffff").status_code == 404
        assert client.get("/pictures/..%2Fmetrics.json").status_code == 404

    @pytest.mark.parametrize("file", ["../secret.jpg", "notes.txt", "/etc/passwd", "gone.jpg"])
    def test_returns_only_images_inside_the_folder(self, dashboard, tmp_path, file):
        folder = tmp_path / "pictures"
        folder.mkdir()
        (tmp_path / "secret.jpg").write_text("secret")
        (folder / "notes.txt").write_text("secret")
        table = dashboard.table.assign(file=file)
        assert self.client(Dashboard(table, folder)).get("/" + image_url(f"{0:016x}")).status_code == 404

    def test_a_tiff_is_converted_for_browsers(self, dashboard, tmp_path, noise_image):
        noise_image(1).save(tmp_path / "a.tif")
        answer = self.client(Dashboard(dashboard.table.assign(file="a.tif"), tmp_path)).get(image_url(f"{0:016x}"))
        assert answer.headers["content-type"] == "image/png"

    def test_a_heic_is_converted_for_browsers(self, dashboard, tmp_path):
        shutil.copy(Path(__file__).parents[1] / "images" / "phone.heic", tmp_path / "a.HEIC")
        answer = self.client(Dashboard(dashboard.table.assign(file="a.HEIC"), tmp_path)).get(image_url(f"{0:016x}"))
        assert Image.open(io.BytesIO(answer.content)).format == "PNG"
        assert Image.open(io.BytesIO(answer.content)).size == (200, 48)

    def test_a_broken_tiff_is_not_a_server_error(self, dashboard, tmp_path):
        (tmp_path / "a.tif").write_text("not an image")
        answer = self.client(Dashboard(dashboard.table.assign(file="a.tif"), tmp_path)).get(image_url(f"{0:016x}"))
        assert answer.status_code == 404
        assert "is not an image" in answer.text


class TestThumbnails:
    @pytest.fixture
    def large(self, dashboard, tmp_path, noise_image):
        """A dashboard whose only image is larger than a card."""
        noise_image(1).resize((1200, 900)).save(tmp_path / "a.png")
        return Dashboard(dashboard.table.assign(file="a.png"), tmp_path)

    def get(self, dashboard, address):
        return TestClient(Starlette(routes=image_routes(DashboardStore(dashboard)))).get("/" + address)

    def test_is_small_and_keeps_its_shape(self, large):
        answer = self.get(large, thumbnail_url(f"{0:016x}"))
        assert answer.headers["content-type"] == "image/webp"
        assert Image.open(io.BytesIO(answer.content)).size == (256, 192)
        assert len(answer.content) < len(self.get(large, image_url(f"{0:016x}")).content) / 4

    def test_is_made_once_until_the_file_changes(self, large, noise_image, monkeypatch):
        opened = []
        monkeypatch.setattr(routes, "open_image", lambda *given: opened.append(given) or open_image(*given))
        for _ in range(2):
            self.get(large, thumbnail_url(f"{0:016x}"))
        assert len(opened) == 1
        path = large.folder / "a.png"
        os.utime(path, ns=(0, path.stat().st_mtime_ns + 10**9))
        self.get(large, thumbnail_url(f"{0:016x}"))
        assert len(opened) == 2

    def test_a_broken_image_is_not_a_server_error(self, dashboard, tmp_path):
        (tmp_path / "a.jpg").write_text("not an image")
        answer = self.get(Dashboard(dashboard.table.assign(file="a.jpg"), tmp_path), thumbnail_url(f"{0:016x}"))
        assert answer.status_code == 404

    def test_a_visitors_images_need_their_id(self, dashboard, large, tmp_path):
        store = DashboardStore(dashboard)
        there = store.add(large, tmp_path / "owned")
        client = TestClient(Starlette(routes=image_routes(store)))
        assert client.get("/" + thumbnail_url(f"{0:016x}", there)).status_code == 200
        assert client.get("/" + thumbnail_url(f"{0:016x}", "guess")).status_code == 404
        store.clear()


def test_a_data_set_in_the_hubs_cache_is_a_folder_of_links_that_are_followed(evaluation, tmp_path):
    cached = tmp_path / "datasets--me--plates"
    snapshot = cached / "snapshots" / "0123456" / "train"
    snapshot.mkdir(parents=True)
    (cached / "blobs").mkdir()
    for number, path in enumerate(sorted((evaluation / "pictures").iterdir())):
        shutil.copy(path, cached / "blobs" / f"{number:064x}")
        (snapshot / path.name).symlink_to(Path("../../../blobs") / f"{number:064x}")
    (snapshot / "0-outside.jpg").symlink_to(evaluation / "metrics.json")
    dashboard = Dashboard.open(evaluation, snapshot)
    first = dashboard.table.iloc[0]
    assert dashboard.image_path(first["id"]) == snapshot / first["file"]
    assert image_inside(snapshot, "0-outside.jpg") is None
    assert image_inside(snapshot, "../../../blobs/" + "0" * 64) is None
