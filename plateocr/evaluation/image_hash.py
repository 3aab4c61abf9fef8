"""A difference hash of an image: 64 bits that barely change when it is compressed, scaled down or brightened."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from imagehash import dhash
from PIL import Image
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from plateocr.errors import ImageError
from plateocr.images import open_image

_BITS = 64
_WORKERS = 4

Hashes = npt.NDArray[np.uint64]


def difference_hash(image: Image.Image) -> int:
    """Whether each cell of the grey image, shrunk to 8 rows of 9, is darker than the one to its right: 64 bits."""
    return int(str(dhash(image)), 16)


def hash_files(paths: Sequence[Path], progress: Callable[[int], None] = lambda _: None) -> tuple[Hashes, list[int]]:
    """The hashes of image files (n,), and the indices of those that cannot be read, whose hashes are meaningless.

    ``progress`` is called with the number of files done since the last call.
    """
    hashes = np.zeros(len(paths), dtype=np.uint64)
    bad = []
    with ThreadPoolExecutor(_WORKERS) as pool:  # decoding and resizing release the GIL
        for index, found in enumerate(pool.map(_hash_file, paths)):
            if found is None:
                bad.append(index)
            else:
                hashes[index] = found
            progress(1)
    return hashes, bad


def groups_of_near(hashes: Hashes, max_distance: int) -> npt.NDArray[np.int64]:
    """The group number of each hash (n,): hashes are linked by steps of at most ``max_distance`` (0..63) bits."""
    distinct, inverse = np.unique(hashes, return_inverse=True)
    one, other = near_pairs(distinct, max_distance)
    steps = coo_array((np.ones(one.size, dtype=bool), (one, other)), shape=(distinct.size, distinct.size))
    _, group = connected_components(steps, directed=False)
    return np.asarray(group[inverse], dtype=np.int64)


def near_pairs(hashes: Hashes, max_distance: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All pairs of distinct hashes that differ in at most ``max_distance`` bits (0..63), as two columns of indices.

    A pair may occur more than once. Two hashes that differ in d bits agree in one of d + 1 bands of bits, so only
    hashes with an equal band are compared: 50,000 hashes take 0.1 s, where all pairs would be 1.2 billion comparisons.
    """
    starts = np.linspace(0, _BITS, max_distance + 2).astype(int)
    pairs = [np.empty((2, 0), dtype=np.int64)]
    for start, end in pairwise(starts):
        band = (hashes >> np.uint64(start)) & np.uint64(2 ** int(end - start) - 1)
        order = np.argsort(band, kind="stable")
        band, value = band[order], hashes[order]
        left, step = np.arange(hashes.size), 1
        while left.size:
            left = left[left < hashes.size - step]
            left = left[band[left] == band[left + step]]  # sorted: what differs at this step differs at the next
            near = left[np.bitwise_count(value[left] ^ value[left + step]) <= max_distance]
            pairs.append(np.stack([order[near], order[near + step]]))
            step += 1
    one, other = np.concatenate(pairs, axis=1)
    return one, other


def _hash_file(path: Path) -> int | None:
    try:
        return difference_hash(open_image(path))
    except ImageError:
        return None
