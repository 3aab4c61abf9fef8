import pickle

import pytest

from plateocr.errors import DataError, Sentence


def in_german(template, **values):
    return {"{n} files in {where}": "{n} Dateien in {where}", "here": "hier"}[template].format(**values)


def test_a_sentence_is_text_that_can_be_translated():
    sentence = Sentence("{n} files in {where}", n=3, where=Sentence("here"))
    assert sentence == "3 files in here"
    assert sentence.tell(in_german) == "3 Dateien in hier"


def test_braces_without_values_are_text():
    assert Sentence("a {b}") == "a {b}"


def test_an_error_tells_its_message():
    error = DataError("{n} files in {where}", n=3, where="A")
    assert (str(error), error.message) == ("3 files in A", "3 files in A")
    assert error.tell(in_german) == "3 Dateien in A"


@pytest.mark.parametrize("values", [{}, {"n": 3, "where": "A"}])
def test_errors_and_sentences_survive_pickling(values):
    """Workers of another process raise them."""
    error = DataError("{n} files in {where}", **values)
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.message) == (str(error), error.message)
    assert (copy.message.template, copy.message.values) == (error.message.template, error.message.values)
