from PIL import Image

from plateocr.data.faults import Fault
from plateocr.data.folder import PlateFolder
from plateocr.data.stats import FolderStatistics, span, statistics_of
from plateocr.data.stats_page import write_page
from plateocr.plates import CHARACTERS, PROVINCES


def three_images(root) -> FolderStatistics:
    Image.new("RGB", (94, 24)).save(root / "0-皖A00001.png")
    Image.new("RGB", (94, 24)).save(root / "1-皖A00001.png")
    Image.new("RGB", (200, 60)).save(root / "2-沪B00009.png")
    (root / "3-沪B00008.png").write_text("not an image")
    (root / "lamp.png").touch()
    return statistics_of(PlateFolder.scan(root), lambda: None)


def test_characters_are_counted_at_each_position(tmp_path):
    statistics = three_images(tmp_path)

    assert (statistics.images, statistics.plates) == (4, 3)
    assert {c: n for c, n in statistics.characters[0].items() if n} == {"皖": 2, "沪": 2}
    assert {c: n for c, n in statistics.characters[1].items() if n} == {"A": 2, "B": 2}
    assert {c: n for c, n in statistics.characters[6].items() if n} == {"1": 2, "8": 1, "9": 1}
    assert ["".join(position) for position in statistics.characters] == [PROVINCES, *[CHARACTERS] * 6]


def test_sizes_come_from_the_images_and_bad_files_are_listed(tmp_path):
    statistics = three_images(tmp_path)

    assert statistics.sizes == {(94, 24): 2, (200, 60): 1}
    assert (span(statistics.sizes, 0), span(statistics.sizes, 1)) == ((94, 94, 200), (24, 24, 60))
    assert [(bad.path.name, bad.fault) for bad in statistics.bad] == [
        ("lamp.png", Fault.NO_PLATE),
        ("3-沪B00008.png", Fault.UNREADABLE),
    ]


def test_the_page_is_self_contained(tmp_path):
    page = tmp_path / "out" / "page.html"

    write_page(three_images(tmp_path), "Plates in <data>", page)

    text = page.read_text(encoding="utf-8")
    assert "Plates in &lt;data&gt;" in text
    assert "data:font/woff2;base64," in text
    assert text.count('class="plotly-graph-div"') == 4
    assert "<script src=" not in text
    assert [file.name for file in page.parent.iterdir()] == ["page.html"]


def test_without_readable_images_the_page_has_no_sizes(tmp_path):
    (tmp_path / "皖A00001.png").touch()
    statistics = statistics_of(PlateFolder.scan(tmp_path), lambda: None)

    write_page(statistics, "Plates", tmp_path / "page.html")

    assert statistics.sizes == {}
    assert (tmp_path / "page.html").read_text(encoding="utf-8").count('class="plotly-graph-div"') == 3
