"""Which images come before and after a given one, in the order of a view."""

from dataclasses import dataclass

import numpy as np

from plateocr.evaluation.prepared import PreparedTable
from plateocr.evaluation.view import View, find_rows


@dataclass(frozen=True)
class Neighbours:
    """Ids of the previous and next image (None at either end), the image's rank (from 1), and the size of the view.

    An image that is not in the view has neither neighbours nor a rank (None).
    """

    previous: str | None
    following: str | None
    rank: int | None
    total: int


def find_neighbours(table: PreparedTable, view: View, image_id: str) -> Neighbours:
    """The neighbours of an image in a view, across all its pages; raises as evaluation.view.apply_view."""
    ids = table.table["id"].to_numpy()[find_rows(table, view)]
    places = np.flatnonzero(ids == image_id)
    if not len(places):
        return Neighbours(None, None, None, len(ids))
    place = int(places[0])
    # Two files with the same content have the same id; a step must not stay on the same image.
    before, after = np.flatnonzero(ids[:place] != image_id), np.flatnonzero(ids[place:] != image_id)
    previous = str(ids[before[-1]]) if len(before) else None
    following = str(ids[place + after[0]]) if len(after) else None
    return Neighbours(previous, following, place + 1, len(ids))
