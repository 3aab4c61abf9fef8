import json

import pytest
from PIL import Image
from typer.testing import CliRunner

from plateocr.cli.data import commands
from plateocr.cli.output import results
from plateocr.errors import DataError

NAME = "025-95_113-50&40_200&110-200&110_60&90_50&40_190&60-0_0_22_27_27_33_16-37-15.jpg"


def run(*arguments):
    return CliRunner().invoke(commands, [str(argument) for argument in arguments])


@pytest.fixture
def plates(tmp_path):
    folder = tmp_path / "plates"
    folder.mkdir()
    for number in range(20):
        Image.new("RGB", (94, 24), (number, 0, 0)).save(folder / f"{number:04d}-皖A000{number:02d}.png")
    return folder


@pytest.fixture
def spoilt(plates):
    (plates / "0020-皖AD12345[x].png").write_text("not an image")
    (plates / "0021-皖A1234I.png").touch()
    return plates


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    Image.new("RGB", (300, 200), "blue").save(folder / NAME)
    return folder


def test_check_of_a_clean_folder_exits_with_0(plates):
    result = run("check", plates)

    assert result.exit_code == 0
    assert "20 files: no faults; 0 warnings." in result.stdout


def test_check_shows_reasons_and_exits_with_1(spoilt):
    result = run("check", spoilt)

    assert result.exit_code == 1
    assert "2 unreadable, 1 wrong length, 1 outside alphabet" in result.stdout


def test_check_as_json_prints_only_json(spoilt):
    (spoilt / "0022-皖A0000O.png").write_bytes((spoilt / "0000-皖A00000.png").read_bytes())

    result = run("check", spoilt, "--json")

    report = json.loads(result.stdout)
    assert report["files"] == 23
    assert report["fault_counts"] == {"unreadable": 2, "wrong_length": 1, "outside_alphabet": 1, "double": 1}
    assert {"file", "fault", "reason"} == set(report["faults"][0])
    assert report["warnings"] == [
        {"file": "0022-皖A0000O.png", "plate": "皖A0000O", "rules": ["o_outside_agency"]},
    ]


def test_check_with_only_a_warning_exits_with_0(plates):
    Image.new("RGB", (94, 24), "white").save(plates / "皖A0000O.png")

    result = run("check", plates)

    assert result.exit_code == 0
    assert "1 warnings" in result.stdout


def test_a_missing_folder_is_an_error(tmp_path):
    for command in (["check"], ["stats"], ["split"], ["ccpd"]):
        out = [tmp_path / "out"] if command[0] in ("split", "ccpd") else []
        result = run(*command, tmp_path / "missing", *out)
        assert isinstance(result.exception, DataError)
        assert not (tmp_path / "out").exists()


def test_stats_prints_tables_and_writes_the_page(plates, tmp_path):
    result = run("stats", plates, "--html", tmp_path / "page.html")

    assert result.exit_code == 0
    assert "皖 20" in result.stdout
    assert "20 images of 20 plates" in result.stdout
    assert (tmp_path / "page.html").stat().st_size > 1_000_000


def test_stats_as_json_counts_positions_and_lists_bad_files(spoilt, tmp_path):
    result = run("stats", spoilt, "--json", "--html", tmp_path / "page.html")

    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert report["characters"][0]["皖"] == 20
    assert report["sizes"] == [{"width": 94, "height": 24, "pictures": 20}]
    assert len(report["bad"]) == 2
    assert "Files left out: 2" in result.stderr


def test_ccpd_cuts_crops_and_continues_a_run(photos, tmp_path):
    out = tmp_path / "crops"

    first = run("ccpd", photos, out, "--crop", "rectify", "--margin", 0.1, "--workers", 2)
    crop = next(out.glob("*-皖AY339S.jpg"))
    written = crop.stat().st_mtime_ns
    second = run("ccpd", photos, out, "--crop", "rectify", "--margin", 0.1, "--json")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert json.loads(second.stdout) == {"out": str(out), "crops": 1, "skipped": 1, "bad": []}
    assert crop.stat().st_mtime_ns == written
    assert sorted(file.name for file in out.iterdir()) == sorted([crop.name, "annotations.csv", "ccpd.json"])


