import re

import pytest

from plateocr.app.markup import answer, plate, plate_line


def cells(html):
    return re.findall(r"<(mark|span)>(.)</", html)


def test_a_plate_has_seven_cells_and_says_its_text():
    html = plate("皖A12345")
    assert 'aria-label="皖A12345"' in html
    assert "".join(character for _, character in cells(html)) == "皖A12345"
    assert "<mark>" not in html


def test_only_the_wrong_characters_are_marked():
    wrong = (False, True, False, False, False, False, True)
    assert [tag for tag, _ in cells(plate_line("read", "皖A12345", wrong))] == [
        "mark" if one else "span" for one in wrong
    ]


def test_marks_must_be_seven():
    with pytest.raises(ValueError, match="zip"):
        plate("皖A12345", (False,))


def test_an_answer_has_a_bar_a_character_with_its_candidates(prediction):
    html = answer("en", "lstm", prediction("皖A12345"), 3.21)
    assert html.count('class="po-bar"') == 7
    assert html.count("--level:0.900") == 7
    assert html.count("<b>B</b>6") == 7
    assert html.count("<b>8</b>&lt;1") == 7
    assert "3.2 ms" in html
    assert "47.8 %" in html


def test_flags_are_words_in_the_answer(prediction):
    html = answer("en", "lstm", prediction("皖A12345", ["low_confidence"]), 3.0)
    assert "Unsure: confidence 47.8 %." in html


def test_a_models_name_is_escaped(prediction):
    assert "<script>" not in answer("en", "<script>", prediction("皖A12345"), 1.0)


def test_an_answer_speaks_chinese(prediction):
    html = answer("zh", "lstm", prediction("皖OO2345", ["low_confidence", "implausible_plate"]), 3.0)
    assert "没有把握：置信度 47.8 %。" in html
    assert "字母 O 出现在第 2 位以外" in html
    assert "Confidence" not in html
