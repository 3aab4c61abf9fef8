import pandas as pd
import pytest
from PIL import Image
from tiny_data import make_data_root

from plateocr.data.folder import PlateFolder
from plateocr.data.sides import Sides
from plateocr.training.common.places import Places
from plateocr.training.prepare.photo_crops import write_photo_crops
from plateocr.training.prepare.run import prepare
from plateocr.training.recogniser.config import RecogniserConfig


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return make_data_root(tmp_path_factory.mktemp("data") / "plates", crops=2, photos=8)


def places_for(root, runs, **pieces):
    config = RecogniserConfig.build(model="simple", data=list(pieces), prepare=pieces, val_fraction=0.3, workers=1)
    return Places(config, runs, root)


def test_a_piece_is_made_once_and_again_only_if_its_settings_differ(root, tmp_path):
    told = []
    first = {"make": "plates", "count": 3, "seed": 1}
    for piece in (first, first, first | {"count": 4}):
        places = places_for(root, tmp_path, some=piece)
        prepare(places, told.append)
        assert len(PlateFolder.scan(places.folder("some")).images) == piece["count"]
    assert len(told) == 2
    assert len(pd.read_parquet(places.folder("some") / "synth.parquet")) == 4


def test_an_interrupted_piece_is_made_again(root, tmp_path):
    places = places_for(root, tmp_path, some={"make": "plates", "count": 2})
    prepare(places, lambda _: None)
    made = places.folder("some")
    partial = made.with_name(f".{made.name}.partial")
    made.rename(partial)
    (partial / "half.jpg").write_bytes(b"")
    prepare(places, lambda _: None)
    assert len(list(made.glob("*.jpg"))) == 2
    assert not partial.exists()


def test_photos_give_three_crops_of_each_plate_that_is_trained_on(root, tmp_path):
    sides = Sides(0.3, 0.3, seed=2)
    write_photo_crops(tmp_path / "crops", [root / "ccpd_scenes"], "boxes.json", sides, seed=1)
    crops = PlateFolder.scan(tmp_path / "crops").images
    plates = {image.plate for image in crops}
    assert plates
    assert len(crops) == 3 * len(plates)
    assert {sides.of(plate) for plate in plates} == {"train"}
    assert Image.open(crops[1].path).size == (94, 24)


def test_annotations_may_have_another_name(root, tmp_path):
    write_photo_crops(tmp_path / "crops", [root / "ccpd_green"], "green.json", Sides(0.3, seed=2), seed=1)
    assert {len(image.plate) for image in PlateFolder.scan(tmp_path / "crops").images} == {8}
