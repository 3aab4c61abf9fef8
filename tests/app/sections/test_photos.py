import io
import json
import re
import shutil
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest
from photo_evaluation_on_disk import photo_rows, write_photo_evaluation
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from plateocr.app.dashboards.dashboard import Dashboard
from plateocr.app.dashboards.photos import PhotoErrors
from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.images.routes import image_routes, photo_url
from plateocr.app.page_state import PageState
from plateocr.app.sections.photos.kinds import show_kinds
from plateocr.app.sections.photos.scene import close_up
from plateocr.app.sections.photos.view import show_cards
from plateocr.app.templating import render
from plateocr.errors import ConfigError, DataError
from plateocr.evaluation.photo_table import Outcome
from plateocr.evaluation.photo_view import count_outcomes, find_photo_plates


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory):
    return write_photo_evaluation(tmp_path_factory.mktemp("photos") / "evaluation")


@pytest.fixture(scope="module")
def of_photos(evaluated):
    return Dashboard.open(evaluated)


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


class TestOpen:
    def test_opens_what_evaluate_wrote(self, of_photos, evaluated):
        assert of_photos.photos.folder == evaluated / "photos"
        assert of_photos.photos.figures["photos"] == 5
        assert len(of_photos.photos.table) == 12

    def test_an_evaluation_of_crops_has_no_photos(self, dashboard):
        assert dashboard.photos is None

    @pytest.mark.parametrize("metrics", [None, "{", "[]", "{}", '{"photos": {}}'])
    def test_a_table_left_over_from_another_evaluation_is_not_shown(self, evaluated, tmp_path, metrics):
        shutil.copy(evaluated / "photos.parquet", tmp_path)
        if metrics is not None:
            (tmp_path / "metrics.json").write_text(metrics)
        assert PhotoErrors.open(tmp_path) is None

    def test_a_relative_folder_is_found_beside_the_table(self, evaluated, tmp_path):
        shutil.copytree(evaluated, tmp_path / "moved")
        (tmp_path / "moved" / "metrics.json").write_text(json.dumps({"photos": {"folder": "photos"}}))
        assert PhotoErrors.open(tmp_path / "moved").folder == tmp_path / "moved" / "photos"

    def test_a_table_of_an_older_plateocr_says_how_to_make_it_again(self, evaluated, tmp_path):
        shutil.copy(evaluated / "metrics.json", tmp_path)
        pd.DataFrame({"photo": ["a.png"]}).to_parquet(tmp_path / "photos.parquet")
        with pytest.raises(DataError, match="make it again"):
            PhotoErrors.open(tmp_path)


