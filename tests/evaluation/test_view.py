from itertools import zip_longest
from math import inf

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from plateocr.errors import ConfigError, DataError
from plateocr.evaluation.attributes import ATTRIBUTES
from plateocr.evaluation.prepared import PreparedTable
from plateocr.evaluation.view import View, apply_view, find_page, find_rows
from plateocr.evaluation.view_fields import FLAGS
from plateocr.plates import CHARACTERS, PROVINCES, spec_of

MODELS = ("simple", "lstm")
# Few characters, so that the filters find something.
plates = st.tuples(st.sampled_from("皖苏"), st.text("O0DA", min_size=6, max_size=7)).map("".join)
ends = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda pair: tuple(map(float, sorted(pair))))
ranges = ends | st.tuples(st.just(-inf), st.floats(-5, 5)) | st.tuples(st.floats(-5, 5), st.just(inf))
readings = st.fixed_dictionaries(
    {
        "prediction": plates,
        "confidence": st.sampled_from([0.1, 0.5, 0.9]),
        "flags": st.lists(st.sampled_from(["low_confidence", "implausible_plate"]), unique=True),
    }
)
images = st.fixed_dictionaries(
    {
        "truth": plates,
        "sharpness": st.integers(0, 3).map(float),
        "width": st.integers(0, 3),
        "read_by": st.tuples(readings, readings | st.none()),
    }
)
unset = st.none()
views = st.fixed_dictionaries(
    {"model": st.just("simple"), "other": st.just("lstm")},
    optional={
        "sort": st.sampled_from(["cer", "confidence", "confidently_wrong", "loss_against_other"]),
        "outcome": st.sampled_from(["all", "correct", "wrong", "both_wrong", "only_this_wrong", "only_other_wrong"]),
        "provinces": unset | st.sampled_from(["皖", "苏皖", PROVINCES]),
        "truth_character": unset | st.sampled_from("皖O0D"),
        "predicted_character": unset | st.sampled_from("苏O0D"),
        "wrong_position": unset | st.integers(0, 7),
        "min_edits": unset | st.integers(0, 8),
        "max_edits": unset | st.integers(0, 8),
        "min_confidence": unset | st.floats(0, 1),
        "max_confidence": unset | st.floats(0, 1),
        "sharpness": unset | ranges,
        "width": unset | ranges,
        "flag": unset | st.sampled_from(FLAGS),
        "text": unset | st.sampled_from(["00", "皖a", ".jpg", "(", "1.J"]),
        "page": st.integers(1, 9),
    },
).map(lambda fields: View(**fields))


def table_of(images):
    rows = [
        {
            "id": f"{number:016x}",
            "file": f"{number}.jpg",
            "model": model,
            **{key: image[key] for key in ("truth", "sharpness", "width")},
            **reading,
        }
        for number, image in enumerate(images)
        for model, reading in zip(MODELS, image["read_by"], strict=True)
        if reading is not None
    ]
    table = pd.DataFrame(rows)
    edits = [
        sum(a != b for a, b in zip_longest(truth, read))
        for truth, read in zip(table["truth"], table["prediction"], strict=True)
    ]
    return table.assign(edits=edits, correct=table["truth"] == table["prediction"])


