"""Take the pictures of the README from the real app: docs/{read,errors}{,-phone}.png.

Needs the shipped checkpoints, the bundled evaluation, playwright and a Chromium (environment variable CHROMIUM,
by default /usr/bin/chromium): ``python scripts/screenshots.py``.
"""

import os
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from plateocr.app.build import launch_app
from plateocr.files import replace_file

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SIZES = {"": (1280, 860), "-phone": (390, 844)}


def take(browser: Browser, address: str) -> None:
    """Both tabs at both sizes."""
    for suffix, (width, height) in SIZES.items():
        page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=1.5)
        page.goto(address)
        page.locator(".po-examples button").first.click()
        page.wait_for_selector(".po-answer")
        save(page, f"read{suffix}.png")
        page.get_by_role("tab", name="Errors").click()
        page.wait_for_selector(".po-card")
        page.wait_for_selector("#po-positions .point")
        save(page, f"errors{suffix}.png")
        page.close()


def save(page: Page, name: str) -> None:
    """One picture of what the window shows, once it has stopped moving."""
    page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    with replace_file(DOCS / name) as temporary:
        page.screenshot(path=temporary)


def main() -> None:
    """Serve the app and take the pictures."""
    app, address = launch_app(block=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        take(browser, address)
        browser.close()
    app.close()


if __name__ == "__main__":
    main()
