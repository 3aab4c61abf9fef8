"""Make the example images under the drop zone anew: ``python research/examples.py --out examples``.

They are for assets/examples. Each is one of the first images of ``plateocr synth --kind KIND --issued --seed 2026``,
chosen to look unlike the others.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from plateocr.cli.exit_codes import exit_on_error
from plateocr.outputs import claim_folder
from plateocr.plates import PlateKind
from plateocr.synth.write import write_plates

SEED = 2026
# The kind of each example, and which of the synthesised images it is, from 0.
CHOSEN = (
    (PlateKind.GREEN, 5),
    (PlateKind.YELLOW_TWO_ROWS, 3),
    (PlateKind.POLICE, 7),
    (PlateKind.EMBASSY, 6),
    (PlateKind.LEARNER, 1),
    (PlateKind.BLUE, 2),
)


def main() -> None:
    """Make the examples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="New folder for the images.")
    with exit_on_error(), claim_folder(parser.parse_args().out, "research/examples.py") as output:
        for place, (kind, number) in enumerate(CHOSEN, start=1):
            with tempfile.TemporaryDirectory() as folder:
                made = write_plates(folder, number + 1, SEED, kind=kind, issued=True, workers=1).iloc[number]
                shutil.copy(Path(folder) / made["file"], output.claim(f"{place:04d}-{made['plate']}.jpg"))


if __name__ == "__main__":
    main()
