import numpy as np
import pandas as pd
import pytest
from PIL import Image

from plateocr.data.folder import PlateFolder
from plateocr.data.names import plate_from_name
from plateocr.errors import DataError
from plateocr.plates import SPECS, PlateKind
from plateocr.synth.choice import ALL, FOREIGN, SynthKind
from plateocr.synth.pool import SIDECAR_NAME
from plateocr.synth.write import write_plates


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.jpg"))}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("synth") / "first"
    table = write_plates(folder, 8, seed=3, workers=1)
    return folder, table


def test_only_numbers_that_are_issued_if_asked_and_of_the_same_kinds(tmp_path):
    issued, others = (
        write_plates(tmp_path / str(issued), 8, seed=1, kind=ALL, issued=issued, workers=1) for issued in (True, False)
    )
    assert [SPECS[row.kind].violations(row.plate) for row in issued.itertuples()] == [()] * 8
    assert issued["kind"].tolist() == others["kind"].tolist()
    assert any(SPECS[row.kind].violations(row.plate) for row in others.itertuples())


def test_names_hold_the_plates_and_the_sidecar_matches_the_images(written):
    folder, table = written
    assert sorted(contents(folder)) == table["file"].tolist()
    for row in table.itertuples():
        assert plate_from_name(row.file) == row.plate
        assert row.kind == PlateKind.BLUE
        with Image.open(folder / row.file) as image:
            assert image.width == row.width
        assert np.asarray(row.corners).reshape(4, 2).shape == (4, 2)
    on_disk = pd.read_parquet(folder / SIDECAR_NAME)
    assert on_disk["file"].tolist() == table["file"].tolist()
    assert on_disk["yaw"].tolist() == table["yaw"].tolist()


@pytest.mark.slow
def test_images_are_the_same_byte_for_byte_whatever_the_workers_and_the_count(written, tmp_path, monkeypatch):
    monkeypatch.setattr("plateocr.synth.pool.CHUNK", 2)
    write_plates(tmp_path / "more", 11, seed=3, workers=2)
    first, more = contents(written[0]), contents(tmp_path / "more")
    assert len(more) == 11
    assert {name: more[name] for name in first} == first


def test_another_seed_gives_other_images(written, tmp_path):
    write_plates(tmp_path / "other", 2, seed=4, workers=1)
    assert not set(contents(tmp_path / "other").values()) & set(contents(written[0]).values())


def test_a_ladder_goes_from_easy_to_hard(tmp_path):
    table = write_plates(tmp_path / "ladder", 5, hardness=(0.0, 1.0), workers=1)
    assert table["hardness"].tolist() == [0, 0.25, 0.5, 0.75, 1]


def test_a_folder_with_images_is_left_alone(written):
    before = contents(written[0])
    with pytest.raises(DataError, match="already holds what 'plateocr synth' wrote"):
        write_plates(written[0], 1)
    assert contents(written[0]) == before


def test_with_overwrite_it_replaces_its_own_images_and_leaves_others(tmp_path):
    folder = tmp_path / "plates"
    write_plates(folder, 3, seed=1, workers=1)
    (folder / "mine-皖A12345.jpg").write_bytes(b"mine")
    table = write_plates(folder, 2, seed=2, workers=1, overwrite=True)
    assert set(contents(folder)) == {*table["file"], "mine-皖A12345.jpg"}
    assert (folder / "mine-皖A12345.jpg").read_bytes() == b"mine"


def test_incomplete_glyphs_are_rejected_before_anything_is_written(tmp_path):
    (tmp_path / "glyphs").mkdir()
    with pytest.raises(DataError, match="no glyph image"):
        write_plates(tmp_path / "out", 1, glyphs=tmp_path / "glyphs")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", [PlateKind.ARMY, PlateKind.GREEN, PlateKind.ARMED_POLICE_TWO_ROWS])
def test_plates_of_a_kind_are_photographed_and_named(tmp_path, kind):
    """Of a plate without a Chinese character, of one of eight characters, and of one in two rows."""
    table = write_plates(tmp_path / "plates", 3, seed=1, kind=kind, workers=1)
    assert all(SPECS[kind].accepts(text) for text in table["plate"])
    assert set(table["kind"]) == {kind}
    assert {image.plate for image in PlateFolder.scan(tmp_path / "plates").images} == set(table["plate"])


def test_all_mixes_the_kinds_and_records_that_of_each_plate(tmp_path):
    table = write_plates(tmp_path / "plates", 30, seed=1, kind=ALL, workers=1)
    assert len(set(table["kind"])) > 5
    assert all(SPECS[PlateKind(row.kind)].accepts(row.plate) for row in table.itertuples())
    assert {image.plate for image in PlateFolder.scan(tmp_path / "plates").images} == set(table["plate"])


def test_foreign_plates_have_no_text(tmp_path):
    table = write_plates(tmp_path / "plates", 3, seed=1, kind=FOREIGN, workers=1)
    assert set(table["plate"]) == {""}
    assert set(table["kind"]) == {FOREIGN}
    assert table["file"].tolist() == [f"{number:06d}-foreign.jpg" for number in range(3)]
    assert PlateFolder.scan(tmp_path / "plates").images == ()


def test_the_command_can_make_every_kind_a_mix_and_foreign_ones():
    assert {kind.value for kind in SynthKind} == {*PlateKind, ALL, FOREIGN}
