"""A network as one ONNX file with a dynamic batch."""

import logging
import warnings
from pathlib import Path

import torch
from torch import nn

from plateocr.picture import InputSpec


def write_onnx(network: nn.Module, path: str | Path, spec: InputSpec) -> None:
    """Write ``network`` as ONNX: input ``pictures`` (B, 3, H, W), outputs ``province`` (B, 31), ``tail`` (B, 6, 35)."""
    example = torch.zeros(2, 3, spec.height, spec.width)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(),
            (example,),
            str(path),
            input_names=["pictures"],
            output_names=["province", "tail"],
            dynamic_shapes={"pictures": {0: torch.export.Dim("batch", min=1)}},
            external_data=False,
            dynamo=True,
            verbose=False,
        )
