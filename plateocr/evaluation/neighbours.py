"""Which pictures stand before and after one, in the order of a view."""

from dataclasses import dataclass

import numpy as np

from plateocr.evaluation.prepared import PreparedTable
from plateocr.evaluation.view import View, find_rows


@dataclass(frozen=True)
class Neighbours:
    """Ids of the pictures before and after one (None at an end), its rank (from 1), and how many the view has.

    A picture that the view does not hold has neither neighbours nor a rank (None).
    """

    previous: str | None
    following: str | None
    rank: int | None
    total: int


def find_neighbours(table: PreparedTable, view: View, picture_id: str) -> Neighbours:
    """The neighbours of a picture in a view, over all of its pages; raises as evaluation.view.apply_view."""
    ids = table.table["id"].to_numpy()[find_rows(table, view)]
    places = np.flatnonzero(ids == picture_id)
    if not len(places):
        return Neighbours(None, None, None, len(ids))
    place = int(places[0])
    # Two files with the same content have the same id; a step must not stay where it is.
    before, after = np.flatnonzero(ids[:place] != picture_id), np.flatnonzero(ids[place:] != picture_id)
    previous = str(ids[before[-1]]) if len(before) else None
    following = str(ids[place + after[0]]) if len(after) else None
    return Neighbours(previous, following, place + 1, len(ids))
