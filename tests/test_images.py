import io
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from plateocr.errors import ImageError
from plateocr.images import (
    IMAGENET_MEAN,
    IMAGENET_STD,
    ROWS_MISSING,
    InputSpec,
    open_image,
    remarks_of,
)
from plateocr.pipeline.preparation import normalise, stretch

SIZE = (90, 30)


def encoded(image, form, **options):
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def two_tone(mode="RGB", left="black", right="white", size=SIZE):
    """Left half one colour, right half another."""
    image = Image.new(mode, size, left)
    image.paste(right, (size[0] // 2, 0, *size))
    return image


def refused(source):
    with pytest.raises(ImageError) as error:
        open_image(source)
    message = str(error.value)
    assert "\n" not in message
    assert message.endswith(".")
    return message


class TestEverySource:
    def test_path_bytes_image_and_array_give_the_same_pixels(self, tmp_path):
        original = two_tone(left=(200, 10, 30), right=(5, 60, 220))
        original.save(tmp_path / "plate.png")
        sources = [
            tmp_path / "plate.png",
            str(tmp_path / "plate.png"),
            encoded(original, "PNG"),
            original,
            np.asarray(original),
        ]
        for source in sources:
            opened = open_image(source)
            assert opened.mode == "RGB"
            assert opened.tobytes() == original.tobytes()

    @pytest.mark.parametrize("shape", [(30, 90), (30, 90, 3), (30, 90, 4)])
    def test_arrays_grey_rgb_and_rgba(self, shape):
        array = np.full(shape, 255, np.uint8)
        assert open_image(array).getpixel((0, 0)) == (255, 255, 255)

    @pytest.mark.parametrize(
        "array",
        [
            np.zeros((30, 90, 3), np.float32),
            np.zeros((30, 90, 3), np.int64),
            np.zeros((3, 30, 90), np.uint8),
            np.zeros((30, 90, 1), np.uint8),
            np.zeros(30, np.uint8),
            np.zeros((0, 90, 3), np.uint8),
        ],
    )
    def test_other_arrays_are_rejected_with_their_shape_or_size(self, array):
        message = refused(array)
        assert str(array.shape) in message or "90x0" in message

    def test_the_source_is_not_changed(self):
        image = two_tone("RGBA", (0, 0, 0, 0))
        before = image.tobytes()
        open_image(image)
        assert image.tobytes() == before
        assert image.mode == "RGBA"


class TestOtherModes:
    def test_grey(self, tmp_path):
        two_tone("L", 40, 200).save(tmp_path / "grey.jpg", quality=95)
        opened = open_image(tmp_path / "grey.jpg")
        assert opened.mode == "RGB"
        assert opened.getpixel((10, 15)) == pytest.approx((40, 40, 40), abs=2)

    def test_transparency_becomes_white(self):
        image = two_tone("RGBA", (0, 0, 255, 0), (0, 0, 255, 255))
        opened = open_image(encoded(image, "PNG"))
        assert opened.getpixel((0, 0)) == (255, 255, 255)
        assert opened.getpixel((89, 0)) == (0, 0, 255)

    def test_palette_transparency_becomes_white(self):
        image = two_tone("P", 0, 1)
        image.putpalette([0, 0, 0, 0, 0, 255])
        opened = open_image(encoded(image, "PNG", transparency=0))
        assert opened.getpixel((0, 0)) == (255, 255, 255)
        assert opened.getpixel((89, 0)) == (0, 0, 255)

    def test_one_bit(self):
        opened = open_image(encoded(two_tone("1", 0, 1), "PNG"))
        assert (opened.getpixel((0, 0)), opened.getpixel((89, 0))) == ((0, 0, 0), (255, 255, 255))

    @pytest.mark.parametrize("form", ["PNG", "TIFF"])
    def test_sixteen_bit_grey_is_scaled(self, form):
        values = np.zeros((30, 90), np.uint16)
        values[:, 45:] = 0xC800
        opened = open_image(encoded(Image.fromarray(values), form))
        assert opened.getpixel((0, 0)) == (0, 0, 0)
        assert opened.getpixel((89, 0)) == (200, 200, 200)

    def test_cmyk_jpeg(self):
        opened = open_image(encoded(two_tone("CMYK", (0, 0, 0, 0), (255, 255, 0, 0)), "JPEG", quality=95))
        assert opened.getpixel((5, 5)) == pytest.approx((255, 255, 255), abs=3)
        red, green, blue = opened.getpixel((85, 5))
        assert blue > red + 100
        assert blue > green + 100

    def test_floating_point_pixels_are_rejected(self):
        assert "floating-point" in refused(Image.new("F", SIZE))

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_exif_rotation_is_applied(self, orientation):
        upright = two_tone(left="black", right="white")
        turns = {
            1: [],
            2: [Image.Transpose.FLIP_LEFT_RIGHT],
            3: [Image.Transpose.ROTATE_180],
            4: [Image.Transpose.FLIP_TOP_BOTTOM],
            5: [Image.Transpose.TRANSPOSE],
            6: [Image.Transpose.ROTATE_90],
            7: [Image.Transpose.TRANSVERSE],
            8: [Image.Transpose.ROTATE_270],
        }
        stored = upright
        for turn in turns[orientation]:
            stored = stored.transpose(turn)
        exif = Image.Exif()
        exif[0x0112] = orientation
        opened = open_image(encoded(stored, "JPEG", exif=exif, quality=95))
        assert opened.size == SIZE
        assert np.abs(np.asarray(opened).astype(int) - np.asarray(upright)).mean() < 3

    @pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
    def test_animations_give_their_first_frame(self, form):
        first, second = Image.new("RGB", SIZE, "blue"), Image.new("RGB", SIZE, "yellow")
        animation = encoded(first, form, save_all=True, append_images=[second], duration=100, lossless=True)
        assert open_image(animation).getpixel((40, 10)) == (0, 0, 255)

    def test_a_file_cannot_contain_remarks_of_its_own(self):
        text = PngInfo()
        text.add_text("plateocr_remarks", ROWS_MISSING)
        assert remarks_of(open_image(encoded(two_tone(), "PNG", pnginfo=text))) == []


class TestBadFiles:
    def test_a_text_file_renamed_jpg(self, tmp_path):
        path = tmp_path / "皖A12345.jpg"
        path.write_text("not an image at all")
        message = refused(path)
        assert str(path) in message
        assert "not an image" in message

    def test_a_folder_and_what_is_no_image_at_all(self, tmp_path):
        assert "is a folder" in refused(tmp_path)
        for source in (None, 5):
            assert f"{source} is not an image: give a path" in refused(source)

    def test_an_empty_file_and_no_bytes(self, tmp_path):
        path = tmp_path / "皖A12345.jpg"
        path.touch()
        assert "empty (0 bytes)" in refused(path)
        assert "empty (0 bytes)" in refused(b"")

    @pytest.mark.parametrize("form", ["JPEG", "PNG", "BMP", "WEBP", "TIFF", "GIF"])
    def test_a_truncated_image_is_rejected_wherever_it_ends(self, form, noise_image):
        whole = encoded(noise_image(0), form)
        for share in (0.02, 0.3, 0.6, 0.9):
            refused(whole[: int(share * len(whole))])

    def test_a_truncated_jpeg_says_so_with_its_path(self, tmp_path, noise_image):
        whole = encoded(noise_image(0), "JPEG")
        path = tmp_path / "half.jpg"
        path.write_bytes(whole[: len(whole) // 2])
        message = refused(path)
        assert str(path) in message
        assert "truncated" in message

    @given(st.binary(min_size=1, max_size=200))
    def test_random_bytes_are_an_image_error(self, data):
        refused(data)

    @given(st.integers(0, 2**32), st.integers(0, 255))
    def test_one_wrong_byte_gives_an_image_or_an_image_error(self, place, value):
        whole = bytearray(encoded(two_tone(), "PNG"))
        whole[place % len(whole)] = value
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                opened = open_image(bytes(whole))
            except ImageError as error:
                message = str(error)
            else:
                message = f"opened as {opened.mode}."
        assert message.endswith(".")

    @pytest.mark.parametrize("size", [(1, 1), (15, 40), (40, 5)])
    def test_an_image_too_small_to_hold_a_plate(self, size):
        message = refused(encoded(Image.new("RGB", size), "PNG"))
        assert f"{size[0]}x{size[1]}" in message
        assert "at least 16x6" in message

    def test_20000_by_20000_is_rejected_without_decoding(self, tmp_path):
        path = tmp_path / "huge.png"
        Image.new("1", (20_000, 20_000)).save(path)
        message = refused(path)
        assert str(path) in message
        assert "megapixels" in message

    @pytest.mark.parametrize("filter_", ["ignore", "error"])
    @pytest.mark.parametrize("width", [8_920, 12_000])
    def test_images_from_89_megapixels_are_rejected_whatever_the_warning_filter(self, filter_, width):
        data = encoded(Image.new("1", (width, 10_000)), "PNG")
        with warnings.catch_warnings():
            warnings.simplefilter(filter_)
            assert "89 megapixels" in refused(data)

    def test_images_below_the_limit_are_read_without_a_warning(self):
        data = encoded(Image.new("1", (8_900, 10_000)), "PNG")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert open_image(data).size == (8_900, 10_000)

    def test_a_missing_file_and_a_folder(self, tmp_path):
        assert "no such file" in refused(tmp_path / "none.jpg")
        assert str(tmp_path) in refused(tmp_path)

    def test_a_name_replaces_the_path_in_the_message(self):
        with pytest.raises(ImageError, match=r"^upload 3 is empty"):
            open_image(b"", name="upload 3")


class TestNormalise:
    def test_shape_type_and_normalisation(self):
        spec = InputSpec()
        prepared = normalise(stretch(np.asarray(Image.new("RGB", SIZE, (255, 0, 51))), spec), spec)
        assert prepared.shape == (3, 64, 224)
        assert prepared.dtype == np.float32
        assert prepared.flags["C_CONTIGUOUS"]
        for channel, value in enumerate((1, 0, 0.2)):
            expected = (value - IMAGENET_MEAN[channel]) / IMAGENET_STD[channel]
            assert np.allclose(prepared[channel], expected, atol=1e-5)

    def test_left_stays_left(self):
        spec = InputSpec()
        prepared = normalise(stretch(np.asarray(two_tone()), spec), spec)
        assert prepared[:, :, :100].max() < prepared[:, :, 124:].min()
