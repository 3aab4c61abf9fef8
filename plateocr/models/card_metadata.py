"""The metadata of a model card: what the Hub shows beside a checkpoint, filters by and lists as results."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plateocr.errors import ConfigError
from plateocr.models.config import METRICS_NAME, ONNX_NAME, WEIGHTS_NAME, NetworkConfig

if TYPE_CHECKING:
    from huggingface_hub import EvalResult, ModelCardData

LIBRARY, TASK, TAGS = "plateocr", "image-to-text", ["ocr", "license-plate", "chinese", "onnx"]
_HELPER_TASKS = {"rectifier": "keypoint-detection", "detector": "object-detection"}
# The Hub's name for a folder of labelled images that is not one of its own data sets.
_LOCAL_DATA = "imagefolder"
_HUB_SCHEME = "hf://"

# key in an evaluation's metrics.json, the Hub's name of the metric, and its name for people
_METRICS = (
    ("accuracy", "accuracy", "Plates read exactly"),
    ("cer", "cer", "Character error rate"),
    ("province_accuracy", "accuracy", "Provinces read correctly"),
    ("expected_calibration_error", "expected_calibration_error", "Expected calibration error"),
)


def card_data(config: NetworkConfig, figures: Mapping[str, Any], evaluations: Sequence[Path] = ()) -> "ModelCardData":
    """The metadata of a checkpoint with the figures of its ``metrics.json``.

    ``evaluations``: folders that 'plateocr evaluate --out' wrote, whose results are added. Raises ConfigError if one is
    not an evaluation of this checkpoint.
    """
    from huggingface_hub import ModelCardData

    results = _held_out(figures["calibration"]) if "calibration" in figures else []
    for out in evaluations:
        results += _evaluated(out, config)
    return ModelCardData(
        language="zh",
        library_name=LIBRARY,
        pipeline_tag=_HELPER_TASKS.get(config.architecture, TASK),
        license=config.licence.lower(),
        tags=TAGS,
        datasets=list(dict.fromkeys(map(_hub_id, filter(_is_on_hub, config.training.data)))) or None,
        metrics=list(dict.fromkeys(result.metric_type for result in results)) or None,
        model_name=f"{LIBRARY} {config.architecture}",
        eval_results=results or None,
    )


def _held_out(calibration: Mapping[str, Any]) -> list["EvalResult"]:
    data = {"name": f"{calibration['pictures']:,} held-out crops of its training sources", "type": _LOCAL_DATA}
    return [
        _result(data, "accuracy", "Plates read exactly", calibration["accuracy"]),
        _result(data, "expected_calibration_error", "Expected calibration error", calibration["error_after"]),
    ]


def _evaluated(out: Path, config: NetworkConfig) -> list["EvalResult"]:
    path = out / METRICS_NAME
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        figures = document["models"][_filed_under(document, config)]
        data = _data_of(document)
        return [_result(data, kind, name, figures[key]["value"]) for key, kind, name in _METRICS]
    except StopIteration:
        raise ConfigError(f"{out} is an evaluation of other weights; evaluate this checkpoint first.") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{out} is not an evaluation: {path} cannot be read; give a folder that 'evaluate --out' wrote."
        ) from error


def _filed_under(document: Mapping[str, Any], config: NetworkConfig) -> str:
    """The name under which an evaluation files this checkpoint. Raises StopIteration if it is not among those read."""
    same = (WEIGHTS_NAME, ONNX_NAME)
    return next(
        str(name)
        for name, checkpoint in document["checkpoints"].items()
        if all(checkpoint["hashes"].get(file) == config.hashes.get(file) for file in same)
    )


def _data_of(document: Mapping[str, Any]) -> dict[str, str]:
    """The data of an evaluation: a data set on the Hub with its commit, or a folder by name."""
    asked = str(document.get("data", ""))
    if _is_on_hub(asked):
        return {"name": _hub_id(asked), "type": _hub_id(asked), "revision": asked.partition("@")[2]}
    return {"name": f"{Path(document['folder']).name}, {document['pictures']:,} images", "type": _LOCAL_DATA}


def _result(data: Mapping[str, str], kind: str, name: str, value: float) -> "EvalResult":
    from huggingface_hub import EvalResult

    return EvalResult(
        task_type=TASK,
        dataset_type=data["type"],
        dataset_name=data["name"],
        dataset_config=data["name"],  # by which the Hub tells results on two local folders apart
        dataset_revision=data.get("revision"),
        metric_type=kind,
        metric_name=name,
        metric_value=round(value, 5),
    )


def _is_on_hub(data: str) -> bool:
    return data.startswith(_HUB_SCHEME)


def _hub_id(data: str) -> str:
    """'hf://OWNER/NAME@REVISION' to 'OWNER/NAME'."""
    return data.removeprefix(_HUB_SCHEME).partition("@")[0]
