import pytest

from plateocr.app.read_view import SHOWN, show_missing, show_readings, show_waiting
from plateocr.app.recognise import Answer, FileReading


@pytest.fixture
def reading(prediction):
    def make(name="a.jpg", texts=("皖A12345", "皖A12345")):
        answers = tuple(Answer(f"m{index}", prediction(text), 2.0) for index, text in enumerate(texts))
        return FileReading(name, "data:image/jpeg;base64,AAAA", answers)

    return make


def test_one_picture_is_shown_with_both_answers(reading):
    html = show_readings("en", [reading()])
    assert html.count('<article class="po-answer"') == 2
    assert "po-batch" not in html


def test_several_pictures_are_rows(reading):
    html = show_readings("en", [reading("a.jpg"), reading("b.jpg")])
    assert html.count("<details>") == 2
    assert "2 pictures" in html


def test_a_row_on_which_the_models_differ_is_marked(reading):
    assert show_readings("en", [reading(), reading()]).count("po-doubt") == 0
    assert show_readings("en", [reading(), reading(texts=("皖A12345", "皖A12346"))]).count("po-doubt") == 2


def test_a_long_batch_says_that_it_shows_the_first(reading):
    html = show_readings("en", [reading()] * (SHOWN + 1))
    assert html.count("<details>") == SHOWN
    assert f"The first {SHOWN} of {SHOWN + 1} pictures" in html


def test_bad_files_are_listed_after_the_good_ones(reading):
    html = show_readings("en", [FileReading("x.jpg", problem="x.jpg is empty (0 bytes)."), reading(), reading()])
    assert html.index("po-batch") < html.index("x.jpg is empty (0 bytes).")
    assert "This file was not read" in html


def test_a_missing_checkpoint_comes_with_the_way_to_get_one():
    html = show_missing("en", ["checkpoints/lstm: there is no such checkpoint folder."])
    assert "A model is missing" in html
    assert "--checkpoint FOLDER" in html


def test_file_names_are_escaped(reading):
    hostile = '"><img src=x onerror=alert(1)>'
    for readings in ([reading(hostile)], [reading(hostile)] * 2, [FileReading(hostile, problem=hostile)]):
        assert "<img src=x" not in show_readings("en", readings)
    assert "<img src=x" not in show_missing("en", [hostile])


def test_it_speaks_chinese(reading):
    html = show_readings("zh", [reading(), reading(), FileReading("x.jpg", problem="x.jpg is empty (0 bytes).")])
    assert "2 张图片" in html
    assert "这个文件未能识别" in html
    assert "识别结果" in show_waiting("zh")
