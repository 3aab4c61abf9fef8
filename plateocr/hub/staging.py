"""The files of a Space: the app, the package, checkpoints without training weights, and an evaluation."""

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from plateocr.errors import DataError
from plateocr.files import sha256_of, whole_folder, write_text
from plateocr.hub.data import image_inside
from plateocr.hub.find import FoundCheckpoint
from plateocr.hub.requirements import pinned_requirements
from plateocr.models.config import (
    CARD_NAME,
    CONFIG_NAME,
    METRICS_NAME,
    ONNX_NAME,
    RECTIFIER_NAME,
    WEIGHTS_NAME,
    checked_file,
    load_config,
)
from plateocr.revision import REVISION_NAME, commit
from plateocr.shipped import DEFAULT_MODEL, DEFAULT_RECTIFIER, SHIPPED_HELPERS, shipped_asset, shipped_checkpoint

_PACKAGE = Path(__file__).resolve().parents[1]
_TABLE_NAME, _PHOTOS_NAME = "predictions.parquet", "photos.parquet"
_APP = '''"""The entry point of this Space: the app with the checkpoints beside it."""

from pathlib import Path

from plateocr.app.build import launch_app

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    launch_app(bundled=[HERE / "checkpoints" / name for name in {checkpoints}])
'''
_README = """---
{front}
---
# plateocr

Reads Chinese licence plates, and shows what it gets wrong and why.

- Models: {checkpoints}.
- Evaluation: {evaluation}.
- Programs can use `POST /v1/read`, which `/v1/docs` documents.

Made with `plateocr hub space`, plateocr {version}.
"""


@dataclass(frozen=True)
class Evaluation:
    """The evaluation for the dashboard: the folder that ``plateocr evaluate --out`` wrote, the folder of its images,
    and that of its whole photos, if any. ``name`` says what was evaluated; '' for the test set that comes with
    plateocr.
    """

    folder: Path
    images: Path
    photos: Path | None = None
    name: str = ""


def bundled_evaluation() -> Evaluation:
    """The evaluation that comes with plateocr."""
    demo = shipped_asset("demo")
    return Evaluation(demo, demo / "pictures")


def stage_space(
    folder: Path, checkpoints: Sequence[FoundCheckpoint], evaluation: Evaluation, title: str = "plateocr"
) -> None:
    """Write all files of a Space to ``folder``, which must be new or empty.

    Raises DataError if it is not, if two checkpoints have the same name, or if an image of the evaluation is missing;
    CheckpointError for an incomplete checkpoint; HubError if the installed versions are not known.
    """
    names = [checkpoint.name for checkpoint in checkpoints]
    if len(set(names)) < len(names):
        raise DataError(f"two checkpoints are named {max(names, key=names.count)}; rename the folder of one of them.")
    requirements = pinned_requirements()
    with whole_folder(folder) as space:
        _stage_package(space / "plateocr")
        for checkpoint in checkpoints:
            _stage_checkpoint(checkpoint, space / "checkpoints" / checkpoint.name)
        for helper in (*SHIPPED_HELPERS, DEFAULT_MODEL):  # the last one verifies doubtful detections
            if not (space / "checkpoints" / helper).exists():
                _copy_files(shipped_checkpoint(helper), space / "checkpoints" / helper, left_out=(WEIGHTS_NAME,))
        _copy_files(shipped_asset("examples"), space / "assets" / "examples")
        _stage_evaluation(evaluation, space / "assets" / "demo")
        write_text(space / "requirements.txt", "\n".join(requirements) + "\n")
        write_text(space / "app.py", _APP.format(checkpoints=json.dumps(names, ensure_ascii=False)))
        write_text(space / "README.md", _readme(title, checkpoints, evaluation.name))


