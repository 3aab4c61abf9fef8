import sys
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from plateocr.cli.inputs import find_images
from plateocr.data.archive import unpack_images
from plateocr.data.folder import list_images
from plateocr.errors import ImageError
from plateocr.images import open_image
from plateocr.plates import ORDINARY
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.plate import colour_plate, paint_mask

# A drawn plate, photographed by the simulated camera of version 0.2 and encoded by pillow-heif: stored lying on its
# side, and marked to be turned by 90 degrees (irot), as a phone does that is held upright.
PHONE = Path(__file__).parent / "images" / "phone.heic"


def drawn_plate():
    """The plate in the photo, without dirt, noise, or a change of colour."""
    colours = ORDINARY.colours[0]
    flat = colour_plate(paint_mask("苏E52K7M", drawn_glyphs()), colours.ground, colours.paint)
    return cv2.resize(flat, (196, 50), interpolation=cv2.INTER_AREA)


@pytest.fixture
def without_pi_heif(monkeypatch):
    monkeypatch.setitem(sys.modules, "pi_heif", None)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "IMG_1.HEIC").write_bytes(PHONE.read_bytes())
    return tmp_path / "in"


@pytest.mark.parametrize("source", [PHONE, str(PHONE), PHONE.read_bytes()], ids=["path", "str", "bytes"])
def test_is_opened_upright(source):
    image = open_image(source)
    assert (image.size, image.mode) == ((200, 48), "RGB")
    seen, drawn = np.asarray(image)[:, 7:], drawn_plate()[:48, :193]
    assert np.corrcoef(seen.ravel(), drawn.ravel())[0, 1] > 0.85


def test_is_recognised_by_its_content(tmp_path):
    (tmp_path / "named.jpg").write_bytes(PHONE.read_bytes())
    assert open_image(tmp_path / "named.jpg").size == (200, 48)


def test_is_not_skipped_in_folders_and_globs(folder):
    assert list_images(folder) == [folder / "IMG_1.HEIC"]
    assert find_images([str(folder / "*")]) == ([folder / "IMG_1.HEIC"], [])


def test_is_unpacked_from_a_zip(folder, tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        packed.write(folder / "IMG_1.HEIC", "苏E52K7M.heic")
    unpacked = unpack_images(tmp_path / "all.zip", tmp_path)
    assert (len(unpacked.images), unpacked.refused) == (1, ())


@pytest.mark.parametrize("share", [0.005, 0.03, 0.3, 0.9, 0.999])
def test_a_truncated_file_is_an_image_error(share):
    whole = PHONE.read_bytes()
    with pytest.raises(ImageError, match=r"^image is truncated: .*\.$"):
        open_image(whole[: int(share * len(whole))])


def outcome(data):
    """The result of opening it: the image's mode, or the error."""
    try:
        return open_image(data).mode
    except ImageError as error:
        return str(error)


def test_any_wrong_byte_gives_an_image_or_an_image_error():
    whole = PHONE.read_bytes()
    outcomes = {outcome(whole[:place] + b"\xa5" + whole[place + 1 :]) for place in range(0, len(whole), 17)}
    assert "RGB" in outcomes
    sentences = outcomes - {"RGB"}
    assert sentences
    assert all(one.startswith("image ") and one.endswith(".") for one in sentences)
    assert not any("\n" in one or ".." in one for one in sentences)


def test_a_text_file_with_that_suffix_is_not_an_image(tmp_path):
    (tmp_path / "a.heic").write_text("not an image at all")
    with pytest.raises(ImageError, match="is not an image"):
        open_image(tmp_path / "a.heic")


def test_without_pi_heif_the_error_names_the_remedy(without_pi_heif, folder, tmp_path):
    with pytest.raises(ImageError, match="pip install pi-heif, or export the image as JPEG") as raised:
        open_image(folder / "IMG_1.HEIC")
    assert str(raised.value).startswith(str(folder))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        packed.write(folder / "IMG_1.HEIC", "a.heic")
    (refused,) = unpack_images(tmp_path / "all.zip", tmp_path).refused
    assert refused.reason == "a.heic is a HEIC image, for which pi-heif is not installed; export it as JPEG."