def passes(row, other, view):
    """Every filter of a view reimplemented row by row, according to its docstring."""
    pairs = list(zip(row["truth"].ljust(8), row["prediction"].ljust(8), strict=True))
    fits = any(
        view.truth_character in (None, truth)
        and view.predicted_character in (None, read)
        and (view.wrong_position is None or truth != read)
        for truth, read in (pairs if view.wrong_position is None else [pairs[view.wrong_position]])
    )
    outcome = {
        "all": True,
        "correct": row["correct"],
        "wrong": not row["correct"],
        "both_wrong": other is not None and not row["correct"] and not other["correct"],
        "only_this_wrong": other is not None and not row["correct"] and other["correct"],
        "only_other_wrong": other is not None and row["correct"] and not other["correct"],
    }[view.outcome]
    broken = spec_of(row["prediction"]).violations(row["prediction"])
    return (
        fits
        and outcome
        and (view.provinces is None or row["truth"][0] in view.provinces)
        and (view.min_edits or 0) <= row["edits"]
        and (view.max_edits is None or row["edits"] <= view.max_edits)
        and (view.min_confidence or 0) <= row["confidence"]
        and (view.max_confidence is None or row["confidence"] <= view.max_confidence)
        and all(
            getattr(view, name) is None or getattr(view, name)[0] <= row[name] <= getattr(view, name)[1]
            for name in ("sharpness", "width")
        )
        and (view.flag is None or view.flag in row["flags"] or view.flag in broken)
        and (view.text is None or any(view.text.lower() in row[key].lower() for key in ("truth", "prediction", "file")))
    )


def sort_key(row, other, view):
    sure = row["confidence"]
    loss = row["edits"] - other["edits"] if other is not None else 0
    main = {
        "cer": (-row["edits"], -sure),
        "confidence": (sure,),
        "confidently_wrong": (row["correct"], sure if row["correct"] else -sure),
        "loss_against_other": (-loss, -sure),
    }[view.sort]
    return (*main, row["file"], row["id"])


@given(st.lists(images, min_size=1, max_size=12).filter(lambda some: any(one["read_by"][1] for one in some)), views)
def test_a_view_holds_exactly_the_rows_that_pass_in_its_order(images, view):
    table = table_of(images)
    of_other = {row["file"]: row for row in table[table["model"] == "lstm"].to_dict("records")}
    kept = [
        (row, of_other.get(row["file"]))
        for row in table[table["model"] == "simple"].to_dict("records")
        if passes(row, of_other.get(row["file"]), view)
    ]
    expected = [row["id"] for row, other in sorted(kept, key=lambda pair: sort_key(*pair, view))]
    assert apply_view(PreparedTable(table), view)["id"].tolist() == expected


@given(st.lists(images, min_size=2, max_size=12).filter(lambda some: any(one["read_by"][1] for one in some)), views)
def test_neither_the_order_of_the_table_nor_an_earlier_view_changes_a_view(images, view):
    table = table_of(images)
    before = table.copy()
    prepared = PreparedTable(table)
    first = apply_view(prepared, view)
    apply_view(prepared, view.changed(sort="confidence", outcome="wrong"))
    pd.testing.assert_frame_equal(apply_view(prepared, view), first)
    pd.testing.assert_frame_equal(table, before)
    backwards = apply_view(PreparedTable(table.iloc[::-1]), view)
    pd.testing.assert_frame_equal(backwards, first)


@given(views)
def test_a_link_reopens_the_same_view(view):
    link = view.to_query()
    assert all(isinstance(value, str) and value for value in link.values())
    assert View.from_query(link | {"picture": "12ab", "lang": "zh"}, MODELS) == view


@given(st.dictionaries(st.sampled_from([*View.model_fields, "picture"]), st.text(max_size=8)))
def test_any_link_gives_a_view_or_names_the_key(query):
    named = None
    try:
        model = View.from_query(query, MODELS).model
    except ConfigError as error:
        named = str(error).split(":")[0]
    assert named in query if named else model in MODELS


