import pandas as pd
import pytest

from plateocr.evaluation.faults import label_suspects, near_duplicates, train_overlap

TRUTH, OTHER, THIRD = "皖A12345", "皖A12346", "苏B12345"


def table_of(*readings):
    """Rows of (file, model, truth, prediction, confidence)."""
    table = pd.DataFrame(readings, columns=["file", "model", "truth", "prediction", "confidence"])
    return table.assign(
        id=table["file"],
        correct=table["truth"] == table["prediction"],
        edits=(table["truth"] != table["prediction"]).astype(int),
        milliseconds=1.0,
    )


def test_a_label_is_doubted_when_all_models_are_sure_of_the_same_other_text():
    table = table_of(
        ("doubted", "a", TRUTH, OTHER, 0.99),
        ("doubted", "b", TRUTH, OTHER, 0.95),
        ("one unsure", "a", TRUTH, OTHER, 0.99),
        ("one unsure", "b", TRUTH, OTHER, 0.5),
        ("they disagree", "a", TRUTH, OTHER, 0.99),
        ("they disagree", "b", TRUTH, THIRD, 0.99),
        ("one agrees with the label", "a", TRUTH, OTHER, 0.99),
        ("one agrees with the label", "b", TRUTH, TRUTH, 0.99),
        ("right", "a", TRUTH, TRUTH, 0.99),
        ("right", "b", TRUTH, TRUTH, 0.99),
        ("not read by b", "a", TRUTH, OTHER, 0.99),
        ("surest", "a", TRUTH, THIRD, 0.97),
        ("surest", "b", TRUTH, THIRD, 0.96),
    )
    suspects = label_suspects(table, 0.9)
    assert suspects["file"].tolist() == ["surest", "doubted"]
    assert suspects["prediction"].tolist() == [THIRD, OTHER]
    assert suspects["confidence"].tolist() == [0.96, 0.95]
    assert label_suspects(table, 0.96)["file"].tolist() == ["surest"]
    assert label_suspects(table, 1.0).empty
    assert label_suspects(table.iloc[:0]).empty


@pytest.fixture(scope="module")
def folder(tmp_path_factory, noise_image):
    folder = tmp_path_factory.mktemp("pictures")
    noise_image(1).save(folder / "a.png")
    noise_image(1).save(folder / "b.jpg", quality=60)
    noise_image(2).save(folder / "c.png")
    noise_image(3).save(folder / "d.png")
    noise_image(3).resize((60, 20)).save(folder / "e.png")
    (folder / "broken.png").write_text("no image")
    return folder


def test_near_duplicates_are_grouped_those_with_two_labels_first(folder):
    truths = {"a.png": TRUTH, "b.jpg": TRUTH, "c.png": TRUTH, "d.png": TRUTH, "e.png": OTHER, "broken.png": TRUTH}
    rows = [(file, model, truth, truth, 0.9) for model in "xy" for file, truth in truths.items()]
    rows.append(("../outside.png", "x", TRUTH, TRUTH, 0.9))
    done = []
    found = near_duplicates(table_of(*rows), folder, progress=done.append)
    assert found.images[["group", "file", "one_plate"]].to_numpy().tolist() == [
        [1, "d.png", False],
        [1, "e.png", False],
        [2, "a.png", True],
        [2, "b.jpg", True],
    ]
    assert found.unreadable == ("broken.png", "../outside.png")
    assert sum(done) == 6


def test_no_two_images_alike_is_an_empty_table(folder):
    found = near_duplicates(table_of(("a.png", "x", TRUTH, TRUTH, 0.9), ("c.png", "x", OTHER, OTHER, 0.9)), folder)
    assert found.images.empty
    assert list(found.images.columns) == ["group", "id", "file", "truth", "one_plate"]
    assert found.unreadable == ()


def test_an_image_outside_the_folder_is_not_opened_even_when_it_is_there(folder, noise_image):
    noise_image(1).save(folder.parent / "outside.png")
    table = table_of(("a.png", "x", TRUTH, TRUTH, 0.9), ("../outside.png", "x", TRUTH, TRUTH, 0.9))
    assert near_duplicates(table, folder).unreadable == ("../outside.png",)


def test_figures_with_and_without_plates_that_were_trained_on():
    table = table_of(
        ("1", "a", TRUTH, TRUTH, 0.9),
        ("1", "b", TRUTH, OTHER, 0.9),
        ("2", "a", OTHER, THIRD, 0.9),
        ("2", "b", OTHER, OTHER, 0.9),
    )
    found = train_overlap(table, [TRUTH, THIRD])
    assert found.plates == [TRUTH]
    assert found.images["file"].tolist() == ["1"]
    assert found.everything["a"]["accuracy"]["value"] == 0.5
    assert found.without["a"]["accuracy"] == {"value": 0.0, "low": 0.0, "high": 0.0, "n": 1}
    assert found.without["b"]["accuracy"]["value"] == 1
    assert train_overlap(table, []).plates == []
    assert train_overlap(table, []).without == train_overlap(table, []).everything
    assert train_overlap(table, [TRUTH, OTHER]).without == {}
