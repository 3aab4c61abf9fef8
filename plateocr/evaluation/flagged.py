"""The images that someone flagged, as a table to take away: the data themselves are never changed."""

from collections.abc import Iterable

import pandas as pd


def flagged_images(table: pd.DataFrame, ids: Iterable[str]) -> pd.DataFrame:
    """The flagged images of a prediction table (evaluation.table), in the order of their files.

    A row an image: ``file``, ``id``, ``truth`` (its label), and of each model ``<model>_prediction`` and
    ``<model>_confidence`` (0..1; empty where it did not read the image). Ids that the table lacks count for nothing.
    """
    keys = ["file", "id", "truth"]
    rows = table[table["id"].isin(set(ids))]
    images = rows[keys].drop_duplicates()
    for model in table["model"].unique():
        of_model = rows.loc[rows["model"] == model, [*keys, "prediction", "confidence"]]
        named = {column: f"{model}_{column}" for column in ("prediction", "confidence")}
        images = images.merge(of_model.rename(columns=named), on=keys, how="left")
    return images.sort_values(["file", "id"], ignore_index=True)
