"""What a reader reads, and how fast on one thread: python research/peer_reads.py READER KIND < PATHS > READS.json.

READER is hyperlpr, rapidocr, rapidocr_onnxruntime, ddddocr, or a checkpoint folder of plateocr; KIND is crops or
photos; PATHS has the path of an image a line. research/peers.py runs this with a Python that has the reader. A peer's
need not have plateocr: hyperlpr asks for OpenCV 4, and plateocr for OpenCV 5.
"""

import argparse
import json
import os
import sys

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from time import perf_counter
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageOps

Read = Callable[[Any], Iterable[str]]
# Images that are read before the first is timed.
_WARM_UP = 3
_RECOGNITION, _BOTH = "recognition", "detection + recognition"


@dataclass(frozen=True)
class Reader:
    """The modes in which a reader reads crops and photos, each from a BGR array (H, W, 3) uint8 to texts."""

    distribution: str
    crops: dict[str, Read]
    photos: dict[str, Read]


def plateocr(checkpoint: str) -> Reader:
    """A checkpoint of this repository: its reader for crops, the pipeline for photos."""
    from plateocr import PlatePipeline, PlateReader
    from plateocr.pipeline.search import open_detector

    reader = PlateReader.from_checkpoint(checkpoint)
    pipeline = PlatePipeline([reader], open_detector())

    def photo(bgr: Any) -> list[str]:
        (reading,) = pipeline.read_images([bgr[:, :, ::-1]])
        return [plate.best.text for plate in reading.plates if plate.best]

    return Reader("plateocr", {_RECOGNITION: lambda bgr: [reader.read(bgr[:, :, ::-1]).text]}, {_BOTH: photo})


def hyperlpr() -> Reader:
    """HyperLPR v2. Of a photo it reads one plate, and more of them where the photo is made smaller.

    It needs two functions that NumPy and OpenCV have dropped since: they are set to what replaced them.
    """
    vars(np)["int"] = int
    vars(cv2)["estimateRigidTransform"] = lambda source, target, _: cv2.estimateAffine2D(source, target)[0]
    lpr = import_module("hyperlpr").PR

    def found(bgr: Any) -> list[str]:
        return [text for text, *_ in lpr.plate_recognition(bgr)]

    def found_smaller(bgr: Any) -> list[str]:
        size = (640, round(640 * bgr.shape[0] / bgr.shape[1]))
        return found(np.asarray(Image.fromarray(bgr).resize(size)))  # reads more than with OpenCV's ways to resize

    recognise: dict[str, Read] = {
        _RECOGNITION: lambda bgr: [lpr.segmentation_free_recognition(bgr)[0]],
        "corners + recognition": lambda bgr: [lpr.segmentation_free_recognition(lpr.finetune(bgr))[0]],
    }
    return Reader("hyperlpr", recognise | {_BOTH: found}, {_BOTH: found, f"{_BOTH}, 640 px wide": found_smaller})


def rapidocr() -> Reader:
    """PP-OCRv6 small. Texts count that it is less sure of than its threshold of 0.5 too: they may be right."""
    engine = import_module("rapidocr").RapidOCR(params={"Global.text_score": 0.0, "Global.log_level": "critical"})
    detect: dict[str, Read] = {_BOTH: lambda bgr: engine(bgr, use_det=True, use_cls=True, use_rec=True).txts or ()}
    recognise: dict[str, Read] = {
        _RECOGNITION: lambda bgr: engine(bgr, use_det=False, use_cls=False, use_rec=True).txts or ()
    }
    return Reader("rapidocr", recognise | detect, detect)


def rapidocr_onnxruntime() -> Reader:
    """PP-OCRv4 mobile, likewise."""
    engine = import_module("rapidocr_onnxruntime").RapidOCR()
    detect: dict[str, Read] = {_BOTH: lambda bgr: [text for _, text, _ in engine(bgr, text_score=0.0)[0] or ()]}
    recognise: dict[str, Read] = {
        _RECOGNITION: lambda bgr: [text for text, _ in engine(bgr, use_det=False, use_cls=False)[0] or ()]
    }
    return Reader("rapidocr-onnxruntime", recognise | detect, detect)


def ddddocr() -> Reader:
    """A reader of captchas: either of its networks. It finds no lines of text, so it reads no photos."""
    library = import_module("ddddocr")
    networks = {name: library.DdddOcr(show_ad=False, beta=name == "beta") for name in ("default", "beta")}
    modes: dict[str, Read] = {
        f"{_RECOGNITION}, {name}": lambda bgr, network=network: [  # type: ignore[misc]
            network.classification(Image.fromarray(bgr[:, :, ::-1]))
        ]
        for name, network in networks.items()
    }
    return Reader("ddddocr", modes, {})


PEERS: dict[str, Callable[[], Reader]] = {
    one.__name__: one for one in (hyperlpr, rapidocr, rapidocr_onnxruntime, ddddocr)
}


def read_all(name: str, kind: str, only: list[str], paths: list[str]) -> dict[str, Any]:
    """The reader's version, and of each mode for ``kind``, or ``only`` some, each image's texts and milliseconds."""
    reader = PEERS[name]() if name in PEERS else plateocr(name)
    modes = {mode: read for mode, read in getattr(reader, kind).items() if not only or mode in only}
    texts: dict[str, list[list[str]]] = {mode: [] for mode in modes}
    times: dict[str, list[float]] = {mode: [] for mode in modes}
    for number, path in enumerate([*paths[:_WARM_UP], *paths]):
        with Image.open(path) as image:
            rgb = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
        bgr = np.ascontiguousarray(rgb[:, :, ::-1])
        for mode, read in modes.items():
            start = perf_counter()
            try:
                found = list(read(bgr))
            except Exception as error:  # hyperlpr raises errors of several kinds where it finds nothing
                found = []
                sys.stderr.write(f"{mode}: {path}: {error!r}\n")
            if number >= _WARM_UP:
                times[mode].append(1000 * (perf_counter() - start))
                texts[mode].append(found)
    return {"version": version(reader.distribution), "texts": texts, "milliseconds": times}


def compute_on_one_thread() -> None:
    """Limit OpenCV, and every session of ONNX Runtime, also of a peer that has no setting for it."""
    cv2.setNumThreads(1)
    if not find_spec("onnxruntime"):
        return
    onnxruntime = import_module("onnxruntime")
    original = onnxruntime.InferenceSession.__init__

    def limited(self: Any, model: Any, sess_options: Any = None, *args: Any, **others: Any) -> None:
        options = sess_options or onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        original(self, model, options, *args, **others)

    onnxruntime.InferenceSession.__init__ = limited


def main() -> None:
    """Print the JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reader")
    parser.add_argument("kind", choices=("crops", "photos"))
    parser.add_argument("--mode", action="append", default=[], help="by default all; may be repeated")
    given = parser.parse_args()
    output = sys.stdout
    with redirect_stdout(sys.stderr):  # hyperlpr prints what it finds
        compute_on_one_thread()
        read = read_all(given.reader, given.kind, given.mode, sys.stdin.read().splitlines())
    json.dump(read, output)


if __name__ == "__main__":
    main()
