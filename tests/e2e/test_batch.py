"""A batch in a real Chromium: its progress, cancelling it, and that nobody else waits for it."""

import csv
import threading
import time

import pytest
from evaluation_on_disk import draw_plate

from plateocr.app.reading import recognise

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COUNT = 12
SECONDS = 0.4


class Begun(list):
    """The slow files whose reading has started; the third does not finish until ``hold`` is set."""

    hold = None


@pytest.fixture
def slow(monkeypatch):
    """Files named slow take a while to read, like large photos; returns those that were started."""
    begun = Begun()

    def read(opened, path, **options):
        if "slow" in str(path):
            begun.append(path)
            time.sleep(SECONDS)
        if "slow-02" in str(path) and begun.hold:
            begun.hold.wait(60)
        return recognise.read_file(opened, path, **options)

    monkeypatch.setattr("plateocr.app.sections.read.batch.read_file", read)
    return begun


@pytest.fixture
def batch(tmp_path):
    paths = [tmp_path / f"slow-{number:02d}.png" for number in range(COUNT)]
    for number, path in enumerate(paths):
        draw_plate(f"皖A000{number:02d}").save(path)
    return paths


@pytest.fixture
def plate(tmp_path):
    draw_plate("苏B12345").save(tmp_path / "quick.png")
    return tmp_path / "quick.png"


def upload(tab, *paths):
    tab.set_input_files("#po-drop input[type=file]", [str(path) for path in paths])


def box_of(tab, selector):
    return tab.locator(selector).bounding_box()


def test_a_batch_tells_how_far_it_is_and_ends_in_its_table(tab, batch, slow):
    slow.hold = threading.Event()
    before = box_of(tab, "#po-answers")
    upload(tab, *batch[:4])
    tab.get_by_text("Reading 3 of 4").wait_for()
    during = box_of(tab, "#po-answers")
    assert (during["y"], during["height"]) == (before["y"], pytest.approx(before["height"], abs=1)), "the layout jumps"
    bar = tab.get_by_role("progressbar")
    assert bar.get_attribute("aria-valuemax") == "4"
    panel, button = box_of(tab, ".po-progress"), box_of(tab, "#po-cancel")
    assert panel["y"] < box_of(tab, ".po-progress-bar")["y"] < button["y"]
    assert button["y"] + button["height"] < panel["y"] + panel["height"], "the button lies in the panel"
    slow.hold.set()
    tab.wait_for_selector(".po-batch")
    assert tab.locator(".po-batch summary.po-row").count() == 4
    assert not tab.locator("#po-cancel").is_visible()
    assert tab.locator(".po-stopped").count() == 0


def test_cancel_keeps_the_answers_and_reads_no_more(tab, batch, slow):
    upload(tab, *batch)
    tab.get_by_text(f"Reading 2 of {COUNT}").wait_for()
    tab.locator("#po-cancel").click()
    tab.locator(".po-stopped").wait_for()
    read = tab.locator(".po-batch summary.po-row").count()
    assert 2 <= read < COUNT
    assert tab.locator(".po-stopped").inner_text() == f"Stopped after {read} of {COUNT}"
    with tab.expect_download() as download:
        tab.locator("#po-batch-csv").click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        assert [row["file"] for row in csv.DictReader(file)] == [path.name for path in batch[:read]]
    time.sleep(2 * SECONDS)
    assert len(slow) == read


def test_files_dropped_meanwhile_are_read_next(tab, batch, plate, slow):
    slow.hold = threading.Event()
    upload(tab, *batch[:6])
    tab.get_by_text("Reading 3 of 6").wait_for()
    with tab.expect_request("**/queue/join*"):
        upload(tab, plate)
    time.sleep(2 * SECONDS)
    assert tab.get_by_text("Reading 3 of 6").is_visible()
    slow.hold.set()
    tab.locator("#po-answers figcaption", has_text="quick").wait_for()
    assert len(slow) == 6


def test_another_visitor_does_not_wait_for_it(tab, window, address, batch, plate, slow):
    other = window.new_page()
    other.goto(address)
    other.wait_for_selector("#po-drop input[type=file]", state="attached")
    upload(tab, *batch)
    tab.get_by_text(f"Reading 2 of {COUNT}").wait_for()
    upload(other, plate)
    other.locator("#po-answers figcaption", has_text="quick").wait_for()
    assert len(slow) < COUNT - 2
    assert tab.locator(".po-progress").is_visible()
    other.close()
    tab.locator("#po-cancel").click()
    tab.locator(".po-stopped").wait_for()


def test_a_visitor_who_leaves_stops_it(window, address, batch, slow):
    page = window.new_page()
    page.goto(address)
    page.wait_for_selector("#po-drop input[type=file]", state="attached")
    upload(page, *batch)
    page.get_by_text(f"Reading 2 of {COUNT}").wait_for()
    page.close()
    time.sleep(3 * SECONDS)
    begun = len(slow)
    time.sleep(3 * SECONDS)
    assert len(slow) == begun < COUNT


def test_it_speaks_chinese(window, address, batch, slow):
    page = window.new_page()
    page.goto(f"{address}zh?lang=zh")
    page.wait_for_selector("#po-drop input[type=file]", state="attached")
    upload(page, *batch)
    page.get_by_text(f"正在识别第 2 张，共 {COUNT} 张").wait_for()
    page.get_by_role("button", name="取消").click()
    page.locator(".po-stopped").get_by_text("已取消").wait_for()
    page.close()
