import re
from dataclasses import replace

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from plateocr.app.templating import environment
from plateocr.plates import Layout


def macros(language="en"):
    return environment(language).get_template("macros.html").module


def rendered(source, language="en", **values):
    return environment(language).from_string(source).render(values)


class TestTemplates:
    def test_values_from_outside_are_escaped_once(self):
        assert (
            rendered('<b title="{{ x }}">{{ x }}</b>', x='<&>"')
            == '<b title="&lt;&amp;&gt;&#34;">&lt;&amp;&gt;&#34;</b>'
        )
        assert rendered("{{ say('Image {file}', file=x) }}", x="<&>") == "Image &lt;&amp;&gt;"

    def test_html_in_a_sentence_stays_html(self):
        assert rendered("{{ say('Image {file}', file=x) }}", x=Markup("<b>1</b>")) == "Image <b>1</b>"

    def test_sentences_are_in_the_language_of_the_environment(self):
        assert rendered("{{ say('{n:,} images', n=1234) }}", "zh") == "1,234 张图片"

    def test_line_breaks_are_for_readers_only(self):
        assert (
            rendered("<p>\n  <b>a</b> <i>b</i>\n  {% if 1 %}\n    c\n  {% endif %}\n</p>\n")
            == "<p><b>a</b> <i>b</i>c</p>"
        )

    def test_attributes_on_separate_lines_stay_separated(self):
        assert rendered('<a href="{{ x }}"\n   {% if 1 %}\n     id="2"\n   {% endif %}>\n  y\n</a>', x=1).split() == [
            "<a",
            'href="1"',
            'id="2"',
            ">y</a>",
        ]

    def test_an_undefined_template_value_is_an_error(self):
        with pytest.raises(UndefinedError):
            rendered("{{ nothing }}")


def cells(html):
    return re.findall(r"<(mark|span)>(.)</", html)


@pytest.mark.parametrize("text", ["皖A12345", "皖AD12345", "WJ京01234"])
def test_a_line_has_a_cell_for_each_character(text):
    html = macros().plate_line("read", text)
    assert "".join(character for _, character in cells(html)) == text
    assert "<mark>" not in html


def test_only_the_wrong_characters_are_marked():
    wrong = (False, True, False, False, False, False, True)
    assert [tag for tag, _ in cells(macros().plate_line("read", "皖A12345", wrong))] == [
        "mark" if one else "span" for one in wrong
    ]


def test_a_missing_character_is_marked_behind_the_last():
    wrong = (*[False] * 7, True)
    assert macros().plate_line("read", "皖AD1234", wrong).endswith("<mark>&nbsp;</mark></span></span>")


def test_no_mark_may_be_missing():
    with pytest.raises(UndefinedError):
        macros().plate_line("read", "皖A12345", (True,))


def test_an_answer_has_one_bar_per_character_with_its_candidates(prediction):
    html = macros().answer("lstm", prediction("皖A12345"), 3.21)
    assert html.count('class="po-bar"') == 7
    assert html.count("--level:0.900") == 7
    assert html.count("<b>B</b>6") == 7
    assert "<b>8</b>" not in html, "candidates below one per cent are left out"
    assert "3.2 ms" in html
    assert "47.8 %" in html


def test_an_answer_names_the_kind_of_plate_and_a_plate_in_two_rows_has_its_characters_above_the_bars(prediction):
    in_a_row, in_two = prediction("皖A1234警"), replace(prediction("皖A1234挂"), layout=Layout.TWO_ROWS)
    assert '<p class="po-muted">Police</p>' in macros().answer("lstm", in_a_row, 3.0)
    assert "<li><b>" not in macros().answer("lstm", in_a_row, 3.0)
    assert '<p class="po-muted">挂车</p>' in macros("zh").answer("lstm", in_two, 3.0)
    assert re.findall("<li><b>(.)</b>", macros().answer("lstm", in_two, 3.0)) == list("皖A1234挂")


def test_flags_are_words_in_the_answer(prediction):
    html = macros().answer("lstm", prediction("皖A12345", ["low_confidence"]), 3.0)
    assert "Unsure: confidence 47.8 %." in html


def test_a_models_name_is_escaped(prediction):
    assert "<script>" not in macros().answer("<script>", prediction("皖A12345"), 1.0)


def test_an_answer_speaks_chinese(prediction):
    html = macros("zh").answer("lstm", prediction("皖OO2345", ["low_confidence", "implausible_plate"]), 3.0)
    assert "没有把握：置信度 47.8 %。" in html
    assert "字母 O 出现在第 2 位以外" in html
    assert "Confidence" not in html
