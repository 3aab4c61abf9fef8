"""Every sentence of the app is in every catalogue, and nothing else is."""

import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import plateocr
from plateocr import errors
from plateocr.app.catalogue import sentences_of, template, updated
from plateocr.app.languages import SOURCE, catalogue_path, languages

APP = Path(plateocr.__file__).parent / "app"
SAID = {str(one.id) for one in template() if one.id}
ERRORS = {name for name, value in vars(errors).items() if isinstance(value, type)}
OTHERS = [language for language in languages() if language != SOURCE]
# Languages of which no sentence may be missing; of others, what is not translated yet is said in English.
COMPLETE = ["zh"]


def messages(language):
    with catalogue_path(language).open("rb") as file:
        return [one for one in read_po(file) if one.id]


def placeholders(sentence):
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


@pytest.mark.parametrize("language", COMPLETE)
def test_each_sentence_is_translated(language):
    left = SAID - {str(one.id) for one in messages(language) if one.string and not one.fuzzy}
    assert not left, "python -m plateocr.app.catalogue"


@pytest.mark.parametrize("language", OTHERS)
class TestCatalogues:
    def test_only_sentences_in_use_are_translated(self, language):
        assert not {str(one.id) for one in messages(language)} - SAID, "python -m plateocr.app.catalogue"

    def test_placeholders_agree(self, language):
        assert [
            one.id for one in messages(language) if one.string and placeholders(one.id) != placeholders(one.string)
        ] == []

    def test_it_is_as_the_translators_command_writes_it(self, language):
        assert updated(language) == catalogue_path(language).read_text(encoding="utf-8")


def test_sentences_of_modules_templates_and_errors_are_found(tmp_path):
    module, page = tmp_path / "view.py", tmp_path / "view.html"
    module.write_text(
        'say(language, "Said", n=1)\nSection("name", "Title", lay_out)\ntranslate("Translated")\n'
        'f(say(language, "In " "two"))\nraise DataError("Told: {n}", n=1)\nraise DataError(sentence)\n'
    )
    page.write_text('{{ say("In a template", n=say("nested")) }}{% set x = say("set") %}{{ say(x) }}')
    assert sorted(sentences_of(module)) == ["In two", "Said", "Title", "Told: {n}", "Translated"]
    assert sorted(sentences_of(page)) == ["In a template", "nested", "set"]
