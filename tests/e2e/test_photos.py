"""The section 'Photos' of the running app, in a real Chromium, at desktop and at phone width."""

from urllib.parse import parse_qs, urlsplit

import pytest
from gradio_client import Client
from photo_evaluation_on_disk import BOX, SIZE, write_evaluation_of_nothing, write_photo_evaluation

from plateocr.app.build import launch_app

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KINDS = ["missed", "badly cropped", "misread", "false alarm", "read correctly", "out of scope"]


@pytest.fixture(scope="module")
def served(app_checkpoints, tmp_path_factory):
    evaluation = write_photo_evaluation(tmp_path_factory.mktemp("photos") / "evaluation")
    page, address = launch_app(app_checkpoints, evaluation, block=False)
    yield address
    page.close()


@pytest.fixture(scope="module")
def served_nothing(app_checkpoints, tmp_path_factory):
    page, address = launch_app(
        app_checkpoints, write_evaluation_of_nothing(tmp_path_factory.mktemp("none")), block=False
    )
    yield address
    page.close()


@pytest.fixture
def visit(window, served, errors_on):
    """A function that opens the app at a query string; errors in the console and pages that are too wide fail."""
    page = window.new_page()
    errors = errors_on(page)

    def go(query):
        page.goto(served + query)
        page.wait_for_selector(".po-photo-card")
        return page

    yield go
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
    page.close()
    assert errors == []


def kinds(page):
    return page.locator(".po-photo-card .po-kind").all_inner_texts()


def state(page):
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def test_the_worst_stand_first_each_in_its_photo(visit):
    page = visit("?show=photos")
    assert kinds(page) == KINDS
    for image in page.locator(".po-photo-card img").all():
        image.scroll_into_view_if_needed()
        assert image.evaluate("(one) => one.decode().then(() => one.naturalWidth)") > 0
    assert page.locator(".po-photo-card", has_text="out of scope").locator("img").count() == 0


def test_lines_lie_where_the_plate_is_however_large_the_photo_is_shown(visit):
    page = visit("?show=photos&kind=missed")
    shot = page.locator(".po-photo-card .po-shot").first
    image = shot.locator("img").bounding_box()
    line = shot.locator(".po-annotated:not(.po-other) .po-over-line").bounding_box()
    scale = min(image["width"] / SIZE[0], image["height"] / SIZE[1])
    left = image["x"] + (image["width"] - scale * SIZE[0]) / 2
    top = image["y"] + (image["height"] - scale * SIZE[1]) / 2
    # The outline's box includes half of its stroke, at any scale.
    assert line["x"] - left == pytest.approx(BOX[0] * scale, abs=4)
    assert line["y"] - top == pytest.approx(BOX[1] * scale, abs=4)
    assert line["width"] == pytest.approx((BOX[2] - BOX[0]) * scale, abs=8)


def test_a_card_is_as_high_before_its_photo_has_come_as_after(window, served):
    page = window.new_page()
    page.route("**/photos/*", lambda route: None)
    page.goto(served + "?show=photos&kind=right")
    card = page.locator(".po-photo-card")
    before = card.bounding_box()["height"]
    page.unroute("**/photos/*")
    page.reload()
    page.wait_for_function("document.querySelector('.po-photo-card img')?.naturalWidth > 0")
    assert card.bounding_box()["height"] == before
    page.close()


def test_a_kind_filters_by_keyboard_and_is_kept_in_the_address(visit):
    page = visit("?show=photos&page=1")
    link = page.get_by_role("navigation", name="Kinds of errors").get_by_role("link", name="misread")
    link.focus()
    page.keyboard.press("Enter")
    page.locator(".po-chip", has_text="misread").wait_for()
    assert kinds(page) == ["misread"]
    assert state(page) == {"lang": "en", "show": "photos", "kind": "misread"}
    page.get_by_role("navigation", name="Model").get_by_role("link", name="simple").click()
    page.locator(".po-choices [aria-current]", has_text="simple").wait_for()
    assert kinds(page) == ["misread"]
    page.get_by_role("link", name="Remove filter: misread").click()
    page.locator(".po-count", has_text="5 plates and 1 false alarm").wait_for()
    page.go_back()
    page.locator(".po-chip", has_text="misread").wait_for()


def test_a_plate_that_was_read_leads_to_its_crop_in_detail(visit):
    page = visit("?show=photos&kind=badly_framed")
    page.locator("a.po-photo-card").click()
    page.locator(f'#po-image [data-image="{2:016x}"]').wait_for()
    assert state(page)["picture"] == f"{2:016x}"
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    # The address follows the dialog's close event, which comes a moment after it is hidden.
    page.wait_for_function("!new URLSearchParams(location.search).has('picture')")
    assert state(page) == {"lang": "en", "show": "photos", "kind": "badly_framed"}


def test_in_chinese(visit):
    page = visit("?show=photos&lang=zh")
    assert kinds(page) == ["漏检", "框选不准", "误识别", "误检", "识别正确", "不在范围内"]


def test_an_unknown_kind_gives_one_sentence(window, served):
    page = window.new_page()
    page.goto(served + "?show=photos&kind=lost")
    page.get_by_text("kind: 'lost' must be one of missed").wait_for()
    page.close()


def test_an_evaluation_of_crops_says_how_to_evaluate_photos(tab, address):
    tab.goto(address + "?show=photos")
    tab.get_by_text("plateocr evaluate --photos DIR").wait_for()


def test_no_other_endpoint_is_public(served):
    endpoints = Client(served, verbose=False).view_api(return_format="dict")["named_endpoints"]
    assert set(endpoints) == {"/read"}


@pytest.mark.parametrize("section", ["overview", "worst", "confusions", "slices", "confidence"])
def test_if_nothing_was_read_the_other_sections_say_so(window, served_nothing, section):
    page = window.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{served_nothing}?show=photos")
    page.wait_for_selector(".po-photo-card")
    assert kinds(page) == ["missed"]
    page.goto(f"{served_nothing}?show={section}")
    shown = page.locator(f"#po-section-{section}")
    shown.get_by_text("nothing was read").first.wait_for()
    assert not any(part.is_visible() for part in shown.locator(".po-chart, #po-threshold, #po-answered").all())
    page.close()
    assert errors == []
