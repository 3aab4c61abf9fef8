import numpy as np

from plateocr.augment.overlays import disturb, write_over

PLATE = (100, 120, 180, 145)  # left, top, right, bottom


def changed_by(overlay, seed, plate=PLATE):
    """Where an overlay changes a noisy canvas (320, 320)."""
    canvas = np.random.default_rng(0).integers(0, 256, (320, 320, 3), dtype=np.uint8)
    before = canvas.copy()
    overlay(canvas, plate, np.random.default_rng(seed))
    return (canvas != before).any(axis=2)


def test_what_is_laid_over_a_plate_changes_it_and_little_around_it():
    left, top, right, bottom = PLATE
    for seed in range(40):
        changed = changed_by(disturb, seed)
        assert changed[top:bottom, left:right].any()
        around = np.zeros_like(changed)
        around[top - 10 : bottom + 10, left - 10 : right + 10] = True
        assert not (changed & ~around).any()


def test_tiny_plates_stay_and_plates_at_the_edge_are_taken():
    for seed in range(20):
        assert not changed_by(disturb, seed, plate=(5, 5, 7, 7)).any()
        changed = changed_by(disturb, seed, plate=(0, 0, 60, 18))
        assert not changed[40:].any()
        assert changed_by(disturb, seed, plate=(280, 300, 320, 320)).shape == (320, 320)


def test_a_line_is_written_over_an_edge_of_the_plate():
    _, top, _, bottom = PLATE
    height = bottom - top
    rows = [np.flatnonzero(changed_by(write_over, seed).any(axis=1)) for seed in range(40)]
    assert all(found.min() > top - 1.2 * height and found.max() < bottom + 1.2 * height for found in rows if found.size)
    assert sum(found.size > 0 for found in rows) > 25
