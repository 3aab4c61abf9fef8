"""Lines of text like the time stamps of cameras, or writing on walls."""

import cv2
import numpy as np

from plateocr.synth.plate import Pixels

_FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_PLAIN,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
)
_CHARACTERS = "0123456789:/-. ABCDEFGHKLMPRSTUVWXYZ"
_CAPITAL = 21.0  # pixels that a capital of these fonts is high at scale 1
_SHADOWED, _OUTLINED = 0.2, 0.3


def write_line(canvas: Pixels, left: int, baseline: int, height: float, rng: np.random.Generator) -> None:
    """Write a line of random text onto a canvas (H, W, 3), in place, from ``left``, with capitals ``height`` px high.

    Black, white, grey or coloured; some lines have a dark shadow, some a contrasting outline.
    """
    text = "".join(_CHARACTERS[int(place)] for place in rng.integers(len(_CHARACTERS), size=int(rng.integers(4, 20))))
    font = _FONTS[int(rng.integers(len(_FONTS)))]
    scale = height / _CAPITAL
    grey = (0, 255, int(rng.integers(256)))[int(rng.integers(3))]
    colour = (grey, grey, grey) if rng.random() < 0.6 else tuple(int(value) for value in rng.integers(0, 256, 3))
    thickness = 1 + int(rng.integers(0, max(2 + int(scale > 0.8), round(2.5 * scale))))
    fate = rng.random()
    if fate < _SHADOWED:
        cv2.putText(canvas, text, (left + 1, baseline + 1), font, scale, (0, 0, 0), thickness + 1, cv2.LINE_AA)
    elif fate < _SHADOWED + _OUTLINED:
        outline = (0, 0, 0) if sum(colour) > 384 else (255, 255, 255)
        cv2.putText(canvas, text, (left, baseline), font, scale, outline, thickness + 2, cv2.LINE_AA)
    cv2.putText(canvas, text, (left, baseline), font, scale, colour, thickness, cv2.LINE_AA)
