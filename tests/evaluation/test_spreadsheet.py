import csv
import io

import pandas as pd
import pytest

from plateocr.evaluation.spreadsheet import spreadsheet

ROW = {
    "file": '夜/a, "b".jpg',
    "truth": "皖A12345",
    "confidence": 0.5,
    "probabilities": [0.123456] * 7,
    "alternatives": ["皖京"] * 7,
    "alternative_probabilities": [[0.75, 0.25]] * 7,
    "flags": ["low_confidence", "implausible_plate"],
}


def read(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_file_that_excel_reads_as_utf_8_with_lists_as_text():
    data = spreadsheet(pd.DataFrame([ROW]))
    assert data.startswith(b"\xef\xbb\xbf")
    assert read(data) == [
        {
            "file": '夜/a, "b".jpg',
            "truth": "皖A12345",
            "confidence": "0.5",
            "probabilities": " ".join(["0.1235"] * 7),
            "alternatives": " ".join(["皖京"] * 7),
            "alternative_probabilities": " ".join(["0.7500/0.2500"] * 7),
            "flags": "low_confidence implausible_plate",
        }
    ]


def test_the_rows_are_not_modified():
    rows = pd.DataFrame([ROW])
    spreadsheet(rows)
    assert rows["flags"][0] == ROW["flags"]


@pytest.mark.parametrize("rows", [pd.DataFrame([ROW]).iloc[:0], pd.DataFrame({"file": ["a"]})])
def test_no_row_and_other_tables(rows):
    data = spreadsheet(rows)
    assert data.decode("utf-8-sig").splitlines()[0] == ",".join(rows.columns)
    assert len(read(data)) == len(rows)
