import re
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from huggingface_hub import SpaceCard

from plateocr.errors import HubError
from plateocr.hub import requirements
from plateocr.hub.requirements import pinned_requirements

ROOT = Path(__file__).resolve().parents[2]


def lines_of(name):
    return [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


@pytest.mark.parametrize(("name", "extra"), [("requirements.txt", ""), ("requirements-train.txt", "train")])
def test_the_requirements_files_match_the_installed_versions(name, extra):
    # When this fails after a change of pyproject.toml or constraints.txt: write the left side into the file.
    assert pinned_requirements(extra) == lines_of(name)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-train.txt"])
def test_the_requirements_files_pin_every_line(name):
    assert all(re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+", line) for line in lines_of(name))


def test_a_space_does_not_install_training_dependencies():
    heavy = {"torch", "lightning", "albumentations", "wandb", "tensorboard", "scikit-learn", "onnx"}
    assert not heavy & {re.split(r"[\[=]", line)[0] for line in pinned_requirements()}


def test_a_missing_package_is_reported(monkeypatch):
    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(requirements, "version", missing)
    with pytest.raises(HubError, match=r"is not installed here.*pip install"):
        pinned_requirements()


def test_the_repository_itself_is_a_space_with_the_installed_gradio():
    card = SpaceCard.load(ROOT / "README.md", ignore_metadata_errors=False).data
    assert f"gradio[mcp]=={card.sdk_version}" in lines_of("requirements.txt")
    assert (ROOT / card.app_file).is_file()
    assert len(card.to_dict()["short_description"]) <= 60
