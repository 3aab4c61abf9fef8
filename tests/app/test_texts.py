import ast
import pickle
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr import heif, images
from plateocr.app import (
    texts,
    texts_dashboard,
    texts_detail,
    texts_faults,
    texts_own_data,
    texts_photos,
    texts_read,
)
from plateocr.app.texts import CHINESE, LANGUAGES, language_of, say, tell
from plateocr.data import archive
from plateocr.errors import ImageError
from plateocr.pipeline import wording

APP = Path(texts.__file__).parent
PARTS = (texts_dashboard, texts_detail, texts_faults, texts_own_data, texts_photos, texts_read)
ERRORS_TOLD = (
    *(path for path in APP.glob("*.py") if path.stem != "pictures"),
    images.__file__,
    heif.__file__,
    archive.__file__,
)

# What is called with a sentence, and as which of its arguments.
SPOKEN = {"say": 1, "translate": 0}
RAISED = {"DataError": 0, "ImageError": 0, "super().__init__": 0}


def sentences_of(path, calls=SPOKEN):
    """Every literal that a module gives to one of ``calls``: says, translates, or raises an error with."""
    for node in ast.walk(ast.parse(Path(path).read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) not in calls:
            continue
        for sentence in node.args[calls[ast.unparse(node.func)] :][:1]:
            if isinstance(sentence, ast.Constant):
                yield sentence.value


def every_sentence():
    modules = [*sorted(APP.glob("*.py")), Path(wording.__file__)]
    return sorted(
        {sentence for path in modules for sentence in sentences_of(path)}
        | {sentence for path in ERRORS_TOLD for sentence in sentences_of(path, RAISED)}
        | {*wording.RULES_IN_WORDS.values(), *wording.TURNED_IN_WORDS.values(), *images.REMARKS}
    )


def placeholders(sentence):
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


def test_each_sentence_has_chinese():
    assert [sentence for sentence in every_sentence() if sentence not in CHINESE] == []


def test_no_chinese_without_a_sentence():
    assert sorted(set(CHINESE) - set(every_sentence())) == []


@pytest.mark.parametrize("english", CHINESE)
def test_both_have_the_same_placeholders(english):
    assert placeholders(english) == placeholders(CHINESE[english])


def test_no_sentence_is_translated_twice():
    assert sum(len(part.CHINESE) for part in PARTS) == len(CHINESE)


def test_the_test_sees_a_sentence_without_chinese(tmp_path):
    (tmp_path / "view.py").write_text('say(language, "Not there", n=1)\ntranslate("Nor this")\n')
    assert list(sentences_of(tmp_path / "view.py")) == ["Not there", "Nor this"]
    (tmp_path / "view.py").write_text('raise DataError("Not told: {n}", n=1)\nraise DataError(sentence)\n')
    assert list(sentences_of(tmp_path / "view.py", RAISED)) == ["Not told: {n}"]


def test_an_error_is_told_in_either_language(tmp_path):
    empty = tmp_path / "{0}.jpg"
    empty.touch()
    with pytest.raises(ImageError) as raised:
        images.open_image(empty, empty.name)
    assert str(raised.value) == tell("en", raised.value) == "{0}.jpg is empty (0 bytes)."
    assert tell("zh", raised.value) == "{0}.jpg 是空文件（0 字节）。"
    assert tell("zh", ImageError("a {sentence} without values")) == "a {sentence} without values"
    again = pickle.loads(pickle.dumps(raised.value))
    assert tell("zh", again) == tell("zh", raised.value), "worker processes hand errors over pickled"


def test_says_it_in_either_language():
    assert say("en", "{n:,} pictures", n=1234) == "1,234 pictures"
    assert say("zh", "{n:,} pictures", n=1234) == CHINESE["{n:,} pictures"].format(n=1234)
    assert say("zh", "no such sentence") == "no such sentence"


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        (None, None, "en"),
        ("zh", "en", "zh"),
        ("en", "zh-CN,zh;q=0.9", "en"),
        ("ZH-TW", "en", "zh"),
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "en-GB,en;q=0.9,zh;q=0.8", "en"),
        (None, "fr, en;q=0.3, zh-TW;q=0.7", "zh"),
        (None, "fr, zh;q=0.9", "zh"),
        (None, "zh;q=0", "en"),
        (None, "zh;q=0.000, en;q=0.1", "en"),
        (None, "en;q=0, *", "zh"),
        (None, "zh;q=0, *", "en"),
        (None, "zh-TW;q=0, zh-CN;q=0.4, en;q=0.3", "zh"),
        (None, "*", "en"),
        (None, "*;q=0", "en"),
        (None, "zh, *", "zh"),
        (None, "*;q=0.5, zh;q=0.4", "en"),
        (None, " fr ,\tzh-Hans-CN ; q=0.9 , en ; q=0.8 ", "zh"),
        (None, "ZH;Q=0.9, EN;Q=0.8", "zh"),
        (None, ",, zh,", "zh"),
        (None, "zhx, zh_CN, en;q=0.1", "en"),
        (None, "zh;q=2, en;q=0.1", "en"),
        (None, "zh;q=nan, en;q=0.1", "en"),
        (None, "zh;q=-1, en;q=0.1", "en"),
        (None, "zh;q=, en;q=0.1", "en"),
        ("xx", "zh", "zh"),
        ("", "fr", "en"),
    ],
)
def test_the_language_of_a_page(asked, accepted, language):
    assert language_of(asked, accepted) == language


@given(st.text(), st.text())
def test_any_header_gives_a_language(asked, accepted):
    assert language_of(asked, accepted) in LANGUAGES


blank = st.sampled_from(["", " ", "\t", "  "])
thousandths = st.integers(0, 1000)


@given(
    thousandths,
    thousandths,
    st.booleans(),
    st.lists(st.sampled_from(["fr", "de-AT;q=0.3", "zh;q=x", "", "*;q=0"])),
    blank,
)
def test_the_language_that_is_liked_better_is_chosen_however_the_header_is_written(zh, en, zh_first, others, space):
    weighed = [f"{tag}{space};{space}q={weight / 1000:.3f}" for tag, weight in (("zh-CN", zh), ("en-US", en))]
    header = f"{space},{space}".join([*others, *(weighed if zh_first else reversed(weighed))])
    liked_better = {True: "zh", False: "en"}[zh > en or (zh == en > 0 and zh_first)]
    assert language_of(None, header) == liked_better


@given(thousandths.filter(bool), st.sampled_from(["zh", "zh-TW", "zh-Hant-HK"]))
def test_what_is_not_wanted_is_never_chosen_over_what_is(weight, tag):
    assert language_of(None, f"{tag};q=0, en;q={weight / 1000}") == "en"
    assert language_of(None, f"en;q=0, {tag};q={weight / 1000}") == "zh"