def test_ccpd_lists_and_skips_bad_files(photos, tmp_path):
    (photos / NAME.replace("37-15", "37-16")).write_text("not an image")

    result = run("ccpd", photos, tmp_path / "crops")

    assert result.exit_code == 1
    assert "1 crops" in result.stdout
    assert "1 unreadable" in result.stderr


def test_ccpd_refuses_a_folder_without_any_annotation(plates, tmp_path):
    result = run("ccpd", plates, tmp_path / "crops")
    assert isinstance(result.exception, DataError)
    assert "no photo of 20 has CCPD's annotation" in str(result.exception)
    assert not (tmp_path / "crops").exists()


def test_stats_lose_no_character_on_a_narrow_terminal(plates, tmp_path, monkeypatch):
    monkeypatch.setattr("plateocr.cli.data.print_table", results.print)
    monkeypatch.setattr("plateocr.cli.output.results.width", 40)
    result = run("stats", plates, "--html", tmp_path / "page.html")
    assert "…" not in result.stdout
    assert all(digit in result.stdout for digit in "0123456789")


def test_split_writes_both_sides_and_keeps_plates_out(plates, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    shared = sorted(plates.iterdir())[0]
    (other / shared.name).write_bytes(shared.read_bytes())

    result = run("split", plates, tmp_path / "out", "--val-fraction", 0.5, "--keep-out", other, "--json")

    record = json.loads(result.stdout)
    assert result.exit_code == 0
    assert not (tmp_path / "out" / "train" / shared.name).exists()
    for side in ("train", "val"):
        assert len(list((tmp_path / "out" / side).iterdir())) == record["pictures"][side] > 0
    assert sum(record["pictures"].values()) == 20


def test_split_of_several_folders_has_three_sides_and_keeps_plates_apart(plates, tmp_path):
    again = tmp_path / "again"
    again.mkdir()
    for file in plates.iterdir():
        (again / file.name).write_bytes(file.read_bytes())
    (again / "lamp.png").touch()
    fractions = ("--val-fraction", 0.4, "--test-fraction", 0.3, "--pattern", "plates/*", "--pattern", "again/*")

    result = run("split", plates, again, tmp_path / "out", *fractions, "--json")

    record = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [one["file"] for one in record["bad"]] == ["again/lamp.png"]
    assert record["source"] == [str(plates), str(again)]
    assert json.loads((tmp_path / "out" / "split.json").read_text(encoding="utf-8")).items() <= record.items()
    sides = {}
    for side in ("train", "val", "test"):
        names = {
            folder: {path.name for path in (tmp_path / "out" / side / folder).iterdir()}
            for folder in ("plates", "again")
        }
        assert names["plates"] == names["again"]
        assert record["folders"]["again"]["pictures"][side] == len(names["again"]) > 0
        sides[side] = names["plates"]
    assert sorted(set().union(*sides.values())) == sorted(path.name for path in plates.iterdir())
    assert sum(map(len, sides.values())) == 20


def test_split_of_one_folder_makes_a_test_side_when_asked_alone(plates, tmp_path):
    printed = run("split", plates, tmp_path / "two").stdout
    assert [line.split(":")[0] for line in printed.splitlines()] == ["train", "val", "left out", "split hash"]
    assert sorted(path.name for path in (tmp_path / "two").iterdir()) == ["split.json", "train", "val"]
    printed = run("split", plates, tmp_path / "three", "--test-fraction", 0.3).stdout
    assert [line.split(":")[0] for line in printed.splitlines()] == ["train", "val", "test", "left out", "split hash"]
    assert list((tmp_path / "three" / "test").glob("*.png"))


def test_split_refuses_two_folders_of_one_name_in_a_sentence(plates, tmp_path):
    result = run("split", plates, plates, tmp_path / "out")
    assert isinstance(result.exception, DataError)
    assert "both named 'plates'" in str(result.exception)
    assert not (tmp_path / "out").exists()


def test_split_reports_bad_files(spoilt, tmp_path):
    result = run("split", spoilt, tmp_path / "out")

    assert result.exit_code == 1
    assert "split hash" in result.stdout
    assert "Files left out: 2" in result.stderr
