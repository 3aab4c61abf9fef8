"""The dashboard of the running app in a real Chromium, at desktop and at phone width; the address is its state."""

import csv
import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest
from evaluation_on_disk import write_evaluation

from plateocr.app.build import launch_app

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def visit(window, address, errors_on):
    """A function that opens the app at a query string; errors in the console and pages that are too wide fail."""
    page = window.new_page()
    errors = errors_on(page)

    def go(query):
        page.goto(address + query)
        return page

    yield go
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
    page.close()
    assert errors == []


def state(page):
    """The keys of the page's address."""
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def count(page, words):
    page.locator(".po-count", has_text=words).wait_for()


class TestWorstFirst:
    def test_the_worst_come_first_with_their_images(self, visit):
        page = visit("?show=worst")
        page.wait_for_selector(".po-card")
        assert page.locator(".po-card").count() == 24
        assert "CER 1.00" in page.locator(".po-card").first.inner_text()
        image = page.locator(".po-card img").first
        image.scroll_into_view_if_needed()
        assert image.evaluate("(one) => one.decode().then(() => one.naturalWidth)") == 220
        mark = page.locator(".po-card mark").first
        style = mark.evaluate("(one) => [getComputedStyle(one).textDecorationLine, getComputedStyle(one).color]")
        assert style[0] == "underline"
        assert style[1] != page.locator(".po-card .po-glyphs span").first.evaluate("(e) => getComputedStyle(e).color")

    def test_filters_combine_and_are_removed_one_by_one(self, visit):
        page = visit("?show=worst")
        page.get_by_label("Outcome").select_option("wrong")
        count(page, "35 images")
        page.get_by_text("More filters").click()
        page.get_by_label("Characters wrong: to").fill("1")
        page.get_by_label("Characters wrong: to").press("Enter")
        count(page, "5 images")
        page.get_by_label("Search").press_sequentially("0009-")
        count(page, "1 image")
        assert state(page) == {"show": "worst", "outcome": "wrong", "max_edits": "1", "text": "0009-"}
        page.get_by_role("link", name="Remove filter: contains").click()
        count(page, "5 images")
        assert page.get_by_label("Search").input_value() == ""
        page.get_by_role("link", name="Show all").click()
        count(page, "40 images")
        assert page.get_by_label("Outcome").input_value() == "all"

    def test_an_order_is_chosen(self, visit):
        page = visit("?show=worst")
        page.get_by_label("Order").select_option("confidently_wrong")
        page.wait_for_function("document.querySelectorAll('.po-card mark').length < 100")
        assert state(page)["sort"] == "confidently_wrong"

    def test_pages_turn_and_the_browsers_back_turns_them_back(self, visit):
        page = visit("?show=worst&outcome=wrong")
        count(page, "35 images")
        page.locator("#po-worst-next").click()
        page.locator(".po-pager", has_text="25 to 35 of 35").wait_for()
        assert page.locator(".po-card").count() == 11
        page.go_back()
        page.locator(".po-pager", has_text="1 to 24 of 35").wait_for()
        assert page.locator("#po-worst-previous").get_attribute("aria-disabled") == "true"

    def test_a_link_opens_a_later_page(self, visit):
        page = visit("?show=worst&outcome=wrong&page=2")
        page.locator(".po-pager", has_text="25 to 35 of 35").wait_for()

    def test_another_model(self, visit):
        page = visit("?show=worst")
        page.locator(".po-card", has_text="47.8 %").first.wait_for()
        page.get_by_role("navigation", name="Model").get_by_role("link", name="simple").click()
        page.locator(".po-card", has_text="2.8 %").first.wait_for()
        assert (state(page)["model"], state(page)["other"]) == ("simple", "lstm")

    def test_no_images_give_a_message(self, visit):
        page = visit("?show=worst&text=nowhere")
        page.get_by_text("No image passes these filters").wait_for()

    def test_a_bad_link_is_one_sentence(self, visit):
        page = visit("?show=worst&min_edits=9")
        page.get_by_text("min_edits").wait_for()

    def test_the_view_downloads_as_csv(self, visit):
        page = visit("?show=worst&outcome=correct")
        count(page, "5 images")
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        with download.value.path().open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.DictReader(file))) == 5


