import os
from pathlib import Path

import pytest
from evaluation_on_disk import write_evaluation

from plateocr.app.build import launch_app
from plateocr.app.reading.readers import open_readers

SHIPPED = Path(__file__).resolve().parents[2] / "checkpoints"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Without these, Chromium contacts hosts on the network, which fails dozens of times on an offline machine.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LEFT = "this page is left"
CLOSED = ("AbortError: signal is aborted", "Connection errored out.")
PICTURES = 40
PATIENCE = 90_000


@pytest.fixture(scope="session")
def app_checkpoints(checkpoints):
    """The shipped checkpoints; in a checkout that has none yet, untrained ones."""
    place = SHIPPED if (SHIPPED / "lstm" / "config.json").is_file() else checkpoints
    return [place / "simple", place / "lstm"]


@pytest.fixture(scope="session")
def readers(app_checkpoints):
    return open_readers(app_checkpoints).readers


@pytest.fixture(scope="session")
def address(app_checkpoints, tmp_path_factory):
    """The address of the real app, with an evaluation of 40 images with 0 to 7 edits, five of each."""
    evaluation = write_evaluation(tmp_path_factory.mktemp("e2e") / "evaluation", PICTURES)
    page, address = launch_app(app_checkpoints, evaluation, block=False)
    yield address
    page.close()


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session", params=[1280, 390], ids=["desktop", "phone"])
def window(request, browser):
    """A browser window, wide and narrow; its tabs share a cache."""
    context = browser.new_context(viewport={"width": request.param, "height": 844})
    # The machine may be busy with other work.
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def errors_on():
    """A function that returns the list of errors on a page, to which new ones are added.

    Gradio closes its open connections when a page is left, and then logs that they are closed, which is not an error.
    """

    def listen(page):
        errors, left = [], []

        def hear(message):
            if message.text == LEFT:
                left.append(page.url)
            elif message.type == "error" and not (left and any(words in message.text for words in CLOSED)):
                errors.append(message.text)

        page.add_init_script(f"addEventListener('beforeunload', () => console.log('{LEFT}'))")
        page.on("framenavigated", lambda _: left.clear())
        page.on("console", hear)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return errors

    return listen


@pytest.fixture
def tab(window, address, errors_on):
    """The app open in a fresh tab; an error in its console fails the test, and so does a page that is too wide."""
    page = window.new_page()
    errors = errors_on(page)
    page.goto(address)
    page.wait_for_selector("#po-drop input[type=file]", state="attached")
    yield page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
    page.close()
    assert errors == []
