import base64
import json
import re
from dataclasses import replace

import pytest
from fake_detector import detected

from plateocr.app.reading.recognise import Answer, FileReading, ReadPlate
from plateocr.app.sections.read.view import SHOWN, show_missing, show_progress, show_readings, show_waiting
from plateocr.errors import CheckpointError, ImageError
from plateocr.evaluation.trust import Trust
from plateocr.pipeline.record import error_record
from plateocr.pipeline.results import NothingFound
from plateocr.pipeline.verdict import Doubt, Judgement, Verdict
from plateocr.plates import Layout

SURE, NOT_READ, NO_PLATE = (Judgement(one) for one in (Verdict.SURE, Verdict.NOT_READ, Verdict.NO_PLATE))
CHECK = Judgement(Verdict.CHECK, (Doubt.CHARACTER, Doubt.DISAGREEMENT), (6,))
EMPTY = ImageError("{name} is empty (0 bytes).", name="x.jpg")


@pytest.fixture
def reading(prediction):
    def make(name="a.jpg", texts=("皖A12345", "皖A12345"), judgement=SURE):
        answers = tuple(Answer(f"m{index}", prediction(text), 2.0) for index, text in enumerate(texts))
        plate = ReadPlate(None, "data:image/jpeg;base64,DDDD", answers, judgement)
        return FileReading(name, "data:image/jpeg;base64,AAAA", crop=plate)

    return make


def test_one_image_is_shown_with_both_answers(reading):
    html = show_readings("en", [reading()])
    assert html.count('<article class="po-answer"') == 2
    assert "po-batch" not in html


def test_several_images_are_rows(reading):
    html = show_readings("en", [reading("a.jpg"), reading("b.jpg")])
    assert html.count('<summary class="po-row">') == 2
    assert "2 images" in html


def test_a_row_on_which_the_models_differ_is_marked(reading):
    assert show_readings("en", [reading(), reading()]).count("po-doubt") == 0
    assert show_readings("en", [reading(), reading(texts=("皖A12345", "皖A12346"))]).count("po-doubt") == 2


def test_a_long_batch_says_that_it_shows_the_first(reading):
    html = show_readings("en", [reading()] * (SHOWN + 1))
    assert html.count('<summary class="po-row">') == SHOWN
    assert f"The first {SHOWN} of {SHOWN + 1} images" in html


def test_bad_files_are_listed_after_the_good_ones(reading):
    html = show_readings("en", [FileReading("x.jpg", problem=EMPTY), reading(), reading()])
    assert html.index("po-batch") < html.index("x.jpg is empty (0 bytes).")
    assert "This file was not read" in html


def test_progress_names_the_current_image():
    html = show_progress("en", 6, 100)
    assert "Reading 7 of 100" in html
    assert 'aria-valuenow="6"' in html
    assert "--done:0.0600" in html
    assert "Reading 100 of 100" in show_progress("en", 100, 100)
    assert "第 7 张" in show_progress("zh", 6, 100)


def test_of_a_single_image_no_share_is_claimed():
    assert "aria-valuenow" not in show_progress("en", 0, 1)


def test_images_read_before_a_stop_are_shown(reading):
    html = show_readings("en", [reading(), reading("b.jpg")], total=100)
    assert html.index("Stopped after 2 of 100") < html.index("2 images")
    one = show_readings("en", [reading()], total=100)
    assert "1 image<" in one
    assert one.count("<details>") == 1
    assert "Stopped" not in show_readings("en", [reading()], total=1)


def test_remarks_stand_with_the_image_and_are_escaped(reading, photo):
    record = error_record("a.jpg", "").model_copy(update={"remarks": ("The file <b>ends early.",)})
    remarked, found = replace(reading(), record=record), replace(photo(), record=record)
    for shown in ([remarked], [found], [photo(), remarked], [found, photo()]):
        assert "The file &lt;b&gt;ends early." in show_readings("en", shown)


def test_a_missing_checkpoint_is_reported_with_how_to_get_one():
    problem = CheckpointError("checkpoints/lstm: there is no such checkpoint folder.")
    html = show_missing("en", [problem], bundled=True)
    assert "A model is missing" in html
    assert "install it again" in html
    assert "--checkpoint FOLDER" in html


def test_who_gave_a_checkpoint_is_not_told_to_install_plateocr_again():
    html = show_missing("en", [CheckpointError("mine is damaged.")], bundled=False)
    assert "mine is damaged." in html
    assert "install it again" not in html


def test_file_names_are_escaped(reading):
    hostile = '"><img src=x onerror=alert(1)>'
    for readings in (
        [reading(hostile)],
        [reading(hostile)] * 2,
        [FileReading(hostile, problem=ImageError("{name} is empty (0 bytes).", name=hostile))],
    ):
        assert "<img src=x" not in show_readings("en", readings)
    assert "<img src=x" not in show_missing("en", [CheckpointError(hostile)], bundled=True)


def test_it_speaks_chinese(reading):
    html = show_readings("zh", [reading(), reading(), FileReading("x.jpg", problem=EMPTY)])
    assert "2 张图片" in html
    assert "这个文件未能识别" in html
    assert "x.jpg 是空文件（0 字节）。" in html
    assert "识别结果" in show_waiting("zh")