class TestLinks:
    def test_a_link_reopens_model_filter_order_and_image(self, visit):
        page = visit("?show=worst&model=simple&other=lstm&sort=confidence&min_edits=7&picture=0000000000000007")
        page.get_by_role("dialog").wait_for()
        count(page, "5 images")
        page.keyboard.press("Escape")
        # The address follows the dialog's close event, which comes after the dialog is gone.
        page.wait_for_function("!new URLSearchParams(location.search).has('picture')")
        assert not page.get_by_role("dialog").is_visible()
        assert page.get_by_label("Order").input_value() == "confidence"
        assert page.locator(".po-choices [aria-current]").inner_text() == "simple"

    def test_a_card_opens_its_detail_by_keyboard_and_escape_returns_to_it(self, visit):
        page = visit("?show=worst")
        page.wait_for_selector(".po-card")
        card = page.locator(".po-card").nth(1)
        card.focus()
        page.keyboard.press("Enter")
        page.get_by_role("dialog").wait_for()
        assert state(page)["picture"] == card.get_attribute("data-id")
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="hidden")
        assert card.evaluate("(one) => one === document.activeElement")
        card.click()
        page.get_by_role("dialog").wait_for()
        page.get_by_role("button", name="Close").click()
        page.get_by_role("dialog").wait_for(state="hidden")

    def test_sections_keep_the_filters(self, visit):
        page = visit("?show=worst&provinces=云")
        count(page, "2 images")
        for name in ("Overview", "Worst first"):
            page.get_by_role("link", name=name, exact=True).click()
        count(page, "2 images")
        assert state(page)["provinces"] == "云"


class TestFigures:
    def test_the_overview_compares_both_models(self, visit):
        page = visit("?show=overview")
        page.get_by_text("McNemar's exact test: p = 1.000.").wait_for()
        assert page.locator(".po-overview tbody tr").count() == 7
        assert "n = 40" in page.locator(".po-overview").inner_text()
        for chart, bars in (("#po-histogram", 8), ("#po-positions", 7)):
            page.wait_for_selector(f"{chart} .point")
            assert page.locator(f"{chart} .point").count() == bars
        page.get_by_role("link", name="both wrong").click()
        count(page, "35 images")

    def test_a_confusion_filters_the_cards(self, visit):
        page = visit("?show=confusions")
        page.wait_for_selector(".po-matrix")
        assert page.locator(".po-matrix").count() == 2
        page.locator(".po-top a").first.click()
        page.wait_for_selector(".po-card")
        assert {"truth_character", "predicted_character"} <= set(state(page))
        page.go_back()
        cell = page.locator(".po-matrix td a").first
        cell.focus()
        page.keyboard.press("Enter")
        page.locator(".po-chip", has_text="read as").wait_for()

    def test_a_slice_filters_the_cards(self, visit):
        page = visit("?show=slices")
        row = page.locator(".po-slices tbody tr", has_text="Province").first
        images = row.locator("td").first.inner_text()
        assert "po-small" in row.get_attribute("class")
        row.get_by_role("link").click()
        count(page, f"{images} image")

    def test_a_table_wider_than_the_screen_has_a_shadow_where_it_goes_on(self, visit):
        page = visit("?show=slices")
        table = page.locator(".po-scroll:has(.po-slices)")
        table.wait_for()
        assert "local" in table.evaluate("(one) => getComputedStyle(one).backgroundAttachment")

    def test_the_second_line_of_a_cell_starts_where_the_first_does(self, visit):
        page = visit("?show=slices")
        cell = page.locator(".po-slices td:has(small)").first
        cell.wait_for()
        left, padding = cell.evaluate(
            "(one) => [one.getBoundingClientRect().left, parseFloat(getComputedStyle(one).paddingLeft)]"
        )
        assert cell.locator("small").bounding_box()["x"] == pytest.approx(left + padding, abs=0.5)

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_nothing_in_a_chart_is_cut_or_covered(self, visit, language):
        page = visit(f"?show=confidence&lang={language}")
        for chart in ("#po-reliability", "#po-risk"):
            page.wait_for_selector(f"{chart} .scatterlayer")
            frame, title = (page.locator(f"{chart}{part}").bounding_box() for part in ("", " .gtitle"))
            assert title["x"] + title["width"] < frame["x"] + frame["width"]
            legend = page.locator(f"{chart} .legend").bounding_box()
            plot = page.locator(f"{chart} .gridlayer").bounding_box()
            axis = page.locator(f"{chart} .xtitle").bounding_box()
            assert title["y"] + title["height"] <= plot["y"]
            assert plot["y"] + plot["height"] <= axis["y"]
            assert axis["y"] + axis["height"] <= legend["y"]
            assert legend["y"] + legend["height"] <= frame["y"] + frame["height"]

    def test_the_slider_shows_what_it_costs_and_gains(self, visit):
        page = visit("?show=confidence&answer=0.45")
        page.locator("#po-answered", has_text="lstm answers 100.0 % of plates (40 of 40), 12.5 %").wait_for()
        page.wait_for_selector("#po-risk .scatterlayer")
        page.wait_for_selector("#po-reliability .scatterlayer")
        slider = page.get_by_label("Minimum confidence to answer")
        assert slider.input_value() == "0.45"
        slider.focus()
        for _ in range(10):
            slider.press("ArrowRight")
        page.locator("#po-answered", has_text="At 50.0 % confidence or above").wait_for()
        assert "answers no plate." in page.locator("#po-answered").inner_text()
        assert state(page)["answer"] == "0.5"


