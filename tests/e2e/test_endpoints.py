"""The endpoints of the running app, as another program calls them."""

import csv
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from evaluation_on_disk import draw_plate
from gradio_client import Client, handle_file

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def client(address):
    return Client(address, verbose=False)


@pytest.fixture
def plate(tmp_path):
    path = tmp_path / "皖A12345.png"
    draw_plate("皖A12345").save(path)
    return path


def test_one_picture(client, readers, plate):
    html, _ = client.predict([handle_file(str(plate))], api_name="/read_plates")
    for reader in readers:
        assert f'data-model="{reader.name}"' in html
        assert f'aria-label="{reader.read(plate).text}"' in html


def test_a_batch_with_bad_files_gives_a_table_and_a_csv(client, readers, plate, tmp_path):
    bad = tmp_path / "text.jpg"
    bad.write_text("not a picture")
    html, saved = client.predict([handle_file(str(path)) for path in (plate, bad, plate)], api_name="/read_plates")
    assert "2 pictures" in html
    assert "text.jpg is not a picture that can be read" in html
    path = Path(saved["value"] if isinstance(saved, dict) else saved)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "without the mark Excel garbles the provinces"
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    assert [row["problem"] != "" for row in rows] == [False, True, False]
    assert rows[0][f"{readers[1].name}_text"] == readers[1].read(plate).text


def test_nothing_but_bad_files(client, tmp_path):
    empty = tmp_path / "empty.jpg"
    empty.touch()
    html, _ = client.predict([handle_file(str(empty))], api_name="/read_plates")
    assert "empty.jpg is empty (0 bytes)." in html
    assert "Traceback" not in html


def test_cards_of_a_link(client):
    assert client.predict("model=lstm&min_edits=2", api_name="/cards").count("po-card-numbers") == 24
    assert client.predict("?model=lstm&min_edits=2&page=2", api_name="/cards").count("po-card-numbers") == 6
    assert "min_edits" in client.predict("min_edits=9", api_name="/cards")


def test_pictures_are_served_by_id_and_no_other_file_is(address):
    assert urllib.request.urlopen(f"{address}pictures/{0:016x}").headers["content-type"] == "image/jpeg"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{address}pictures/..%2F..%2Fmetrics.json")


def test_only_the_documented_endpoints_are_public(client):
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {
        "/read_plates",
        "/cards",
    }
