"""The page of /v1's documentation in a real Chromium."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_it_opens_without_any_other_host_and_can_be_tried(browser, address):
    page = browser.new_page()
    page.set_default_timeout(90_000)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}v1/docs")
    page.locator("#operations-default-health_health_get").get_by_role("button").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.locator(".live-responses-table").get_by_text('"ready"').wait_for()
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert f"{address}v1/health" in asked
    page.close()
