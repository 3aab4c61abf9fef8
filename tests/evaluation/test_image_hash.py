import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageEnhance

from plateocr.evaluation.image_hash import difference_hash, groups_of_near, hash_files, near_pairs


def bits_between(one, other):
    return (one ^ other).bit_count()


def test_a_hash_barely_changes_when_the_image_is_saved_again(noise_image):
    image = noise_image(3, (240, 80))
    saved = io.BytesIO()
    image.save(saved, "JPEG", quality=40)
    for other in (Image.open(saved), image.resize((120, 40)), ImageEnhance.Brightness(image).enhance(0.8)):
        assert bits_between(difference_hash(image), difference_hash(other)) <= 4
    assert bits_between(difference_hash(image), difference_hash(noise_image(4, (240, 80)))) > 10


def test_a_hash_is_64_bits_of_darker_than_the_next():
    assert difference_hash(Image.new("RGB", (50, 20), "white")) == 0
    ramp = Image.fromarray(np.tile(np.arange(0, 250, dtype=np.uint8), (80, 1)))
    assert difference_hash(ramp) == 2**64 - 1


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 2**64 - 1), max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.lists(st.integers(0, 63), max_size=6)), max_size=12),
    st.integers(0, 6),
)
def test_exactly_the_near_pairs_are_found(centres, moves, max_distance):
    hashes = set(centres)
    for index, bits in moves:
        if index < len(centres):
            hashes.add(centres[index] ^ sum({1 << bit for bit in bits}))
    ordered = np.array(sorted(hashes), dtype=np.uint64)
    one, other = near_pairs(ordered, max_distance)
    found = {tuple(sorted(pair)) for pair in zip(one.tolist(), other.tolist(), strict=True)}
    numbers = [int(value) for value in ordered]
    expected = {
        (left, right)
        for left in range(len(numbers))
        for right in range(left + 1, len(numbers))
        if bits_between(numbers[left], numbers[right]) <= max_distance
    }
    assert found == expected


def test_groups_are_joined_by_steps():
    chain = [0b0, 0b11, 0b1111, 0b111111]
    group = groups_of_near(np.array([*chain, 0xFF << 40, 0b0], dtype=np.uint64), 2)
    assert group[:4].tolist() == [group[0]] * 4
    assert group[5] == group[0]
    assert group[4] != group[0]
    assert groups_of_near(np.array([], dtype=np.uint64), 4).size == 0


@pytest.mark.parametrize("count", [3000])
def test_unrelated_hashes_stay_apart(count):
    hashes = np.random.default_rng(0).integers(0, 2**63, count).astype(np.uint64)
    assert np.unique(groups_of_near(hashes, 4)).size == count


def test_files_that_are_no_images_are_named(tmp_path, noise_image):
    noise_image(0).save(tmp_path / "a.png")
    (tmp_path / "b.png").write_text("no image")
    done = []
    hashes, bad = hash_files([tmp_path / "a.png", tmp_path / "b.png", tmp_path / "gone.png"], done.append)
    assert bad == [1, 2]
    assert int(hashes[0]) == difference_hash(noise_image(0))
    assert sum(done) == 3