def test_an_empty_link_opens_the_last_model_against_the_first():
    assert View.from_query({}, MODELS) == View(model="lstm", other="simple") == View.start(MODELS)
    assert View.from_query({"page": "", "sort": "confidence"}, ["one"]) == View(model="one", sort="confidence")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"model": "cnn"}, "model: there is no model 'cnn' here; choose from simple, lstm."),
        ({"other": "lstm"}, "other: 'lstm' cannot be compared with itself"),
        ({"model": "lstm", "outcome": "both_wrong"}, "outcome: 'both_wrong' compares two models"),
        ({"min_edits": "9"}, "min_edits: Input should be less than or equal to 8"),
        ({"max_confidence": "nan"}, "max_confidence: "),
        ({"sharpness": "5"}, "sharpness: '5' must be written like 10..20"),
        ({"sharpness": "5..1"}, "sharpness: 5.0 to 1.0 is not a range"),
        ({"tilt": "nan..1"}, "tilt: nan to 1.0 is not a range"),
        ({"provinces": "皖X"}, "provinces: '皖X' must be one or more of the 31 provinces"),
        ({"truth_character": "I"}, "truth_character: 'I' must be one of the characters"),
        ({"plate_kind": "pink"}, "plate_kind: 'pink' must be one of blue, yellow"),
        ({"verdict": "maybe"}, "verdict: 'maybe' must be one of sure, check"),
        ({"flag": "nice"}, "flag: 'nice' must be one of low_confidence"),
        ({"text": "x" * 101}, "text: "),
    ],
)
def test_a_bad_link_is_refused_with_its_key(query, message):
    with pytest.raises(ConfigError, match=f"^{message}".replace("(", r"\(")):
        View.from_query(query, MODELS)


def test_a_view_is_frozen_hashable_and_knows_every_attribute():
    view = View(model="lstm", sharpness=(1, 2), provinces="苏皖苏")
    assert view.provinces == "皖苏"
    assert hash(view) == hash(View(model="lstm", sharpness=(1.0, 2.0), provinces="皖苏"))
    assert set(ATTRIBUTES) <= set(View.model_fields)
    with pytest.raises(ValidationError):
        view.page = 2
    with pytest.raises(ConfigError, match="page"):
        view.changed(page=0)
    assert view.changed(sharpness=None).sharpness is None


@pytest.fixture(scope="module")
def prepared():
    reading = {"prediction": "皖A12345", "confidence": 0.5, "flags": []}
    image = {"truth": "苏A12345", "sharpness": 1.0, "width": 10, "read_by": (reading, reading)}
    return PreparedTable(table_of([image] * 7))


def test_pages_hold_every_row_once_and_a_page_past_the_end_is_the_last(prepared):
    view = View(model="lstm")
    pages = [find_page(prepared, view.changed(page=number), 3) for number in (1, 2, 3, 99)]
    assert [list(page.rows["file"]) for page in pages[:3]] == [
        [f"{number}.jpg" for number in numbers] for numbers in ([0, 1, 2], [3, 4, 5], [6])
    ]
    assert [(page.number, page.pages, page.first, page.total) for page in pages[1:]] == [
        (2, 3, 4, 7),
        (3, 3, 7, 7),
        (3, 3, 7, 7),
    ]
    nothing = find_page(prepared, view.changed(outcome="correct"), 3)
    assert (nothing.number, nothing.pages, nothing.first, nothing.total, len(nothing.rows)) == (1, 1, 1, 0, 0)


def test_a_missing_column_is_named(prepared):
    with pytest.raises(DataError, match="no model 'cnn'; it has simple, lstm"):
        find_rows(prepared, View(model="cnn"))
    with pytest.raises(ConfigError, match="tilt: this prediction table was made before"):
        find_rows(prepared, View(model="lstm", tilt=(0, 1)))


def test_images_whose_attribute_is_not_known_pass_no_range(prepared):
    table = prepared.table.assign(tilt=float("nan"))
    assert len(find_rows(PreparedTable(table), View(model="lstm", tilt=(-inf, inf)))) == 0


def test_a_file_that_a_model_read_twice_cannot_be_compared(prepared):
    twice = PreparedTable(pd.concat([prepared.table, prepared.table]))
    with pytest.raises(DataError, match="twice for 'lstm'"):
        find_rows(twice, View(model="simple", other="lstm", outcome="both_wrong"))


@pytest.mark.parametrize("character", PROVINCES + CHARACTERS)
def test_every_character_of_the_alphabet_can_be_filtered_by(character):
    assert View(model="lstm", truth_character=character).truth_character == character
