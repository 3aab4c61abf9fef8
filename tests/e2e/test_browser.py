"""The section 'Read a plate' of the running app in a real Chromium, at desktop and at phone width."""

import base64
import csv
import json

import pytest
from evaluation_on_disk import draw_plate
from PIL import ImageFilter

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Passes a file to the page as a paste or a drop would.
_HAND_OVER = """([kind, name, data]) => {
  const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
  const carrier = new DataTransfer();
  carrier.items.add(new File([bytes], name, { type: 'image/png' }));
  const event = kind === 'paste'
    ? new ClipboardEvent('paste', { clipboardData: carrier, bubbles: true, cancelable: true })
    : new DragEvent('drop', { dataTransfer: carrier, bubbles: true, cancelable: true });
  document.querySelector('.po-header').dispatchEvent(event);
}"""


@pytest.fixture
def plate(tmp_path):
    path = tmp_path / "皖A12345.png"
    draw_plate("皖A12345").save(path)
    return path


def upload(tab, *paths):
    tab.set_input_files("#po-drop input[type=file]", [str(path) for path in paths])


def wait_for_file(tab, name):
    tab.locator("#po-answers figcaption", has_text=name).wait_for()


def rows_of(download):
    with download.path().open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class TestReadAPlate:
    def test_a_dropped_image_is_read_by_both_models(self, tab, plate, readers):
        upload(tab, plate)
        tab.locator(".po-why summary").click()
        tab.wait_for_selector(".po-answer .po-plate")
        for reader in readers:
            card = tab.locator(f'.po-answer[data-model="{reader.name}"]')
            assert "".join(card.locator(".po-plate").inner_text().split()) == reader.read(plate).text
            assert card.locator(".po-bars li").count() == 7
            # Gradio adds classes to selectors, which changes what wins.
            fills = [card.locator(f".po-plate {one}").first for one in (".po-border", "text")]
            ink = "rgb(240, 242, 245)"
            assert [one.evaluate("(one) => getComputedStyle(one).fill") for one in fills] == ["none", ink]
            assert " ms" in card.locator("header").inner_text()

    def test_the_answer_stands_under_the_plate_and_can_be_copied_and_taken_away(self, tab, plate):
        upload(tab, plate)
        upright, drawn = tab.locator(".po-upright"), tab.locator(".po-final-plate .po-plate")
        drawn.wait_for()
        above, below = upright.bounding_box(), drawn.bounding_box()
        assert above["y"] + above["height"] <= below["y"]
        assert (above["x"], above["width"]) == (below["x"], below["width"]), "character under character"
        text = tab.locator(".po-taken output").inner_text()
        assert "".join(drawn.inner_text().split()) == text
        tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
        tab.locator("[data-copy]").click()
        tab.locator("[data-copy]", has_text="Copied").wait_for()
        assert tab.evaluate("navigator.clipboard.readText()") == text
        with tab.expect_download() as download:
            tab.locator(".po-take-away a", has_text="JSON").click()
        assert json.loads(download.value.path().read_text())["plates"][0]["readings"]
        tab.locator(".po-code summary").click()
        tab.locator("[data-origin]", has_text=tab.evaluate("location.origin") + "/v1/read").wait_for()
        assert f"read('{plate.name}')" in tab.locator(".po-code").inner_text()

    def test_a_candidate_takes_its_place_in_the_plate_and_in_the_text(self, tab, tmp_path):
        blurred = tmp_path / "blurred.png"
        draw_plate("皖A8B8D0").filter(ImageFilter.GaussianBlur(9)).save(blurred)
        upload(tab, blurred)
        other = tab.locator(".po-dispute").first.locator("button").nth(1)
        other.click()
        place, character = int(other.get_attribute("data-position")), other.get_attribute("data-character")
        assert tab.locator(".po-taken output").inner_text()[place] == character
        assert "".join(tab.locator(".po-final-plate .po-plate").inner_text().split())[place] == character
        pressed = other.locator("..").locator('[aria-pressed="true"]')
        assert (pressed.count(), pressed.get_attribute("data-character")) == (1, character)

    def test_the_drop_zone_gives_way_to_the_answer(self, tab, plate):
        before = tab.locator("#po-drop").bounding_box()["height"]
        upload(tab, plate)
        wait_for_file(tab, plate.stem)
        assert tab.locator("#po-drop").bounding_box()["height"] < before / 2

    def test_the_zone_is_free_while_an_image_is_read(self, tab, plate, tmp_path):
        second = tmp_path / "second.png"
        draw_plate("苏B00000").save(second)
        readings = []
        tab.route("**/queue/join*", lambda route: readings.append(route))  # they wait here
        for number, path in enumerate([plate, second], start=1):
            with tab.expect_request("**/queue/join*"):
                upload(tab, path)
            tab.locator("#po-drop [data-testid=upload-text]").wait_for()
            assert len(readings) == number
        for reading, path in zip(readings, [plate, second], strict=True):
            reading.continue_()  # one after the other: two that arrive together are read in any order
            wait_for_file(tab, path.stem)
        assert tab.locator(".po-batch").count() == 0

    @pytest.mark.parametrize("kind", ["paste", "drop"])
    def test_pasted_or_dropped_anywhere(self, tab, plate, kind):
        tab.evaluate(_HAND_OVER, [kind, "handed.png", base64.b64encode(plate.read_bytes()).decode()])
        wait_for_file(tab, "handed.png")
        assert tab.locator(".po-answer").count() == 2

    def test_files_dropped_during_an_upload_are_read_next(self, tab, plate):
        held = []
        tab.route("**/upload?*", lambda route: held.append(route), times=1)  # the first waits here
        with tab.expect_request("**/upload?*"):
            upload(tab, plate)
        tab.locator("#po-drop input[type=file]").wait_for(state="detached")
        tab.evaluate(_HAND_OVER, ["drop", "second.png", base64.b64encode(plate.read_bytes()).decode()])
        held[0].continue_()
        wait_for_file(tab, "second.png")

    def test_an_example_is_read_on_a_click_and_by_keyboard(self, tab):
        examples = tab.locator(".po-examples button")
        examples.first.click()
        wait_for_file(tab, "0001-")
        examples.nth(1).focus()
        tab.keyboard.press("Enter")
        wait_for_file(tab, "0002-")

    def test_a_batch_is_a_table_with_a_csv_and_the_bad_files(self, tab, plate, tmp_path):
        bad = tmp_path / "text.jpg"
        bad.write_text("not an image")
        upload(tab, plate, bad, plate)
        tab.wait_for_selector(".po-batch")
        assert tab.locator(".po-batch summary.po-row").count() == 2
        assert "text.jpg is not an image that can be read" in tab.locator(".po-notice").inner_text()
        tab.locator(".po-batch summary").first.click()
        assert tab.locator(".po-batch details[open] .po-answer").count() == 2
        with tab.expect_download() as download:
            tab.locator("#po-batch-csv").click()
        assert len(rows_of(download.value)) == 3

    def test_a_bad_file_is_one_sentence(self, tab, tmp_path):
        bad = tmp_path / "empty.jpg"
        bad.touch()
        upload(tab, bad)
        tab.wait_for_selector(".po-notice")
        assert "empty.jpg is empty (0 bytes)." in tab.locator(".po-notice").inner_text()
        assert "Traceback" not in tab.content()

    def test_glyphs_come_from_the_bundled_font(self, tab, plate):
        upload(tab, plate)
        tab.wait_for_selector(".po-final-plate .po-plate text")
        session = tab.context.new_cdp_session(tab)
        session.send("DOM.enable")
        session.send("CSS.enable")
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": ".po-final-plate .po-plate text"})[
            "nodeId"
        ]
        fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert [(font["familyName"], font["isCustomFont"]) for font in fonts] == [("Noto Sans CJK SC", True)]


def test_without_checkpoints_the_page_opens_and_says_why(browser, tmp_path):
    from plateocr.app.build import launch_app

    served, address = launch_app([tmp_path / "lstm"], block=False)
    page = browser.new_page()
    page.goto(address)
    page.locator("#po-section-read").get_by_text("there is no such checkpoint folder").wait_for()
    assert page.get_by_text("install it again").count() == 0, "it is not one that comes with plateocr"
    page.close()
    served.close()
