"""Own data, downloads and data faults in a real Chromium, at desktop and at phone width."""

import csv
import io
import urllib.error
import urllib.request
import zipfile

import pytest
from evaluation_on_disk import draw_plate

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLATES = ("皖A12345", "京B00000", "沪C99999")


def jpeg(text):
    buffer = io.BytesIO()
    draw_plate(text).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def own_zip(tmp_path_factory):
    """Three labelled images, the first twice, and three files to reject."""
    path = tmp_path_factory.mktemp("zip") / "own.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for plate in PLATES:
            packed.writestr(f"night/{plate}.jpg", jpeg(plate))
        packed.writestr(f"again-{PLATES[0]}.jpg", jpeg(PLATES[0]))
        packed.writestr("../evil-皖A12345.jpg", jpeg("皖A12345"))
        packed.writestr("more.zip", b"PK")
        packed.writestr("holiday.jpg", jpeg("皖A12345"))
    return path


def show(tab, section, **fields):
    """Go to a section through the page itself: reloading would abort the open streams."""
    tab.evaluate("(changes) => window.plateocr.go(changes)", {"show": section, **fields})
    tab.wait_for_selector(f"#po-section-{section}", state="visible")


def send(tab, path):
    tab.wait_for_selector("#po-own-drop input[type=file]", state="attached")
    tab.set_input_files("#po-own-drop input[type=file]", str(path))


def rows_of(download):
    with download.path().open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read(url):
    with urllib.request.urlopen(url) as answer:
        return answer.status


class TestOwnData:
    def test_limits_are_stated_before_anything_is_sent(self, tab):
        show(tab, "own")
        rules = tab.locator(".po-own-rules").inner_text()
        for limit in ("2,000 images", "100 MB", "10 MB", "300 MB", "deleted after 6 hours"):
            assert limit in rules

    def test_a_zip_becomes_a_dashboard_until_it_is_deleted(self, tab, own_zip):
        show(tab, "own")
        send(tab, own_zip)
        tab.locator(".po-own-done").wait_for()
        assert "4 of your images were read" in tab.locator(".po-own-done").inner_text()
        left_out = tab.locator(".po-left-out").inner_text()
        for name in ("../evil-皖A12345.jpg leads outside", "more.zip is an archive", "'holiday.jpg' contains no plate"):
            assert name in left_out
        tab.wait_for_url("**data=*")
        dashboard_id = tab.evaluate("new URLSearchParams(location.search).get('data')")
        assert len(dashboard_id) >= 22

        show(tab, "worst", data=dashboard_id)
        tab.locator(f".po-card img[src*='{dashboard_id}']").first.wait_for()
        assert tab.locator(".po-card").count() == 4
        image = tab.locator(".po-card img").first
        assert image.evaluate("(one) => one.decode().then(() => one.naturalWidth)") > 0
        served = tab.evaluate("document.querySelector('.po-card img').src")
        assert read(served) == 200
        for guessed in (served.split("?")[0], served.replace(dashboard_id, "A" * len(dashboard_id))):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                read(guessed)

        show(tab, "own", data=dashboard_id)
        tab.get_by_role("button", name="Delete my images now").click()
        tab.wait_for_url(lambda url: "data=" not in url)
        with pytest.raises(urllib.error.HTTPError, match="404"):
            read(served)
        show(tab, "own", data=dashboard_id)
        tab.get_by_text("These images are gone").wait_for()

    @pytest.mark.parametrize(
        ("content", "why"),
        [(b"no archive", "not a ZIP that can be read"), (None, "o image of the ZIP can be used")],
        ids=["no archive", "no images"],
    )
    def test_a_rejected_archive_gives_one_sentence(self, tab, tmp_path, content, why):
        path = tmp_path / "own.zip"
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("notes.txt", b"")
        if content is not None:
            path.write_bytes(content)
        show(tab, "own")
        send(tab, path)
        tab.locator("#po-own-result .po-notice").first.wait_for()
        assert why in tab.locator("#po-own-result").inner_text()
        assert "Traceback" not in tab.content()

    def test_in_chinese(self, window, address, own_zip):
        page = window.new_page()
        page.goto(f"{address}?show=own&lang=zh")
        page.get_by_text("用您自己的图片查看完整的分析面板").wait_for()
        send(page, own_zip)
        page.get_by_role("link", name="查看面板").wait_for()
        page.get_by_text("未采用的文件：3").wait_for()
        page.close()


class TestExports:
    @pytest.mark.parametrize(
        ("name", "start"),
        [("These images as CSV", b"\xef\xbb\xbf"), ("This page as an image", b"\x89PNG"), ("Report", b"<!doctype")],
    )
    def test_links_download_the_view(self, tab, name, start):
        show(tab, "worst", min_edits="5")
        with tab.expect_download() as download:
            tab.get_by_role("link", name=name).click()
        assert download.value.path().read_bytes().startswith(start)
        if name.endswith("CSV"):
            assert len(rows_of(download.value)) == 15

    def test_the_report_opens_from_disk_and_makes_no_requests(self, tab, tmp_path):
        show(tab, "worst", min_edits="5")
        with tab.expect_download() as download:
            tab.get_by_role("link", name="Report").click()
        path = tmp_path / "report.html"
        path.write_bytes(download.value.path().read_bytes())
        page = tab.context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_selector(".js-plotly-plot .point")
        assert [url for url in asked if not url.startswith(("data:", "file:"))] == []
        assert page.locator(".po-card img").count() == 15
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.close()


class TestDataFaults:
    @pytest.fixture
    def faults(self, tab, own_zip):
        """The faults of a ZIP in which one image occurs twice."""
        show(tab, "own")
        send(tab, own_zip)
        tab.wait_for_url("**data=*")
        tab.get_by_role("link", name="Data faults").click()
        tab.get_by_role("heading", name="Suspicious labels").wait_for()
        return tab

    def test_near_duplicates_are_found_and_flagged_by_keyboard(self, faults):
        faults.get_by_role("button", name="Find them").click()
        faults.get_by_text("2 images with the same label").wait_for()
        box = faults.get_by_role("checkbox", name="Flag night/皖A12345.jpg").last
        box.focus()
        faults.keyboard.press("Space")
        with faults.expect_download() as download:
            faults.get_by_role("button", name="Flagged images as CSV").click()
        rows = rows_of(download.value)
        assert "night/皖A12345.jpg" in [row["file"] for row in rows]
        assert {"truth", "lstm_prediction", "lstm_confidence"} <= set(rows[0])

    def test_without_training_plates_it_says_how_to_name_them(self, faults):
        faults.get_by_text("--train-plates").wait_for()
