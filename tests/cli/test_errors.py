import io
import json
import shutil

import pandas as pd
import pytest
from evaluation_on_disk import write_evaluation
from PIL import Image


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory):
    """16 images, image N with N % 8 wrong characters, by two models."""
    return write_evaluation(tmp_path_factory.mktemp("out") / "eval", 16)


def test_the_worst_come_first_and_from_a_cer_on(plateocr_cli, evaluation):
    outcome = plateocr_cli("errors", evaluation, "--min-cer", 0.285, "--model", "lstm", "--json")
    assert outcome.code == 0, outcome.err
    listed = json.loads(outcome.out)
    assert [round(row["cer"] * 7) for row in listed] == [7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2]
    assert {row["model"] for row in listed} == {"lstm"}
    assert list(listed[0]) == ["file", "model", "truth", "prediction", "cer", "confidence"]


def test_all_models_are_listed_the_most_confident_first_up_to_a_limit(plateocr_cli, evaluation):
    listed = json.loads(plateocr_cli("errors", evaluation, "--json", "--limit", 4).out)
    assert [row["model"] for row in listed] == ["lstm", "lstm", "simple", "simple"]
    outcome = plateocr_cli("errors", evaluation)
    assert "20 of 28 errors listed; --limit 0 lists all." in outcome.err
    assert outcome.out.count(".jpg") == 20
    assert plateocr_cli("errors", evaluation, "--limit", 0).out.count(".jpg") == 28


def test_csv_is_one_that_spreadsheets_open(plateocr_cli, evaluation):
    outcome = plateocr_cli("errors", evaluation, "--csv", "--model", "simple", "--min-cer", 1)
    table = pd.read_csv(io.StringIO(outcome.out.lstrip("\ufeff")))
    assert table["truth"].str.len().tolist() == [7, 7]
    assert "cannot be combined" in plateocr_cli("errors", evaluation, "--csv", "--json").err


def test_the_figure_shows_the_images_wherever_they_are(plateocr_cli, evaluation, tmp_path):
    figure = tmp_path / "errors.png"
    arguments = ("errors", evaluation, "--min-cer", 0.285, "--figure", figure)
    outcome = plateocr_cli(*arguments)
    assert outcome.code == 0, outcome.err
    with Image.open(figure) as sheet:
        assert sheet.width > 1000
    before = figure.read_bytes()
    assert plateocr_cli(*arguments).code == 2
    assert figure.read_bytes() == before
    assert plateocr_cli(*arguments, "--overwrite").code == 0
    moved = shutil.copytree(evaluation, tmp_path / "copy")
    (moved / "metrics.json").unlink()
    (moved / "pictures").rename(tmp_path / "elsewhere")
    outcome = plateocr_cli("errors", moved, "--figure", tmp_path / "other.png")
    assert outcome.code == 2
    assert "name the folder of the images with --data DIR" in outcome.err
    shown = ("--min-cer", 0.285, "--figure", tmp_path / "other.png", "--data", tmp_path / "elsewhere")
    assert plateocr_cli("errors", moved, *shown).code == 0
    with Image.open(tmp_path / "other.png") as other, Image.open(figure) as sheet:
        assert other.size == sheet.size


def test_a_folder_without_evaluation_and_an_unknown_model_give_one_sentence(plateocr_cli, evaluation, tmp_path):
    assert "no such prediction table" in plateocr_cli("errors", tmp_path).err
    assert "has no model 'none'" in plateocr_cli("errors", evaluation, "--model", "none").err
    assert "ends in .png" in plateocr_cli("errors", evaluation, "--figure", tmp_path / "x.txt").err