@pytest.fixture
def photo(prediction):
    def make(nothing=None):
        answers = (Answer("lstm", prediction("皖A12345"), 2.0),)
        plates = (
            ReadPlate(detected(100, 100, 200, 60), "data:image/jpeg;base64,BBBB", answers, CHECK),
            ReadPlate(detected(400, 300, 120, 35, Layout.OTHER), "data:image/jpeg;base64,CCCC", (), NOT_READ),
        )
        shown = () if nothing else plates
        return FileReading("<car>.jpg", "data:image/jpeg;base64,AAAA", (800, 600), plates=shown, nothing=nothing)

    return make


def test_a_photo_shows_each_plate_where_it_is_and_names_unread_ones(photo):
    html = show_readings("en", [photo()])
    assert 'viewBox="0 0 800 600"' in html
    assert 'points="100.0,100.0 300.0,100.0 300.0,160.0 100.0,160.0"' in html
    assert html.count('<details class="po-found"') == 2
    assert "2 plates found" in html
    assert "A plate that plateocr does not read" in html
    assert "<car>" not in html


def test_the_verdict_stands_in_the_line_of_a_plate_and_with_its_reasons_over_the_answers(photo):
    html = show_readings("en", [photo()])
    summary, below = re.search(r"<summary>(.*?)</summary>(.*?)</details>", html).groups()
    assert below.index("po-final-plate") < below.index("po-why")
    assert '<b class="po-judged" data-verdict="check">Check</b>' in summary
    assert below.index("Check this: a character is uncertain; the models disagree.") < below.index("po-answers")
    assert "请核对：有字符识别不确定；模型的结果不一致。" in show_readings("zh", [photo()])


@pytest.mark.parametrize(
    ("judgement", "says"), [(SURE, "Sure"), (CHECK, "the models disagree"), (NO_PLATE, "There is no plate here")]
)
def test_the_answer_for_a_crop_follows_its_verdict(reading, judgement, says):
    html = show_readings("en", [reading(judgement=judgement)])
    (verdict,) = re.findall(rf'<p class="po-verdict" data-verdict="{judgement.verdict}">(.*?)</p>', html)
    assert says in verdict
    assert ("po-final-plate" in html) == judgement.has_answer, "what is no answer does not stand on a plate"
    assert html.index("po-verdict") < html.index("po-why")


def test_characters_in_doubt_are_marked_and_have_their_candidates(reading):
    html = show_readings("en", [reading(texts=("皖A12345", "皖A12346"), judgement=CHECK)])
    plate = html[html.index("po-final-plate") : html.index("po-why")]
    assert re.findall(r'<text[^>]*data-ink="wrong"[^>]*>(.)</text>', plate) == ["5"]
    assert "Character 7" in plate
    chosen = re.findall(r'data-position="6" data-character="(.)" aria-pressed="(true|false)"', plate)
    assert chosen == [("5", "true"), ("6", "false"), ("B", "false")]


def test_how_sure_is_sure_is_said_with_measured_figures(reading):
    trust = Trust(n=500, sure=400, wrong=2, coverage={}, risk={"value": 0.005, "low": 0.0014, "high": 0.018})
    html = show_readings("en", [reading()], trust=trust)
    assert "All models read the same, each character with a probability of at least 90%" in html
    assert "Of the 500 images" in html
    assert "400 are answered surely, 2 of them wrongly (0.5 %, 95 % interval 0.1 to 1.8 %)." in html
    alone = show_readings("en", [reading(texts=("皖A12345",))])
    assert "a probability of at least 98%" in alone
    assert "answered surely" not in alone, "it is not known"


def test_the_most_doubtful_rows_come_first(reading):
    names = [("a.jpg", SURE), ("b.jpg", CHECK), ("c.jpg", NO_PLATE)]
    html = show_readings("en", [reading(name, judgement=judgement) for name, judgement in names])
    assert re.findall(r'class="po-file" title="(.)\.jpg"', html) == ["b", "c", "a"]


def test_what_is_shown_can_be_taken_away(reading):
    record = error_record("it's <a>.jpg", "x")
    html = show_readings("en", [replace(reading("it's <a>.jpg"), record=record)])
    (as_json,) = re.findall(r'href="data:application/json;base64,(.*?)"', html)
    assert json.loads(base64.b64decode(as_json))["file"] == "it's <a>.jpg"
    (as_csv,) = re.findall(r'href="data:text/csv;base64,(.*?)"', html)
    assert base64.b64decode(as_csv).decode("utf-8-sig").startswith("file,plate,verdict")
    assert "<a>.jpg" not in html
    assert "curl -F &#39;images=@it" in html


def test_a_crop_that_is_not_read_is_a_row_with_its_verdict_and_no_answer(reading):
    html = show_readings("en", [reading(), reading(texts=(), judgement=NOT_READ), reading(judgement=NO_PLATE)])
    foreign, nothing, _ = re.findall(r'<summary class="po-row">.*?</summary>', html)
    assert "Not read" in foreign
    assert "No plate" in nothing
    assert "皖A12345" not in nothing
    assert "not read</h2>" not in html, "the file is no bad one"


@pytest.mark.parametrize("reason", NothingFound)
def test_a_photo_without_plates_offers_to_read_it_whole(photo, reason):
    html = show_readings("en", [photo(reason)])
    assert "No plate found" in html
    assert "data-crop" in html
    assert "没有找到车牌" in show_readings("zh", [photo(reason)])


def test_the_plates_of_photos_are_rows_of_a_batch(photo, reading):
    html = show_readings("en", [photo(), reading(), photo(NothingFound.TOO_DARK)])
    assert html.count('<summary class="po-row">') == 3
    assert "(2)" in html
    assert "too dark" in html
