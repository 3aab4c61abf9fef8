import pandas as pd
import pytest
from evaluation_on_disk import write_evaluation

from plateocr.errors import DataError
from plateocr.evaluation.neighbours import Neighbours, find_neighbours
from plateocr.evaluation.prepared import PreparedTable
from plateocr.evaluation.table import read_table
from plateocr.evaluation.view import View, apply_view


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return read_table(write_evaluation(tmp_path_factory.mktemp("neighbours") / "evaluation", 12))


VIEW = View(model="lstm", other="simple", min_edits=2)


def test_stepping_forth_and_back_goes_through_the_view_in_its_order(table):
    prepared = PreparedTable(table)
    ids = apply_view(prepared, VIEW)["id"].tolist()
    for rank, image in enumerate(ids, start=1):
        found = find_neighbours(prepared, VIEW, image)
        assert (found.rank, found.total) == (rank, len(ids))
        assert found.previous == (ids[rank - 2] if rank > 1 else None)
        assert found.following == (ids[rank] if rank < len(ids) else None)


def test_an_image_outside_the_view_has_no_neighbours(table):
    correct = table.loc[table["edits"] == 0, "id"].iloc[0]
    assert find_neighbours(PreparedTable(table), VIEW, correct) == Neighbours(None, None, None, 8)


def test_stepping_leaves_an_image_that_occurs_twice(table):
    twice = table[table["model"] == "lstm"].assign(edits=7, cer=1.0, confidence=0.5)
    twice["file"] = [f"{number:02d}.jpg" for number in range(len(twice))]
    twice = pd.concat([twice.iloc[:3], twice.iloc[1:2].assign(file="01-copy.jpg")])
    found = find_neighbours(PreparedTable(twice), View(model="lstm"), str(twice["id"].iloc[1]))
    assert (found.previous, found.following) == (twice["id"].iloc[0], twice["id"].iloc[2])


def test_a_model_that_the_table_lacks_is_named(table):
    with pytest.raises(DataError, match="no model 'other'"):
        find_neighbours(PreparedTable(table), View(model="other"), "0")
