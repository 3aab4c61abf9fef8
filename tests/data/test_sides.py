from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from plateocr.data.sides import Group, Sides, split_groups


@dataclass(frozen=True)
class Image:
    plate: str
    number: int


groups_of_images = st.lists(
    st.builds(
        Group,
        st.lists(st.builds(Image, st.sampled_from("abcdefghij"), st.integers(0, 3)), max_size=12),
        repeat=st.integers(1, 3),
        held_out=st.booleans(),
        made=st.booleans(),
    ),
    max_size=4,
)


@given(groups_of_images, st.floats(0, 0.4), st.floats(0, 0.4), st.integers(0, 99), st.sets(st.sampled_from("abc")))
def test_no_plate_is_on_two_sides_and_none_excluded_on_any(groups, val, test, seed, excluded):
    parts = split_groups(groups, Sides(val, test, seed, frozenset(excluded)))
    plates = [{image.plate for image in side} for side in (parts.train, parts.val, parts.test)]
    real = {image.plate for group in groups if not group.made for image in group.images}
    assert not plates[1] & plates[2]
    assert not plates[0] & (plates[1] | plates[2])
    assert not set().union(*plates) & excluded
    held = {plate for plate in real if Sides(val, test, seed).of(plate) != "train"}
    assert not plates[0] & held, "what is made shows no plate of a real image that is held out"


def test_repeats_count_in_training_alone_and_made_plates_are_trained_on():
    sides = Sides(0.5, seed=1)
    plates = [f"plate{number}" for number in range(20)]
    real = Group([Image(plate, 0) for plate in plates], repeat=3)
    parts = split_groups([real, Group([Image("other", 0), Image(plates[0], 9)], made=True, held_out=False)], sides)
    assert len(parts.val) == sum(sides.of(plate) == "val" for plate in plates)
    assert parts.train.count(Image("other", 0)) == 1
    assert parts.counts()["train"] == 3 * (20 - len(parts.val)) + 1 + (sides.of(plates[0]) == "train")
    assert parts.hash() != split_groups([real], Sides(0.4, seed=1)).hash()
