"""The images that a user flagged, as a table to download; the data themselves are never changed."""

from collections.abc import Iterable

import pandas as pd


def flagged_images(table: pd.DataFrame, ids: Iterable[str]) -> pd.DataFrame:
    """The flagged images of a prediction table (evaluation.table), in the order of their files.

    One row per image: ``file``, ``id``, ``truth`` (its label), and for each model ``<model>_prediction`` and
    ``<model>_confidence`` (0..1; empty if it did not read the image). Ids that are not in the table are ignored.
    """
    keys = ["file", "id", "truth"]
    rows = table[table["id"].isin(set(ids))]
    images = rows[keys].drop_duplicates()
    for model in table["model"].unique():
        of_model = rows.loc[rows["model"] == model, [*keys, "prediction", "confidence"]]
        named = {column: f"{model}_{column}" for column in ("prediction", "confidence")}
        images = images.merge(of_model.rename(columns=named), on=keys, how="left")
    return images.sort_values(["file", "id"], ignore_index=True)
