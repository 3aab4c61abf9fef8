"""Whole photos and the camera in a real Chromium, with a detector that finds what is painted pure blue or green."""

import io
import os

import pytest
from fake_detector import ColourDetector
from PIL import Image

from plateocr.app.build import launch_app

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZE = (640, 480)
LEFT, TOP = 60, 120


def painted(*parts):
    photo = Image.new("RGB", SIZE, "#808080")
    for colour, box in parts:
        photo.paste(colour, box)
    return photo


BLUE = ("#0000ff", (LEFT, TOP, LEFT + 200, TOP + 60))
GREEN = ("#00ff00", (400, 300, 500, 330))


@pytest.fixture(scope="module")
def photo_address(app_checkpoints):
    """The app with a detector that needs no weights."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("plateocr.app.reading.readers.open_detector", lambda: ColourDetector())
        page, address = launch_app(app_checkpoints, block=False)
    yield address
    page.close()


@pytest.fixture
def photo_tab(window, photo_address, errors_on):
    page = window.new_page()
    errors = errors_on(page)
    page.goto(photo_address)
    page.wait_for_selector("#po-drop input[type=file]", state="attached")
    yield page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
    page.close()
    assert errors == []


def drop(tab, photo, folder):
    path = folder / "car.png"
    photo.save(path)
    tab.set_input_files("#po-drop input[type=file]", str(path))


def test_each_plate_is_outlined_where_it_is_and_opens_on_a_click(photo_tab, tmp_path):
    drop(photo_tab, painted(BLUE, GREEN), tmp_path)
    marks = photo_tab.locator(".po-photo svg [data-plate]")
    marks.first.wait_for()
    assert marks.count() == 2
    image = photo_tab.locator(".po-photo img").first.bounding_box()
    outline = marks.first.locator("polygon").bounding_box()
    scale = image["width"] / SIZE[0]
    # The outline's box includes half of its stroke.
    assert outline["x"] - image["x"] == pytest.approx(LEFT * scale, abs=12)
    assert outline["y"] - image["y"] == pytest.approx(TOP * scale, abs=12)
    items = photo_tab.locator(".po-photo details.po-found")
    assert items.first.locator(".po-answer").count() == 2
    marks.nth(1).locator("polygon").click()
    second = photo_tab.locator(".po-photo details.po-found[open]")
    second.get_by_text("A plate that plateocr does not read").wait_for()
    assert second.count() == 1
    assert second.get_attribute("data-plate") == "2"
    marks.first.focus()
    photo_tab.keyboard.press("Enter")
    photo_tab.locator('.po-photo details[open][data-plate="1"] .po-final-plate').wait_for()
    assert items.locator("> summary .po-judged").all_inner_texts() == ["Check", "Not read"], "nothing is written there"


def test_a_photo_can_be_enlarged_with_its_outlines(photo_tab, tmp_path):
    drop(photo_tab, painted(BLUE), tmp_path)
    image, outline = photo_tab.locator(".po-photo img").first, photo_tab.locator(".po-photo svg polygon")
    outline.wait_for()
    sizes = [one.bounding_box()["width"] for one in (image, outline)]
    button = photo_tab.get_by_role("button", name="Enlarge")
    button.click()
    larger = [one.bounding_box()["width"] for one in (image, outline)]
    assert all(after > 1.8 * before for before, after in zip(sizes, larger, strict=True))
    assert button.get_attribute("aria-pressed") == "true"


def test_a_photo_without_plates_says_so_and_is_read_whole_on_demand(photo_tab, tmp_path):
    drop(photo_tab, painted(), tmp_path)
    photo_tab.get_by_text("No plate found").wait_for()
    assert photo_tab.locator(".po-answer").count() == 0
    photo_tab.get_by_role("button", name="Read the whole image").click()
    photo_tab.locator(".po-final").wait_for()
    assert photo_tab.locator(".po-answer").count() == 2


def test_a_still_of_the_camera_is_read_and_not_mirrored(browser, photo_address, tmp_path):
    """The camera shows a plate on its left; mirrored, it would be on the right and unreadable."""
    buffer = io.BytesIO()
    painted(BLUE).save(buffer, "JPEG", quality=95)
    film = tmp_path / "camera.mjpeg"
    film.write_bytes(buffer.getvalue() * 3)
    chromium = browser.browser_type.launch(
        executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        args=[
            "--no-sandbox",
            "--disable-gpu",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    page = chromium.new_page()
    page.set_default_timeout(90_000)
    page.goto(photo_address)
    page.locator("#po-camera button").first.click()
    page.locator("#po-webcam").get_by_text("Click to Access Webcam").click()
    page.wait_for_function("document.querySelector('#po-webcam video')?.videoWidth > 0")
    page.get_by_label("capture photo").click()
    outline = page.locator(".po-photo polygon").first
    outline.wait_for()
    shown = page.locator(".po-photo img").first.bounding_box()
    assert outline.bounding_box()["x"] < shown["x"] + shown["width"] / 3
    chromium.close()
