"""The detail of an image in the running app, in a real Chromium, at desktop and at phone width."""

from pathlib import Path

import pytest
from evaluation_on_disk import write_evaluation

from plateocr.app.build import launch_app
from plateocr.evaluation.perturb import KNOBS
from plateocr.evaluation.table import read_table

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Networks run on a machine that may be busy.
PATIENCE = 90_000
PICTURES = 6


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory):
    return write_evaluation(tmp_path_factory.mktemp("detail") / "evaluation", PICTURES)


@pytest.fixture(scope="module")
def served(app_checkpoints, evaluation):
    page, address = launch_app(app_checkpoints, evaluation, block=False)
    yield address
    page.close()


@pytest.fixture(scope="module")
def ids(evaluation):
    """The images in the order of the view: most edits first."""
    table = read_table(evaluation)
    return table[table["model"] == "lstm"].sort_values("edits", ascending=False)["id"].tolist()


@pytest.fixture
def open_page(window, errors_on):
    """A function that opens an address; an error in the console fails the test, and so does a page that is too wide."""
    page = window.new_page()
    page.set_default_timeout(PATIENCE)
    errors = errors_on(page)

    def go(address):
        page.goto(address)
        return page

    yield go
    for part in ("document.documentElement", "document.querySelector('#po-dialog')"):
        assert page.evaluate(f"{part}.scrollWidth <= Math.min(innerWidth, {part}.clientWidth)"), f"{part} is too wide"
    page.close()
    assert errors == []


@pytest.fixture
def detail(open_page, served):
    """A function that opens an image by its id, as a link does."""

    def show(image):
        page = open_page(f"{served}?lang=en&show=worst&model=lstm&picture={image}")
        shown(page, image)
        return page

    return show


def shown(page, image):
    page.locator(f'#po-image [data-image="{image}"]').wait_for()


def text_of(locator):
    return "".join(locator.inner_text().split())


def test_answers_are_live_and_each_position_shows_what_decided(detail, ids, evaluation, readers):
    page = detail(ids[0])
    row = read_table(evaluation).set_index("id").loc[ids[0]].iloc[0]
    file = Path(evaluation) / "pictures" / row["file"]

    lines = page.locator("#po-image .po-lines li")
    assert text_of(lines.nth(0)) == f"Truth{row['truth']}"
    for place, reader in enumerate(readers):
        text = reader.read(file).text
        assert text in text_of(lines.nth(place + 1))
        card = page.locator(f'#po-image .po-answer[data-model="{reader.name}"]')
        assert text_of(card.locator(".po-plate")) == text
        # Five candidates, of which the first stands on the plate, and those below one per cent are left out.
        likely = [p for one in reader.read(file).characters for _, p in one.alternatives[1:] if p >= 0.01]
        assert len(likely) <= card.locator(".po-alternative").count() <= 7 * 4
        wrong = sum(one != other for one, other in zip(text, row["truth"], strict=True))
        assert lines.nth(place + 1).locator("mark").count() == wrong
    seen = page.locator("#po-image .po-seen img").first
    assert seen.evaluate("(one) => one.decode().then(() => [one.naturalWidth, one.naturalHeight])") == [224, 64]

    buttons = page.locator(".po-positions button")
    buttons.first.wait_for()
    assert buttons.count() == 7
    buttons.nth(4).focus()
    page.keyboard.press("Enter")
    assert [one.get_attribute("aria-pressed") for one in buttons.all()] == ["false"] * 4 + ["true"] + ["false"] * 2
    for reader in readers:
        figure = page.locator(f'.po-heat[data-model="{reader.name}"]')
        captions = figure.locator("figcaption span:visible")
        assert captions.count() == 1
        assert captions.first.inner_text().startswith(reader.read(file).text[4])
        assert [one.get_attribute("data-position") for one in figure.locator(".po-veil:visible").all()] == ["5"]


def test_a_slider_reads_the_changed_image_and_shows_where_it_breaks(detail, ids):
    page = detail(ids[0])
    page.locator("#po-break-chart .xtitle", has_text="Blur").wait_for()
    assert page.locator("#po-break-chart .scatterlayer .trace").count() == 2
    before = page.locator(".po-changed figure > img").get_attribute("src")

    slider = page.get_by_role("slider", name="Brightness")
    slider.focus()
    page.keyboard.press("Home")
    page.locator(f'.po-changed figure > img:not([src="{before}"])').wait_for()
    assert (
        page.locator(".po-knob", has_text="Brightness").locator("output").inner_text() == f"{KNOBS['brightness'].low:g}"
    )
    page.locator("#po-break-chart .xtitle", has_text="Brightness").wait_for()
    assert page.locator(".po-breaks li").count() == 2
    assert "reads" in page.locator(".po-breaks li").first.inner_text()

    shown(page, ids[0])
    page.get_by_role("button", name="Back to the original image").click()
    page.locator(f'.po-changed figure > img[src="{before}"]').wait_for()
    assert slider.input_value() == "1"


def test_a_late_result_is_shown_when_its_image_is_shown_again(detail, ids):
    """It was hidden while another image was shown; for Gradio, the same text again is not a new value."""
    page = detail(ids[0])
    for part in ("#po-decisive", "#po-changed"):
        made = page.locator(f'{part} [data-image="{ids[0]}"]')
        made.wait_for()
        page.evaluate(f"""document.querySelector('{part} [data-image]').parentElement.hidden = true""")
        assert not made.is_visible()
        page.evaluate("document.dispatchEvent(new Event('po:looked'))")
        made.wait_for(timeout=5000)


def test_leafing_by_keys_and_buttons(detail, ids):
    page = detail(ids[0])
    assert page.locator("#po-previous-image").get_attribute("href") is None
    page.keyboard.press("ArrowRight")
    shown(page, ids[1])
    assert page.locator(".po-steps").inner_text().split()[1:4] == ["2", "of", str(PICTURES)]
    page.locator("#po-next-image").click()
    shown(page, ids[2])
    page.keyboard.press("ArrowLeft")
    shown(page, ids[1])
    assert f"picture={ids[1]}" in page.url
    page.locator(f'#po-decisive [data-image="{ids[1]}"]').wait_for()
    page.locator(f'#po-changed [data-image="{ids[1]}"]').wait_for()

    page.get_by_role("slider", name="Rotation").focus()
    page.keyboard.press("ArrowRight")
    page.locator(".po-knob", has_text="Rotation").locator("output", has_text="1").wait_for()
    assert f"picture={ids[1]}" in page.url, "an arrow key on a slider moves the slider"


def test_an_unknown_image_gives_a_sentence(open_page, served):
    page = open_page(f"{served}?lang=en&show=worst&picture=ffff")
    page.get_by_text("no image 'ffff'").wait_for()
    assert not page.locator("#po-again").is_visible()


def test_without_checkpoints_it_shows_the_table(open_page, evaluation, ids, tmp_path):
    served, address = launch_app([tmp_path / "lstm"], evaluation, block=False)
    page = open_page(f"{address}?lang=en&show=worst&picture={ids[0]}")
    shown(page, ids[0])
    notice = page.locator("#po-image .po-notice").inner_text()
    assert "there is no such checkpoint folder" in notice
    assert "comes from the table" in notice
    # Each of three candidates, but those below one per cent.
    assert 0 < page.locator("#po-image .po-alternative").count() <= 2 * 7 * 2
    assert page.locator("#po-again").count() == 0
    served.close()
