import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from seeing_reader import BLACK_TEXT, WHITE_TEXT, SeeingReader

from plateocr.evaluation.occlusion import COLUMNS, ROWS, occlusion_map, patch_boxes
from plateocr.evaluation.probe import class_probabilities, read_closely
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.recognition import MAX_BATCH
from plateocr.plates import NOTEBOOK, Layout

WHITE = Image.new("RGB", (224, 64), "white")
LIGHT = Image.new("RGB", (224, 64), (170, 170, 170))


@pytest.fixture(scope="module")
def lstm(checkpoints):
    return PlateReader.from_checkpoint(checkpoints / "lstm")


class TestPatches:
    @given(width=st.integers(16, 400), height=st.integers(6, 200), rows=st.integers(1, 6), columns=st.integers(1, 20))
    @settings(max_examples=60)
    def test_lie_in_the_image_and_cover_all_of_it(self, width, height, rows, columns):
        boxes = patch_boxes((width, height), rows, columns)
        assert len(boxes) == rows * columns
        covered = np.zeros((height, width), dtype=bool)
        for left, top, right, bottom in boxes:
            assert 0 <= left < right <= width
            assert 0 <= top < bottom <= height
            covered[top:bottom, left:right] = True
        assert covered.all()

    def test_are_two_cells_wide_around_the_middle_of_their_cell(self):
        assert patch_boxes((80, 40), 2, 4)[1] == (10, 0, 50, 30)


class TestMap:
    def test_a_character_loses_only_where_its_own_part_is_covered(self):
        found = occlusion_map(SeeingReader(), LIGHT)
        assert found.text == WHITE_TEXT
        assert found.drops.shape == (7, ROWS, COLUMNS)
        for position in range(7):
            for drop, (left, _, right, _) in zip(found.drops[position].ravel(), found.boxes, strict=True):
                touches = left < 32 * (position + 1) and right > 32 * position
                assert (drop > 1e-4) == touches

    def test_the_decisive_patch_lies_on_the_character(self):
        found = occlusion_map(SeeingReader(), LIGHT)
        for position in range(7):
            patch = found.decisive(position)
            assert patch.left < (position + 0.5) / 7 < patch.right
            assert 0 <= patch.probability < found.probabilities[position]

    def test_covering_may_increase_confidence(self):
        found = occlusion_map(SeeingReader(), Image.new("RGB", (224, 64), (120, 120, 120)))
        assert found.text == WHITE_TEXT
        assert (found.drops < 1e-6).all()
        assert found.drops.min() < -1e-3

    def test_it_follows_the_readers_own_answer_and_leaves_the_image(self, lstm, noise_image):
        image = noise_image(3)
        before = image.tobytes()
        found = occlusion_map(lstm, image, rows=2, columns=3)
        assert image.tobytes() == before
        prediction = lstm.read([image])[0]
        assert found.text == prediction.text
        assert found.probabilities == pytest.approx([one.probability for one in prediction.characters], abs=1e-5)
        left, top, right, bottom = found.boxes[4]
        covered = image.copy()
        covered.paste((128, 128, 128), (left, top, right, bottom))
        _, tail = class_probabilities(lstm, [covered], Layout.SEVEN)
        expected = found.probabilities[2] - tail[0, 1, NOTEBOOK.encode(found.text)[2]]
        assert found.drops[2, 1, 1] == pytest.approx(expected, abs=1e-5)


class TestReadClosely:
    def test_lists_five_candidates_best_first_and_reads_as_ever(self, lstm, noise_image):
        images = [noise_image(seed) for seed in range(3)]
        for close, usual in zip(read_closely(lstm, images), lstm.read(images), strict=True):
            assert (close.text, close.flags) == (usual.text, usual.flags)
            assert close.confidence == pytest.approx(usual.confidence, rel=1e-4)
            for character in close.characters:
                probabilities = [probability for _, probability in character.alternatives]
                assert len(probabilities) == len({other for other, _ in character.alternatives}) == 5
                assert probabilities == sorted(probabilities, reverse=True)

    def test_more_images_than_a_batch_holds(self):
        images = [WHITE] * MAX_BATCH + [Image.new("RGB", (224, 64))]
        texts = [prediction.text for prediction in read_closely(SeeingReader(), images)]
        assert texts == [WHITE_TEXT] * MAX_BATCH + [BLACK_TEXT]