class TestRoute:
    def get(self, dashboard, address):
        return TestClient(Starlette(routes=image_routes(DashboardStore(dashboard)))).get("/" + address)

    def photos(self, dashboard, folder, file, photo_id="ab"):
        table = photo_rows({"photo": file, "photo_id": photo_id, "outcome": "missed"})
        return Dashboard(dashboard.table, dashboard.folder, photos=PhotoErrors(table, folder))

    def test_a_large_photo_is_shrunk_and_upright(self, dashboard, tmp_path, noise_image):
        exif = Image.Exif()
        exif[0x0112] = 6  # the camera was held upright
        noise_image(1, (4000, 3000)).save(tmp_path / "a.jpg", exif=exif)
        answer = self.get(self.photos(dashboard, tmp_path, "a.jpg"), photo_url("ab"))
        assert answer.headers["content-type"] == "image/webp"
        assert Image.open(io.BytesIO(answer.content)).size == (720, 960)

    def test_a_part_of_the_upright_photo(self, dashboard, tmp_path):
        exif = Image.Exif()
        exif[0x0112] = 6
        lying = Image.new("RGB", (400, 300), "white")
        lying.paste("red", (0, 0, 100, 300))  # the top of the upright photo, 300 x 400
        lying.save(tmp_path / "a.png", exif=exif)
        shown = self.photos(dashboard, tmp_path, "a.png")
        part = Image.open(io.BytesIO(self.get(shown, photo_url("ab", part=(0, 0, 300, 100))).content)).convert("RGB")
        assert part.size == (300, 100)
        assert part.getpixel((150, 50))[1] < 40
        below = Image.open(io.BytesIO(self.get(shown, photo_url("ab", part=(0, 200, 300, 999))).content))
        assert below.size == (300, 200)

    @pytest.mark.parametrize(
        "part", ["1-2-3", "a-b-c-d", "9-9-3-3", "5000-0-6000-9", "-1-0-9-9", "0-0-999999-9", "１-0-9-9"]
    )
    def test_an_invalid_part_is_not_a_server_error(self, of_photos, part):
        photo = of_photos.photos.table["photo_id"].iloc[0]
        assert self.get(of_photos, f"{photo_url(photo)}?part={part}").status_code == 404

    @pytest.mark.parametrize("file", ["../secret.jpg", "notes.txt", "/etc/passwd", "gone.jpg", "link.jpg"])
    def test_returns_only_images_inside_the_folder(self, dashboard, tmp_path, noise_image, file):
        folder = tmp_path / "photos"
        folder.mkdir()
        noise_image(1).save(tmp_path / "secret.jpg")
        (folder / "link.jpg").symlink_to(tmp_path / "secret.jpg")
        (folder / "notes.txt").write_text("secret")
        assert self.get(self.photos(dashboard, folder, file), photo_url("ab")).status_code == 404

    def test_knows_only_the_photos_of_the_table(self, of_photos, dashboard):
        assert self.get(of_photos, "photos/ffff").status_code == 404
        assert self.get(of_photos, "photos/..%2Fmetrics.json").status_code == 404
        assert self.get(of_photos, "photos/missed.jpg").status_code == 404
        assert self.get(dashboard, photo_url("ab")).status_code == 404, "an evaluation of crops has no photos"

    def test_a_broken_photo_is_not_a_server_error(self, dashboard, tmp_path):
        (tmp_path / "a.jpg").write_text("no image")
        answer = self.get(self.photos(dashboard, tmp_path, "a.jpg"), photo_url("ab"))
        assert answer.status_code == 404
        assert str(tmp_path) not in answer.text

    def test_a_visitors_photos_need_their_id(self, dashboard, of_photos, tmp_path):
        store = DashboardStore(dashboard)
        there = store.add(of_photos, tmp_path / "owned")
        client = TestClient(Starlette(routes=image_routes(store)))
        photo = of_photos.photos.table["photo_id"].iloc[0]
        assert client.get("/" + photo_url(photo, there)).status_code == 200
        assert client.get("/" + photo_url(photo, there, (0, 0, 90, 90))).status_code == 200
        assert client.get("/" + photo_url(photo)).status_code == 404
        store.clear()


