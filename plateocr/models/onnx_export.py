"""Export of a network as a single ONNX file."""

import logging
import warnings
from pathlib import Path

import torch
from torch import nn

from plateocr.models.registry import architecture
from plateocr.plates import NOTEBOOK, Alphabet, Layout


def write_onnx(network: nn.Module, name: str, path: str | Path, alphabet: Alphabet = NOTEBOOK) -> None:
    """Write a network of the architecture ``name``: one input, ``pictures``, and the architecture's outputs.

    The batch size is dynamic, and the width, in steps of 32 pixels, if the recogniser's ``alphabet`` has plates of
    several lengths; for a detector, the height and width are instead.
    """
    built = architecture(name)
    if step := built.any_size_in_steps_of:
        sides = {axis: step * torch.export.Dim(f"side{axis}", min=2, max=64) for axis in (2, 3)}
        batch = 1
    else:
        sides = {0: torch.export.Dim("batch", min=1)}
        if built.role == "recogniser" and len(alphabet.lengths) > 1:
            step = built.input.width // Layout.SEVEN.characters
            sides[3] = step * torch.export.Dim("characters", min=min(alphabet.lengths), max=max(alphabet.lengths))
        batch = 2  # the exporter would take 1 for a constant
    example = torch.zeros(batch, 3, built.input.height, built.input.width)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            network.eval(),
            (example,),
            input_names=["pictures"],
            output_names=list(built.outputs),
            dynamic_shapes=(sides,),
            dynamo=True,
            verbose=False,
        )
    assert program is not None  # always returned with dynamo
    for node in program.model.graph.all_nodes():  # metadata has paths of this machine
        node.metadata_props.clear()
    if len(alphabet.lengths) > 1:  # the exporter writes the length of the example's LSTM sequence into the outputs
        for value in program.model.graph.outputs:
            value.shape = None
    program.save(str(path), external_data=False)
