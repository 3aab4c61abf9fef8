"""The photos that detecting is not trained on, as a folder.

    python scripts/held_out_photos.py OUT --data DIR --exclude DIR

``--data`` and ``--exclude`` are those of ``plateocr locate train``. Held out are the photos that show a plate of an
excluded folder, and those of each tenth other plate. They are linked into OUT under names that hold their plates, as
far as these are known, so that OUT can be given to every training with --exclude, with their boxes beside them:

    plateocr evaluate --photos OUT --annotations OUT/boxes.json --checkpoint checkpoints/simple --out EVALUATION
"""

import argparse
import json
from pathlib import Path

from plateocr.cli.exit_codes import exit_on_error
from plateocr.outputs import new_folder
from plateocr.synth.scenes.sources import BOXES_NAME, load_scenes, split_scenes


def main(out: Path, data: list[Path], exclude: list[Path]) -> None:
    """Link the held-out photos into an empty folder."""
    _, held = split_scenes(load_scenes(data), exclude)
    boxes = {}
    for folder in data:
        if (folder / BOXES_NAME).is_file():
            boxes |= json.loads((folder / BOXES_NAME).read_text(encoding="utf-8"))
    kept = {}
    for scene in held:
        path = scene.path.resolve()
        described = boxes.get(path.name)
        plate = described.get("plate") if described else None
        link = out / (f"{path.stem}-{plate}{path.suffix}" if plate else path.name)
        link.symlink_to(path)
        if described:
            kept[link.name] = described
    (out / BOXES_NAME).write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, action="append", required=True)
    parser.add_argument("--exclude", type=Path, action="append", default=[])
    given = parser.parse_args()
    with exit_on_error(), new_folder(given.out):
        main(given.out, given.data, given.exclude)
