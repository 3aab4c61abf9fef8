import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.app import languages as module
from plateocr.app.languages import language_of, languages


@pytest.fixture(scope="module", autouse=True)
def two_languages():
    """English and Chinese, whichever others the app has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "languages", lambda: {"en": "English", "zh": "中文"})
        yield


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
    assert language_of(asked, accepted) in languages()


blank = st.sampled_from(["", " ", "\t", "  "])
thousandths = st.integers(0, 1000)


@given(
    thousandths,
    thousandths,
    st.booleans(),
    st.lists(st.sampled_from(["fr", "de-AT;q=0.3", "zh;q=x", "", "*;q=0"])),
    blank,
)
def test_the_preferred_language_is_chosen_however_the_header_is_written(zh, en, zh_first, others, space):
    weighed = [f"{tag}{space};{space}q={weight / 1000:.3f}" for tag, weight in (("zh-CN", zh), ("en-US", en))]
    header = f"{space},{space}".join([*others, *(weighed if zh_first else reversed(weighed))])
    liked_better = {True: "zh", False: "en"}[zh > en or (zh == en > 0 and zh_first)]
    assert language_of(None, header) == liked_better


@given(thousandths.filter(bool), st.sampled_from(["zh", "zh-TW", "zh-Hant-HK"]))
def test_an_unwanted_language_is_never_preferred_to_a_wanted_one(weight, tag):
    assert language_of(None, f"{tag};q=0, en;q={weight / 1000}") == "en"
    assert language_of(None, f"en;q=0, {tag};q={weight / 1000}") == "zh"