class TestLanguages:
    def test_the_switch_keeps_the_place(self, visit):
        page = visit("?show=worst&outcome=wrong")
        count(page, "35 images")
        page.get_by_role("link", name="中文").click()
        count(page, "35 张图片")
        assert state(page) == {"show": "worst", "outcome": "wrong", "lang": "zh"}
        assert page.evaluate("document.documentElement.lang") == "zh"
        page.get_by_role("link", name="English").click()
        count(page, "35 images")

    def test_chinese_is_bold_only_without_a_font_of_the_system(self, visit):
        if not subprocess.run(["fc-list", "Noto Sans CJK SC"], capture_output=True, check=False).stdout:
            pytest.skip("this machine has no Chinese font")
        page = visit("?lang=zh")
        page.locator(".po-header p").wait_for()
        session = page.context.new_cdp_session(page)
        session.send("DOM.enable")
        session.send("CSS.enable")
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": ".po-header p"})["nodeId"]
        fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert not any(font["isCustomFont"] for font in fonts)

    def test_screen_readers_hear_the_drop_zones_in_the_language_of_the_page(self, visit):
        page = visit("?lang=zh")
        page.get_by_role("button", name="把车辆照片或车牌图片拖到这里").wait_for()
        page = visit("?lang=zh&show=own")
        page.get_by_role("button", name="将已标注图片的 ZIP 拖到此处").wait_for()

    def test_a_page_may_be_left_while_it_is_being_filled(self, visit):
        for language in ("en", "zh"):
            page = visit(f"?show=worst&lang={language}")
            with page.expect_request("**/queue/data*"):
                pass
            page.goto("about:blank")
        visit("?show=worst")
        count(page, "40 images")

    def test_the_browsers_own_language_is_the_first(self, browser, address):
        context = browser.new_context(locale="zh-CN")
        page = context.new_page()
        page.goto(address + "?show=overview")
        page.get_by_text("整牌正确率").wait_for()
        context.close()


def test_every_section_is_reached_by_keyboard_and_says_where_it_is(visit):
    page = visit("")
    for name in ("Overview", "Worst first", "Photos", "Confusions", "Slices", "Confidence", "Data faults", "Own data"):
        link = page.get_by_role("link", name=name, exact=True)
        link.focus()
        page.keyboard.press("Enter")
        assert link.get_attribute("aria-current") == "page"
        assert page.locator(".po-section:visible").count() == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_keeps_wcag_aa_on_its_ground(browser, address, theme):
    page = browser.new_page(color_scheme=theme)
    for query, ready in (("show=confusions", ".po-matrix"), ("show=slices", ".po-slices"), ("show=worst", ".po-card")):
        page.goto(f"{address}?{query}&__theme={theme}")
        page.wait_for_selector(ready)
        assert page.evaluate(_FAINT) == []
    page.close()


# Texts whose contrast with the nearest filled ground behind them is under 4.5, as the browser computes colours.
_FAINT = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => colour.slice(0, 3).map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = rgba(getComputedStyle(one).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll('.po-section *, .po-nav a')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest('[aria-disabled]')) continue;
    const [low, high] = [rgba(getComputedStyle(element).color), ground(element)].map(luminance).sort((a, b) => a - b);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < 4.5) faint.push(`${element.className || element.tagName} ${element.textContent.trim()} ${contrast}`);
  }
  return [...new Set(faint)].slice(0, 10);
}"""


def test_without_an_evaluation_it_says_how_to_make_one(browser, app_checkpoints, monkeypatch, tmp_path):
    monkeypatch.setattr("plateocr.app.hosting._DEMO", tmp_path)
    served, address = launch_app(app_checkpoints, block=False)
    page = browser.new_page()
    page.goto(address + "?show=overview")
    page.get_by_text("plateocr evaluate DIR --out OUT").wait_for()
    page.close()
    served.close()


def test_a_single_model_has_the_whole_dashboard(browser, app_checkpoints, tmp_path):
    from plateocr.evaluation.table import read_table, write_table

    folder = write_evaluation(tmp_path / "evaluation", 8)
    table = read_table(folder)
    write_table(table[table["model"] == "lstm"], folder)
    served, address = launch_app(app_checkpoints, folder, block=False)
    page = browser.new_page()
    for query, ready in (("overview", ".po-overview"), ("worst", ".po-card"), ("confidence", "#po-risk .scatterlayer")):
        page.goto(f"{address}?show={query}")
        page.wait_for_selector(ready)
    page.close()
    served.close()
