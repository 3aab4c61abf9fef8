"""Take screenshots of every section of the real app: docs/{read,overview,...,detail}{,-phone}.png.

Needs the shipped checkpoints, the bundled evaluation, playwright and a Chromium (environment variable CHROMIUM,
by default /usr/bin/chromium): ``python research/screenshots.py``. For another language or theme:
``python research/screenshots.py --lang zh --theme dark --out /tmp/images``.
"""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from plateocr.app.build import launch_app
from plateocr.cli.exit_codes import exit_on_error
from plateocr.files import replace_file
from plateocr.outputs import claim_folder

DOCS = Path(__file__).resolve().parents[1] / "docs"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SIZES = {"": (1280, 860), "-phone": (390, 844)}
PATIENCE = 120_000
# An image in the bundled evaluation that both models misread.
IMAGE = "worst&outcome=both_wrong&sort=confidently_wrong"
# name -> what follows show= in the address, and a selector that matches once the section is drawn
SECTIONS = {
    "read": ("read", ".po-examples button"),
    "overview": ("overview", "#po-positions .point"),
    "worst": ("worst&outcome=wrong&sort=confidently_wrong", ".po-card"),
    "confusions": ("confusions", ".po-matrix"),
    "slices": ("slices", ".po-slices"),
    "confidence": ("confidence&answer=0.6", "#po-risk .scatterlayer path"),
    "faults": ("faults", "#po-near h2"),
    "own": ("own", "#po-own-drop"),
    "detail": (IMAGE, ".po-card"),
}


def take(browser: Browser, address: str, place: Callable[[str], Path], language: str, theme: str) -> None:
    """Take every section at both sizes; ``place`` gives the path for a file name."""
    for suffix, (width, height) in SIZES.items():
        page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=1.5)
        page.set_default_timeout(PATIENCE)
        for name, (query, ready) in SECTIONS.items():
            page.goto(f"{address}?lang={language}&__theme={theme}&show={query}")
            page.wait_for_selector(ready)
            finish(page, name)
            save(page, place(f"{name}{suffix}.png"))
        page.close()


def finish(page: Page, name: str) -> None:
    """Do what a visitor does in a section before there is something to see."""
    if name == "read":
        page.locator(".po-examples button").first.click()
        page.wait_for_selector(".po-final-plate")
    elif name == "faults":
        # The result is cached while the app runs, and the button is then gone.
        if page.locator("#po-near button").count():
            page.locator("#po-near button").first.click()
        page.wait_for_selector("#po-near button", state="detached")
    elif name == "detail":
        page.locator(".po-card").first.click()
        page.wait_for_selector("#po-decisive [data-image]")
        page.wait_for_selector("#po-break-chart .scatterlayer path")


def save(page: Page, path: Path) -> None:
    """Save a screenshot once the page has stopped moving."""
    page.mouse.move(0, 0)
    page.wait_for_load_state("load")
    page.wait_for_timeout(500)
    with replace_file(path) as temporary:
        page.screenshot(path=temporary)
        # A palette reduces the size to a third without a visible difference.
        Image.open(temporary).convert("RGB").quantize(256).save(temporary, "PNG", optimize=True)


def main() -> None:
    """Take the screenshots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=DOCS)
    parser.add_argument("--lang", choices=["en", "zh"], default="en")
    parser.add_argument("--theme", choices=["light", "dark"], default="light")
    asked = parser.parse_args()
    if asked.out == DOCS:
        serve(DOCS.joinpath, asked.lang, asked.theme)
    else:
        with exit_on_error(), claim_folder(asked.out, "research/screenshots.py") as output:
            serve(output.claim, asked.lang, asked.theme)


def serve(place: Callable[[str], Path], language: str, theme: str) -> None:
    """Start the app and open every section in a browser."""
    app, address = launch_app(block=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        take(browser, address, place, language, theme)
        browser.close()
    app.close()


if __name__ == "__main__":
    main()