class TestView:
    @pytest.fixture
    def cards(self, of_photos):
        """A function from a query to its cards, as HTML, worst first."""

        def make(query, language="en"):
            state = PageState.from_query("show=photos&" + query, DashboardStore(of_photos))
            table = of_photos.photos.table
            page = find_photo_plates(table, state.view.model, state.kind)
            html = show_cards(language, state, table, page)
            return [card for card in re.split(r'(?=<(?:a|article) class="po-card)', html) if "po-photo-card" in card][
                -page.total :
            ]

        return make

    def kinds(self, of_photos, query, language="en"):
        state = PageState.from_query("show=photos&" + query, DashboardStore(of_photos))
        return show_kinds(language, state, count_outcomes(of_photos.photos.table, "lstm"), of_photos.photos.figures)

    def test_one_card_per_plate_worst_outcome_first(self, cards):
        found = [re.search(r'data-kind="(\w+)"', card)[1] for card in cards("")]
        assert found == [kind.value for kind in Outcome]

    def test_a_plate_that_is_read_leads_to_its_crop(self, cards):
        (card,) = cards("kind=misread")
        assert f'href="?show=photos&amp;kind=misread&amp;picture={1:016x}"' in card
        assert card.count("<mark>") == 1
        assert "IoU 0.90 score 0.90 Crop details" in words(card)
        assert 'loading="lazy"' in card
        (missed,) = cards("kind=missed")
        assert missed.startswith("<article")
        assert "href" not in missed

    def test_annotations_and_detections_are_drawn_in_pixels_of_the_photo(self, cards):
        (card,) = cards("kind=misread")
        assert '<svg viewBox="0 0 800 600"' in card
        assert '<g class="po-mark po-annotated"><polygon class="po-under-line" points="100.0,100.0 320.0,100.0' in card
        assert '<g class="po-mark po-found-at"><polygon class="po-under-line" points="104.0,104.0 324.0,104.0' in card
        (missed,) = cards("kind=missed")
        assert 'class="po-mark po-found-at po-other"' in missed, "the false alarm of the same photo"
        assert 'class="po-mark po-found-at"' not in missed

    @pytest.mark.parametrize(
        ("kind", "says"),
        [
            ("missed", "truth 苏 A 1 2 3 4 5 read not found IoU 0.00 score –"),
            ("false_alarm", "truth no plate is annotated here read 粤 B 5 4 3 2 1 IoU – score 0.31"),
            ("out_of_scope", "truth text not known read not read: taken for a foreign plate IoU 1.00"),
        ],
    )
    def test_unread_plates_have_an_explanation(self, cards, kind, says):
        assert says in words(cards(f"kind={kind}")[0])

    def test_a_photo_that_is_gone_has_a_placeholder(self, cards):
        (card,) = cards("kind=out_of_scope")
        assert "The photo is no longer in its folder" in card
        assert "<img" not in card

    def test_each_kind_is_a_link_that_filters_and_removes_the_filter(self, of_photos):
        html = self.kinds(of_photos, "page=2")
        links = dict(re.findall(r'href="(\?[^"]*)"[^>]*><b class="po-number">1</b><span>([\w ]+)</span>', html))
        named = {kind: kind.value.replace("_", " ") for kind in Outcome} | {
            Outcome.BADLY_FRAMED: "badly cropped",
            Outcome.RIGHT: "read correctly",
        }
        assert links == {f"?show=photos&amp;kind={kind}": name for kind, name in named.items()}
        chosen = self.kinds(of_photos, "kind=missed")
        assert 'href="?show=photos" aria-current="true"' in chosen
        assert "1 plate missed ×" in words(chosen)

    def test_the_figures_are_a_sentence_and_a_false_alarm_is_no_plate(self, of_photos):
        said = words(self.kinds(of_photos, ""))
        assert said.startswith(
            "Model simple lstm 5 photos with 5 plates. "
            "The detector finds 4 of 5 (80.0 %; 95 % interval 40.0 to 100.0 %). "
            "Its 5 detections include 1 where no plate is annotated. "
            "lstm reads 25.0 % of the plates correctly, counting those not found as wrong (0.0 to 100.0 %). "
        )
        assert "5 plates and 1 false alarm annotated found" in said
        assert "1 false alarm false alarm ×" in words(self.kinds(of_photos, "kind=false_alarm"))

    def test_chinese_has_no_space_before_and(self, of_photos):
        said = words(self.kinds(of_photos, "", "zh"))
        assert "5 张照片，共有 5 块车牌。检测器从 5 块中找到 4 块" in said
        assert "5 块车牌和 1 处误检" in said

    def test_figures_of_an_earlier_version_are_left_out(self, of_photos):
        figures = {name: value for name, value in of_photos.photos.figures.items() if name != "detections"}
        shown = replace(of_photos, photos=replace(of_photos.photos, figures=figures))
        assert "The detector finds" not in self.kinds(shown, "")

    def test_an_unknown_kind_is_named_in_the_error(self, of_photos):
        state = PageState.from_query("kind=lost", DashboardStore(of_photos))
        with pytest.raises(ConfigError, match="kind: 'lost' must be one of missed, badly_framed"):
            _ = state.kind

    def test_values_from_outside_are_escaped(self, of_photos, tmp_path):
        row = {"photo": "<b>.png", "outcome": "out_of_scope", "truth": "<i>", "box": [1, 2, 30, 40]}
        table = photo_rows(row)
        shown = Dashboard(of_photos.table, of_photos.folder, photos=PhotoErrors(table, tmp_path))
        state = PageState.from_query("", DashboardStore(shown))
        html = show_cards("en", state, table, find_photo_plates(table, "lstm"))
        assert "<b>.png" not in html
        assert "<i>" not in html

    def test_without_photos_it_says_how_to_evaluate_some(self):
        assert (
            "plateocr evaluate --photos DIR --annotations FILE --checkpoint checkpoints/lstm --out OUT "
            "plateocr app --predictions OUT"
        ) in words(render("en", "sections/photos/none.html"))


@pytest.mark.parametrize(
    ("box", "corners", "part"),
    [
        ([400, 300, 500, 330], None, (375, 285, 525, 345)),
        ([0, 0, 100, 30], None, (0, 0, 150, 60)),
        ([700, 580, 800, 600], None, (650, 540, 800, 600)),
        (None, [10, 10, 20, 10, 20, 14, 10, 14], (0, 2, 48, 22)),
        ([0, 0, 800, 600], None, (0, 0, 800, 600)),
        ([100, 100, 200, 130], [200, 130, 300, 130, 300, 160, 200, 160], (50, 70, 350, 190)),
    ],
)
def test_a_close_up_is_around_the_plate_and_inside_the_photo(box, corners, part):
    assert close_up(photo_rows({"box": box, "corners": corners}).iloc[0]) == part
