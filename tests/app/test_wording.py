import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.pipeline.wording import flag_sentences, interval, percent


@pytest.mark.parametrize(
    ("rate", "words"), [(0, "0.0 %"), (0.312, "31.2 %"), (0.9999, "> 99.9 %"), (0.9994, "99.9 %"), (1, "100.0 %")]
)
def test_percent(rate, words):
    assert percent(rate) == words


@given(st.floats(0, 1, exclude_max=True))
def test_uncertain_values_are_never_rounded_to_certainty(rate):
    assert "100" not in percent(rate)


def test_interval():
    assert interval({"value": 0.912, "low": 0.88, "high": 0.94}) == "88.0 to 94.0 %"
    assert interval({"value": None, "low": None, "high": None}) == ""


def test_no_flag_no_words(prediction):
    assert flag_sentences(prediction("皖A12345")) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("皖AO2345", "O outside position 2"),
        ("皖012345", "position 2 is not a letter"),
        ("皖AABCD5", "more than two letters after position 2"),
        ("皖Z12345", "that letter is not issued in this province"),
        ("皖AX12345", "the letter of a new-energy vehicle is missing or in the wrong place"),
        ("皖A1挂345", "no kind of plate has these characters in these places"),
    ],
)
def test_says_which_rule_is_broken(prediction, text, words):
    assert flag_sentences(prediction(text, ["implausible_plate"])) == [f"Not a valid plate number: {words}."]


def test_names_every_broken_rule_and_the_confidence(prediction):
    sentences = flag_sentences(prediction("皖0OABCD", ["low_confidence", "implausible_plate"], 0.31))
    assert sentences[0] == "Unsure: confidence 31.0 %."
    assert "O outside position 2; position 2 is not a letter; more than two" in sentences[1]
