"""The mean of exported networks of one shape: python scripts/average_networks.py OUT.onnx FIRST.onnx SECOND.onnx ...

For networks of which each learned on from the other (Wortsman et al. 2022, "Model soups").
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from plateocr.cli.exit_codes import exit_on_error
from plateocr.files import replace_file
from plateocr.outputs import claim_file


def main(out: Path, networks: list[Path], *, overwrite: bool) -> None:
    """Write the mean of the weights; all else is that of the first network."""
    first, *others = (onnx.load(path) for path in networks)
    if any(len(other.graph.initializer) != len(first.graph.initializer) for other in others):
        raise SystemExit("these networks have not the same layers.")
    for place, weights in enumerate(first.graph.initializer):
        same = [other.graph.initializer[place] for other in others]
        values = [numpy_helper.to_array(one) for one in (weights, *same)]
        if any(one.shape != values[0].shape or one.dtype != values[0].dtype for one in values):
            raise SystemExit(f"{weights.name}: these networks are not of one shape.")
        if values[0].dtype == np.float32:
            mean = np.mean(values, axis=0, dtype=np.float64).astype(np.float32)
            weights.CopyFrom(numpy_helper.from_array(mean, weights.name))
    onnx.checker.check_model(first)
    with claim_file(out, overwrite=overwrite), replace_file(out) as temporary:
        onnx.save(first, temporary)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("networks", type=Path, nargs="+")
    parser.add_argument("--overwrite", action="store_true", help="replace a file of that name")
    given = parser.parse_args()
    with exit_on_error():
        main(given.out, given.networks, overwrite=given.overwrite)
