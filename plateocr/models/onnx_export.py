"""A network as one ONNX file with a dynamic batch."""

import logging
import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

from plateocr.images import InputSpec


def write_onnx(network: nn.Module, path: str | Path, spec: InputSpec) -> None:
    """Write a reader's network: input ``images`` (B, 3, H, W), outputs ``province`` (B, 31), ``tail`` (B, 6, 35)."""
    export_onnx(network, torch.zeros(2, 3, spec.height, spec.width), path, outputs=["province", "tail"])


def export_onnx(
    network: nn.Module, example: Tensor, path: str | Path, outputs: list[str], any_size_in_steps_of: int = 0
) -> None:
    """Write a network with one input, ``images``, and named outputs.

    ``example`` is a batch of two images, and the batch is then of any size; with ``any_size_in_steps_of`` it is one
    image, whose height and width may be any multiples of that many pixels.
    """
    if any_size_in_steps_of:
        sides = {axis: any_size_in_steps_of * torch.export.Dim(f"side{axis}", min=2, max=64) for axis in (2, 3)}
    else:
        sides = {0: torch.export.Dim("batch", min=1)}
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            network.eval(),
            (example,),
            input_names=["pictures"],
            output_names=outputs,
            dynamic_shapes=(sides,),
            dynamo=True,
            verbose=False,
        )
    assert program is not None  # with dynamo there always is one
    for node in program.model.graph.all_nodes():  # where in which file of this machine each was made
        node.metadata_props.clear()
    program.save(str(path), external_data=False)
