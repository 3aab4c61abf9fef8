import pandas as pd
import pytest

from plateocr.errors import DataError
from plateocr.evaluation.table import (
    SCHEMA,
    TABLE_NAME,
    characters,
    code_points,
    models_of,
    read_table,
    rows_of,
    slots_of,
    write_table,
    wrong_positions,
)


@pytest.fixture
def table():
    return pd.DataFrame({column: ["皖A12345"] for column in SCHEMA}).assign(extra=1)


def test_a_table_is_read_from_its_folder_or_its_file(table, tmp_path):
    path = write_table(table, tmp_path)
    assert path == tmp_path / TABLE_NAME
    pd.testing.assert_frame_equal(read_table(tmp_path), read_table(path))


def test_columns_are_those_of_the_schema_in_its_order(table, tmp_path):
    write_table(table[reversed(table.columns)], tmp_path)
    assert list(read_table(tmp_path).columns) == list(SCHEMA)


def test_a_table_that_lacks_a_column_is_neither_written_nor_read(table, tmp_path):
    with pytest.raises(DataError, match="lacks the columns truth, edits"):
        write_table(table.drop(columns=["truth", "edits"]), tmp_path)
    assert not list(tmp_path.iterdir())
    table.drop(columns="flags").to_parquet(tmp_path / TABLE_NAME)
    with pytest.raises(DataError, match=r"predictions\.parquet lacks the columns flags"):
        read_table(tmp_path)


def test_a_file_that_is_not_a_table_is_rejected_by_name(tmp_path):
    with pytest.raises(DataError, match="no such prediction table"):
        read_table(tmp_path)
    (tmp_path / TABLE_NAME).write_text("not parquet")
    with pytest.raises(DataError, match="is not a prediction table"):
        read_table(tmp_path)


def test_characters_and_wrong_positions():
    grid = characters(pd.Series(["皖A12345", "苏BD67890"]))
    assert grid.tolist() == [[*"皖A12345", ""], list("苏BD67890")]
    assert slots_of(pd.Series(["皖A12345", "苏BD67890"])) == 8
    assert slots_of(pd.Series(["皖A12345"])) == slots_of(pd.Series([], dtype=str)) == 7
    assert wrong_positions("皖A12345", "苏A12346") == (True, False, False, False, False, False, True)
    assert wrong_positions("皖AD12345", "皖AD1234") == (*[False] * 7, True)


def test_code_points_are_the_characters_as_numbers():
    plates = pd.Series(["皖A12345", "苏BD67890"])
    expected = [[ord(one) if one else 0 for one in row] for row in characters(plates).tolist()]
    assert code_points(plates).tolist() == expected
    assert code_points(plates.iloc[:0]).shape == (0, 8)


def test_a_table_says_which_models_it_holds():
    table = pd.DataFrame({"model": ["simple", "simple", "lstm"], "file": ["a", "b", "a"]})
    assert models_of(table) == ["simple", "lstm"]
    assert rows_of(table, "simple")["file"].tolist() == ["a", "b"]
    with pytest.raises(DataError, match="no model 'cnn'; it has simple, lstm"):
        rows_of(table, "cnn")
