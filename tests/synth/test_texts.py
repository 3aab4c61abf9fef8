import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.plates import (
    CHARACTERS,
    DIGITS,
    LETTERS,
    MAX_LETTERS_IN_SERIAL,
    ORDINARY,
    PROVINCES,
    SPECS,
    PlateKind,
    RuleViolation,
)
from plateocr.synth.texts import random_agency, random_text, text_of

kinds = st.sampled_from(list(PlateKind))
seeds = st.integers(0, 2**32)


def some(kind, count=300):
    rng = np.random.default_rng(0)
    return [text_of(kind, rng) for _ in range(count)]


@given(kinds, seeds)
def test_a_number_that_is_issued_breaks_no_rule(kind, seed):
    assert SPECS[kind].violations(text_of(kind, np.random.default_rng(seed), issued=True)) == ()


@given(kinds, seeds)
def test_a_text_obeys_the_rules_of_its_kind_save_for_its_agency_and_one_letter_too_many(kind, seed):
    text = text_of(kind, np.random.default_rng(seed))
    assert SPECS[kind].accepts(text)
    assert set(SPECS[kind].violations(text)) <= {RuleViolation.AGENCY_NOT_ISSUED, RuleViolation.TOO_MANY_LETTERS}


@given(kinds, seeds)
def test_the_same_seed_gives_the_same_text(kind, seed):
    assert text_of(kind, np.random.default_rng(seed)) == text_of(kind, np.random.default_rng(seed))


@given(seeds)
def test_an_agency_is_a_province_and_a_letter(seed):
    province, letter = random_agency(np.random.default_rng(seed))
    assert province in PROVINCES
    assert letter in LETTERS


def test_every_province_and_character_occurs_and_every_number_of_letters_and_one_too_many():
    rng = np.random.default_rng(0)
    texts = [random_text(rng) for _ in range(2000)]
    assert all(ORDINARY.accepts(text) for text in texts)
    assert {text[0] for text in texts} == set(PROVINCES)
    assert set("".join(text[1:] for text in texts)) == set(CHARACTERS)
    counts = {sum(one in LETTERS for one in text[2:]) for text in texts}
    assert counts == set(range(MAX_LETTERS_IN_SERIAL + 2))


def test_green_texts_are_those_of_small_and_large_cars():
    small, large = some(PlateKind.GREEN), some(PlateKind.GREEN_LARGE)
    assert {text[0] for text in small + large} == set(PROVINCES)
    assert not {text[1] for text in small + large} & {"O"}
    assert {text[3] in LETTERS for text in small} == {False, True}
    assert all(text[-1] in DIGITS for text in small)
    assert all(text[-1] in LETTERS and text[2] in DIGITS for text in large)


def test_embassies_have_their_character_first_or_last():
    assert {(text[0] == "使", text[-1] == "使") for text in some(PlateKind.EMBASSY)} == {(True, False), (False, True)}


def test_armed_police_are_of_all_provinces_some_with_a_branch():
    texts = some(PlateKind.ARMED_POLICE)
    assert {text[2] for text in texts} == set(PROVINCES)
    assert {text[-1] in LETTERS for text in texts} == {False, True}


@pytest.mark.parametrize("kind", PlateKind)
def test_numbers_seldom_come_twice(kind):
    assert len(set(some(kind, 50))) > 45
