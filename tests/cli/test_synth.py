import pandas as pd


def test_synth_writes_images_and_sidecar(plateocr_cli, tmp_path):
    outcome = plateocr_cli("synth", tmp_path / "out", "-n", 3, "--seed", 1, "--workers", 1, "--ladder")
    assert outcome.code == 0
    assert outcome.out.startswith("3 images")
    assert len(list((tmp_path / "out").glob("*.jpg"))) == 3
    assert pd.read_parquet(tmp_path / "out" / "synth.parquet")["hardness"].tolist() == [0, 0.5, 1]


def test_errors_exit_with_2(plateocr_cli, tmp_path):
    (tmp_path / "old.jpg").write_bytes(b"")
    assert "not empty and 'old.jpg'" in plateocr_cli("synth", tmp_path, "-n", 1).err
    assert plateocr_cli("synth", tmp_path, "-n", 1).code == 2
    assert plateocr_cli("synth", tmp_path / "new", "-n", 0).code == 2
    assert plateocr_cli("synth", tmp_path / "new", "--glyphs", tmp_path / "none").code == 2
    assert not (tmp_path / "new").exists()
