import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from plateocr.errors import ImageError
from plateocr.images import ROWS_MISSING, open_image, remarks_of
from plateocr.jpeg import recover_jpeg

SIZE = (90, 200)

ways_to_encode = st.fixed_dictionaries(
    {"quality": st.sampled_from([30, 75, 95]), "subsampling": st.integers(0, 2)},
    optional={"restart_marker_rows": st.integers(1, 3), "restart_marker_blocks": st.integers(1, 9)},
)


def scene(seed, size=SIZE, mode="RGB"):
    """An image without uniform parts, so that every row matters."""
    blocks = np.random.default_rng(seed).integers(0, 256, (size[1] // 7, size[0] // 9, 3), dtype=np.uint8)
    return Image.fromarray(blocks).resize(size, Image.Resampling.BICUBIC).convert(mode)


def encoded(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", **options)
    return buffer.getvalue()


def pixels_of(data):
    with Image.open(io.BytesIO(data)) as opened:
        return np.asarray(opened)


def cut(data, share):
    """The file with a share of its image data, 0..1, after its complete header."""
    scan = data.index(b"\xff\xda") + 2
    start = scan + int.from_bytes(data[scan : scan + 2])
    return data[: start + int(share * (len(data) - start))]


def cut_to_miss(data, least, most):
    """The file truncated so that between ``least`` and ``most`` rows of its image are missing."""
    for end in range(len(data), 0, -1):
        if least <= recover_jpeg(data[:end])[1] <= most:
            return data[:end]
    raise AssertionError


class TestMend:
    @settings(max_examples=200)
    @given(st.integers(0, 2**32 - 1), st.sampled_from(["RGB", "L", "CMYK"]), ways_to_encode, st.floats(0, 1), st.data())
    def test_rows_that_are_not_missing_match_the_complete_image(self, seed, mode, options, share, data):
        whole = encoded(scene(seed, mode=mode), **options)
        first = len(cut(whole, 0))
        markers = [place for place in range(first, len(whole)) if whole[place] == 0xFF]
        end = data.draw(st.sampled_from([len(cut(whole, share)), *markers]))
        image, missing = recover_jpeg(whole[:end])
        assert image.size == SIZE
        assert np.array_equal(np.asarray(image)[: SIZE[1] - missing], pixels_of(whole)[: SIZE[1] - missing])

    @given(st.integers(0, 2**32 - 1), ways_to_encode, st.floats(0, 0.95))
    def test_no_more_rows_are_given_up_than_the_truncated_blocks(self, seed, options, share):
        whole = encoded(scene(seed), **options)
        image, missing = recover_jpeg(cut(whole, share))
        wrong = np.flatnonzero((np.asarray(image) != pixels_of(whole)).any(axis=(1, 2)))
        assert missing <= SIZE[1] - wrong[0] + 17

    def test_without_an_end_marker_nothing_is_missing(self):
        whole = encoded(scene(1))
        for end in (-1, -2):
            image, missing = recover_jpeg(whole[:end])
            assert missing == 0
            assert np.array_equal(np.asarray(image), pixels_of(whole))

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.95, 0.999])
    def test_a_progressive_file_is_not_recovered(self, share):
        whole = encoded(scene(1), progressive=True)
        assert recover_jpeg(whole[: int(share * len(whole))]) is None

    @given(st.binary(max_size=200))
    def test_a_file_without_image_data_is_not_recovered(self, data):
        assert recover_jpeg(data) is None

    def test_a_truncated_header_is_not_recovered(self):
        whole = encoded(scene(1))
        for end in range(len(cut(whole, 0))):
            assert recover_jpeg(whole[:end]) is None


class TestOpened:
    @given(st.floats(0.7, 1))
    def test_at_most_a_tenth_of_the_rows_may_be_missing(self, share):
        whole = encoded(scene(2))
        part = cut(whole, share)
        if recover_jpeg(part)[1] > SIZE[1] / 10:
            with pytest.raises(ImageError, match="is truncated"):
                open_image(part)
        else:
            opened = open_image(part)
            assert np.array_equal(np.asarray(opened)[:180], pixels_of(whole)[:180])
            assert remarks_of(opened) == (
                [] if np.array_equal(np.asarray(opened), pixels_of(whole)) else [ROWS_MISSING]
            )

    def test_paths_and_bytes_give_the_same_image(self, tmp_path):
        part = cut_to_miss(encoded(scene(3)), 1, 20)
        (tmp_path / "cut.jpg").write_bytes(part)
        for source in (part, tmp_path / "cut.jpg", str(tmp_path / "cut.jpg")):
            assert remarks_of(open_image(source)) == [ROWS_MISSING]

    @pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
    def test_the_remark_survives_conversions(self, mode):
        exif = Image.Exif()
        exif[0x0112] = 6
        opened = open_image(cut_to_miss(encoded(scene(4, mode=mode), exif=exif), 1, 20))
        assert (opened.mode, opened.size) == ("RGB", SIZE[::-1])
        assert remarks_of(opened) == remarks_of(open_image(opened)) == remarks_of(opened.copy()) == [ROWS_MISSING]

    @pytest.mark.parametrize(("least", "most"), [(21, 60), (100, 150)])
    def test_images_with_more_missing_are_rejected(self, least, most):
        with pytest.raises(ImageError, match="is truncated"):
            open_image(cut_to_miss(encoded(scene(5)), least, most))

    def test_a_truncated_progressive_file_is_rejected(self):
        with pytest.raises(ImageError, match="is truncated"):
            open_image(encoded(scene(6), progressive=True)[:-40])

    def test_a_complete_file_is_unchanged_and_has_no_remarks(self):
        whole = encoded(scene(7))
        assert remarks_of(open_image(whole)) == []
        assert np.array_equal(np.asarray(open_image(whole)), pixels_of(whole))
