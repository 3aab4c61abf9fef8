import io
import zipfile

import pytest

from plateocr.app.sections.own.evaluation import NoneUsableError, evaluate_archive
from plateocr.app.sections.own.view import show_own, show_refused
from plateocr.data.archive import ArchiveLimits, LeftOut
from plateocr.errors import DataError
from plateocr.pipeline.reader import PlateReader


@pytest.fixture(scope="module")
def reader(checkpoints):
    return PlateReader.from_checkpoint(checkpoints / "lstm")


@pytest.fixture
def evaluate(tmp_path, reader):
    def run(entries, progress=lambda *_: None):
        archive, place = tmp_path / "own.zip", tmp_path / "place"
        place.mkdir()
        with zipfile.ZipFile(archive, "w") as packed:
            for name, data in entries.items():
                packed.writestr(name, data)
        return evaluate_archive(archive, [reader], place, ArchiveLimits(), progress)

    return run


@pytest.fixture(scope="module")
def image(noise_image):
    buffer = io.BytesIO()
    noise_image(1).save(buffer, "JPEG")
    return buffer.getvalue()


def test_labelled_images_become_a_dashboard_and_the_rest_is_named(evaluate, image):
    steps = []
    dashboard = evaluate(
        {
            "night/皖A12345.jpg": image,
            "0002-京A00000.jpg": image,
            "holiday.jpg": image,
            "京B00000.jpg": image[:-200],
            "notes.txt": b"",
        },
        lambda *step: steps.append(step),
    )
    assert sorted(dashboard.table["file"]) == ["0002-京A00000.jpg", "night/皖A12345.jpg"]
    assert dashboard.image_path(dashboard.table["id"].iloc[0]) is not None
    assert sorted(file.name for file in dashboard.left_out) == ["holiday.jpg", "notes.txt", "京B00000.jpg"]
    assert all(str(dashboard.folder) not in file.reason for file in dashboard.left_out)
    assert ("unpack", 4, 4) in steps
    assert steps[-1] == ("read", 3, 3)


@pytest.mark.parametrize("name", ["notes.txt", "holiday.jpg"])
def test_nothing_usable_names_why(evaluate, image, name):
    with pytest.raises(NoneUsableError, match="no image of the ZIP can be used") as raised:
        evaluate({name: image})
    assert [file.name for file in raised.value.left_out] == [name]


def test_only_broken_images(evaluate, image):
    with pytest.raises(NoneUsableError):
        evaluate({"皖A12345.jpg": image[:-200]})


def test_an_empty_zip(evaluate):
    with pytest.raises(DataError, match="no image of the ZIP can be used"):
        evaluate({})


class TestView:
    def test_left_out_files_are_named_up_to_a_number(self):
        files = [LeftOut(f"{number}.jpg", f"<{number}>.jpg is bad.") for number in range(203)]
        html = show_refused("en", NoneUsableError(tuple(files)))
        assert "No image of the ZIP can be used" in html
        assert html.count("<li>") == 1 + 201
        assert "&lt;0&gt;.jpg is bad." in html
        assert "... and 3 more." in html
        assert "<details" not in show_refused("en", NoneUsableError(()))

    def test_the_way_to_the_dashboard_carries_its_id(self, dashboard):
        html = show_own("zh", dashboard, "an-id")
        assert 'href="?lang=zh&amp;show=overview&amp;data=an-id"' in html
        assert 'data-delete="an-id"' in html
        assert "<b>simple</b>, <b>lstm</b>" in html
