import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from plateocr.errors import ConfigError
from plateocr.evaluation.perturb import KNOBS, Perturbation


def on_knob(name):
    return st.floats(KNOBS[name].low, KNOBS[name].high)


any_settings = st.builds(Perturbation, **{name: on_knob(name) for name in KNOBS})


def test_neutral_settings_give_the_image_itself(noise_image):
    image = noise_image(0)
    assert Perturbation().apply(image) is image
    assert all(getattr(Perturbation(), name) == knob.neutral for name, knob in KNOBS.items())


@given(settings_=any_settings, seed=st.integers(0, 5))
@settings(max_examples=40)
def test_any_settings_give_an_rgb_image_and_leave_the_original(noise_image, settings_, seed):
    image = noise_image(seed)
    before = image.tobytes()
    changed = settings_.apply(image)
    assert changed.mode == "RGB"
    assert min(changed.size) > 0
    assert image.tobytes() == before
    assert settings_.apply(image).tobytes() == changed.tobytes(), "the same settings always give the same image"


@pytest.mark.parametrize("name", KNOBS)
@pytest.mark.parametrize("end", ["low", "high"])
def test_outside_its_range_a_setting_is_named(name, end):
    value = getattr(KNOBS[name], end) + (1 if end == "high" else -1)
    with pytest.raises(ConfigError, match=f"{name} is {value}; it must be between"):
        Perturbation(**{name: value})


def test_not_a_number_is_refused():
    with pytest.raises(ConfigError, match="blur is nan"):
        Perturbation(blur=float("nan"))


def test_blur_takes_detail_in_the_same_measure_from_small_and_large_images(noise_image):
    for size in ((120, 40), (480, 160)):
        image = noise_image(1, size)
        spreads = [np.asarray(Perturbation(blur=blur).apply(image)).std() for blur in (0, 5, 15)]
        assert spreads == sorted(spreads, reverse=True)
        assert spreads[2] == pytest.approx(36, abs=8)


def test_brightness_is_a_factor(noise_image):
    image = noise_image(2)
    half = np.asarray(Perturbation(brightness=0.5).apply(image), dtype=int)
    assert np.abs(half - np.asarray(image) * 0.5).max() <= 1


def test_a_turn_goes_counter_clockwise_about_the_middle():
    pixels = np.zeros((60, 60, 3), dtype=np.uint8)
    pixels[28:32, 50:54] = 255
    turned = np.asarray(Perturbation(rotation=30).apply(Image.fromarray(pixels)))
    row, column = np.argwhere(turned.mean(axis=2) > 120).mean(axis=0)
    assert row < 25
    assert column > 40


@pytest.mark.parametrize(("margin", "size"), [(10, (144, 48)), (-25, (60, 20)), (40, (216, 72))])
def test_a_margin_is_added_or_cut_on_every_side(noise_image, margin, size):
    image = noise_image(3)
    changed = Perturbation(margin=margin).apply(image)
    assert changed.size == size
    middle = [(length - 20) // 2 for length in changed.size]
    before = [(length - 20) // 2 for length in image.size]
    assert (
        changed.crop((*middle, middle[0] + 20, middle[1] + 20)).tobytes()
        == image.crop((*before, before[0] + 20, before[1] + 20)).tobytes()
    )


def test_lower_jpeg_quality_is_further_from_the_image(noise_image):
    image = noise_image(4)
    errors = [
        np.abs(np.asarray(Perturbation(jpeg=quality).apply(image), dtype=int) - np.asarray(image)).mean()
        for quality in (99, 40, 1)
    ]
    assert 0 < errors[0] < errors[1] < errors[2]


def test_settings_from_a_page():
    assert Perturbation.from_values({"blur": 3, "jpeg": 40.0}) == Perturbation(blur=3, jpeg=40)
    assert Perturbation(blur=3).with_value("jpeg", 40) == Perturbation(blur=3, jpeg=40)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"fog": 1}, "there is no setting 'fog'"),
        ({"blur": "much"}, "blur is 'much'; it must be a number"),
        ({"blur": None}, "blur is None; it must be a number"),
        ({"blur": True}, "blur is True; it must be a number"),
        ({"blur": 99}, "blur is 99; it must be between 0 and 15"),
    ],
)
def test_an_unknown_setting_is_named(values, sentence):
    with pytest.raises(ConfigError, match=sentence):
        Perturbation.from_values(values)