def staged_files(folder: Path) -> list[tuple[str, int]]:
    """All files in a staged folder with their sizes in bytes, sorted by name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(path.relative_to(folder).as_posix(), path.stat().st_size) for path in files]


def _stage_package(target: Path) -> None:
    # These are inside the package in a wheel, but beside it in a checkout and in a Space.
    _copy_files(_PACKAGE, target, left_out=("checkpoints", "assets/demo", "assets/examples"))
    if commit():
        write_text(target / REVISION_NAME, commit() + "\n")


def _copy_files(source: Path, target: Path, left_out: Sequence[str] = ()) -> None:
    """Copy all files of a folder except compiled Python and what is in ``left_out``."""
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source)
        is_left_out = "__pycache__" in name.parts or any(name.is_relative_to(folder) for folder in left_out)
        if path.is_file() and not is_left_out:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / name)


def _stage_checkpoint(checkpoint: FoundCheckpoint, target: Path) -> None:
    """What reading needs, checked, with the rectifier if it is not the one that comes with plateocr."""
    source = checkpoint.folder
    config = load_config(source)
    target.mkdir(parents=True)
    needed = [ONNX_NAME]
    if config.input.framing == "corners" and config.hashes.get(RECTIFIER_NAME) != sha256_of(DEFAULT_RECTIFIER):
        needed.append(RECTIFIER_NAME)
    for name in needed:
        shutil.copyfile(checked_file(source, config, name), target / name)
    for name in (CONFIG_NAME, METRICS_NAME, CARD_NAME):
        if (source / name).is_file():
            shutil.copyfile(source / name, target / name)


def _stage_evaluation(evaluation: Evaluation, target: Path) -> None:
    """Copy the tables of an evaluation and only the images named there, without the paths of this machine."""
    target.mkdir(parents=True)
    shutil.copyfile(evaluation.folder / _TABLE_NAME, target / _TABLE_NAME)
    _copy_named(pd.read_parquet(target / _TABLE_NAME, columns=["file"])["file"], evaluation.images, target / "pictures")
    document = json.loads((evaluation.folder / METRICS_NAME).read_text(encoding="utf-8"))
    if evaluation.photos is not None and (evaluation.folder / _PHOTOS_NAME).is_file():
        shutil.copyfile(evaluation.folder / _PHOTOS_NAME, target / _PHOTOS_NAME)
        names = pd.read_parquet(target / _PHOTOS_NAME, columns=["photo"])["photo"]
        _copy_named(names, evaluation.photos, target / "photos")
    document = _without_folders(document) | {"name": evaluation.name}
    write_text(target / METRICS_NAME, json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def _copy_named(names: "pd.Series[str]", source: Path, target: Path) -> None:
    for name in sorted(set(names.astype(str))):
        path = image_inside(source, name)
        if path is None:
            raise DataError(f"{name} of the evaluation is not in {source}; name the folder of its images with --data.")
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / name)


def _without_folders(document: dict[str, Any]) -> dict[str, Any]:
    """The figures with the folders of the Space instead of those of this machine, which are nobody else's business."""
    inside = f"{document.get('folder', '')}/"
    bad = [file | {"reason": str(file["reason"]).replace(inside, "")} for file in document.get("bad_files", [])]
    document = document | {"folder": "pictures", "bad_files": bad}
    if isinstance(document.get("photos"), dict):
        document["photos"] = document["photos"] | {"folder": "photos"}
    checkpoints = document.get("checkpoints", {})
    document["checkpoints"] = {
        model: {key: value for key, value in said.items() if key != "source"} | {"folder": f"checkpoints/{model}"}
        for model, said in checkpoints.items()
    }
    return document


def _readme(title: str, checkpoints: Sequence[FoundCheckpoint], evaluation: str) -> str:
    from huggingface_hub import SpaceCardData

    from plateocr.revision import version_and_commit

    models = [checkpoint.source.partition("@")[0] for checkpoint in checkpoints if checkpoint.is_from_hub]
    front = SpaceCardData(
        title=title,
        emoji="🚘",
        colorFrom="blue",
        colorTo="indigo",
        sdk="gradio",
        sdk_version=version("gradio"),
        python_version=f"{sys.version_info.major}.{sys.version_info.minor}",
        app_file="app.py",
        pinned=False,
        license="mit",
        short_description="Reads Chinese licence plates and shows what it gets wrong",
        tags=["ocr", "license-plate", "alpr", "chinese", "mcp-server"],
        models=models or None,
    )
    named = ", ".join(f"`{one.name}` ({one.source if one.is_from_hub else 'in this Space'})" for one in checkpoints)
    return _README.format(
        front=front.to_yaml().strip(),
        checkpoints=named,
        evaluation=evaluation or "the synthesised test set shipped with plateocr",
        version=version_and_commit(),
    )
