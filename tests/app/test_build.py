import json

import pytest

from plateocr.app.build import SECTIONS, build_app
from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.hosting import Shown
from plateocr.app.reading.pool import ReadingPool
from plateocr.app.reading.readers import OpenedReaders
from plateocr.errors import CheckpointError


@pytest.fixture(scope="module")
def config(dashboard):
    shown = Shown(OpenedReaders((), (CheckpointError("no model"),)), dashboard)
    return build_app(shown, DashboardStore(dashboard), ReadingPool()).get_config_file()


def test_both_languages_have_every_section(config):
    for page in ("", "zh"):
        parts = set(config["page"][page]["components"])
        names = {one["props"].get("elem_id") for one in config["components"] if one["id"] in parts}
        assert {f"po-section-{name}" for name in (*(section.name for section in SECTIONS), "detail")} <= names


def test_the_page_is_sent_without_a_row_of_the_table(config, dashboard):
    sent = json.dumps(config, ensure_ascii=False, default=str)
    assert not any(str(file) in sent for file in dashboard.table["file"])
    assert not any(str(image) in sent for image in dashboard.table["id"])
