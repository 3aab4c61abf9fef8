import json
import shutil

import pytest
from huggingface_hub import ModelCard, ModelCardData
from hypothesis import given
from hypothesis import strategies as st

from plateocr.errors import CheckpointError
from plateocr.models.card import card_for_hub, read_figures, write_card
from plateocr.models.card_metadata import card_data
from plateocr.models.card_parts import own_part, with_part
from plateocr.models.config import AlphabetRecord, load_config, save_config
from plateocr.plates import FULL
from plateocr.shipped import SHIPPED_MODELS, shipped_checkpoint


@pytest.fixture(params=SHIPPED_MODELS)
def shipped(request, tmp_path):
    return shutil.copytree(shipped_checkpoint(request.param), tmp_path / request.param)


def test_the_metadata_matches_the_figures(shipped):
    card = ModelCard.load(shipped / "README.md")
    calibration = read_figures(shipped)["calibration"]
    found = {result.metric_type: result.metric_value for result in card.data.eval_results}
    assert found == {
        "accuracy": pytest.approx(calibration["accuracy"], abs=1e-5),
        "expected_calibration_error": pytest.approx(calibration["error_after"], abs=1e-5),
    }
    assert (card.data.license, card.data.library_name, card.data.language) == ("mit", "plateocr", "zh")
    assert card.data.model_name == f"plateocr {shipped.name}"
    assert f"{calibration['pictures']:,}" in card.data.eval_results[0].dataset_name


def test_results_survive_a_round_trip_through_the_text(shipped):
    data = card_data(load_config(shipped), read_figures(shipped))
    again = ModelCard(f"---\n{data.to_yaml()}\n---\n").data
    assert again.eval_results == data.eval_results
    assert again.to_dict() == ModelCardData(**data.to_dict()).to_dict()


def test_the_card_that_is_shipped_is_the_one_that_is_written(shipped):
    before = (shipped / "README.md").read_text(encoding="utf-8")
    write_card(shipped, load_config(shipped))
    assert (shipped / "README.md").read_text(encoding="utf-8") == before


def test_a_push_names_the_repository_and_another_push_another(shipped):
    first = card_for_hub(shipped, "me/plates")
    assert 'from_checkpoint("me/plates")' in first
    assert "OWNER/NAME" not in first
    (shipped / "README.md").write_text(first, encoding="utf-8")
    second = card_for_hub(shipped, "you/others")
    assert second == first.replace("me/plates", "you/others")


def test_data_sets_are_named_where_they_are_on_the_hub(shipped):
    config = load_config(shipped)
    data = ("hf://me/a@0123456", "names", "hf://me/b@main", "hf://me/a@0123456")
    training = config.training.model_copy(update={"data": data})
    save_config(shipped, config.model_copy(update={"training": training}))
    assert ModelCard(card_for_hub(shipped, "me/plates")).data.datasets == ["me/a", "me/b"]


def test_a_checkpoint_without_a_card_gets_one(shipped):
    (shipped / "README.md").unlink()
    assert ModelCard(card_for_hub(shipped, "me/plates")).text.startswith(f"# plateocr {shipped.name}")


def test_a_card_says_which_plates_are_read(shipped):
    config = load_config(shipped)
    write_card(shipped, config)
    assert "plates of seven characters" in (shipped / "README.md").read_text(encoding="utf-8")
    full = AlphabetRecord(provinces=FULL.first, characters=FULL.tail)
    write_card(shipped, config.model_copy(update={"alphabet": full}))
    text = (shipped / "README.md").read_text(encoding="utf-8")
    assert "plates of seven and eight characters" in text
    assert f"one of {len(FULL.first)} characters, then six or seven of {len(FULL.tail)}" in text
    assert "plates of police" not in text


@pytest.mark.parametrize("head", ["---\n- a list\n---\n", "---\na: [b\n---\n"])
def test_an_unreadable_file_is_named(shipped, head):
    (shipped / "README.md").write_text(head + "text", encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"README\.md: the metadata"):
        card_for_hub(shipped, "me/plates")
    (shipped / "metrics.json").write_text(json.dumps({})[:1])
    with pytest.raises(CheckpointError, match=r"metrics\.json is missing or damaged"):
        write_card(shipped, load_config(shipped))


@given(st.text(), st.text(), st.text(), st.text())
def test_only_the_own_part_of_a_text_is_replaced(before, after, old, new):
    text = before + own_part(old) + after
    assert with_part(text, new) == before + own_part(new) + after
    assert with_part(before, new) == before
