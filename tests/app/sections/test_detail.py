import base64
import io
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from plateocr.app.dashboards.dashboard import Dashboard
from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.images.inline import veil
from plateocr.app.page_state import PageState
from plateocr.app.reading.readers import open_readers
from plateocr.app.sections.detail.again import show_again, show_breaks
from plateocr.app.sections.detail.break_chart import break_chart
from plateocr.app.sections.detail.decisive import show_decisive
from plateocr.app.sections.detail.knobs import knob_labels
from plateocr.app.sections.detail.live import (
    ModelAnswer,
    answers_of,
    breaking_points,
    decisive_parts,
    open_detail,
    read_now,
)
from plateocr.app.sections.detail.view import seen_by, show_image
from plateocr.app.templating import render
from plateocr.errors import CheckpointError, DataError, ImageError
from plateocr.evaluation.neighbours import Neighbours, find_neighbours
from plateocr.evaluation.occlusion import OcclusionMap, patch_boxes
from plateocr.evaluation.perturb import KNOBS, Perturbation
from plateocr.evaluation.sweep import Sweep
from plateocr.evaluation.table import read_table

# Image 5 of the evaluation has five edits, image 0 none.
IMAGE = f"{5:016x}"


@pytest.fixture(scope="module")
def readers(checkpoints):
    return open_readers([checkpoints / "simple", checkpoints / "lstm"]).readers


@pytest.fixture
def state(dashboard):
    return PageState.from_query(f"show=worst&min_edits=2&picture={IMAGE}", DashboardStore(dashboard))


def card(state, readers=(), problems=()):
    detail = open_detail(state.dashboard, state.image)
    place = find_neighbours(state.dashboard.prepared, state.view, state.image)
    return show_image("en", state, detail.rows, place, answers_of(detail.rows, readers, detail.image), problems)


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


class TestOpen:
    def test_an_image_the_table_lacks_is_named(self, dashboard):
        with pytest.raises(DataError, match="no image 'ffff'"):
            open_detail(dashboard, "ffff")

    def test_a_file_that_is_gone_or_broken_is_a_sentence_and_its_rows_stay(self, dashboard, tmp_path):
        moved = Dashboard(dashboard.table, tmp_path)
        gone = open_detail(moved, IMAGE)
        assert len(gone.rows) == 2
        with pytest.raises(ImageError, match="no longer in the folder"):
            gone.live_path()
        (tmp_path / gone.rows["file"].iloc[0]).write_text("no image")
        with pytest.raises(ImageError, match="not an image that can be read"):
            open_detail(moved, IMAGE).live_image()

    def test_one_row_per_model_though_a_file_occurs_twice(self, evaluation, dashboard):
        table = read_table(evaluation)
        twice = Dashboard(table.loc[[*table.index, 10, 11]], dashboard.folder)
        assert len(open_detail(twice, str(table["id"][10])).rows) == 2


class TestAnswers:
    def test_live_answers_have_five_candidates_and_the_networks_input(self, dashboard, readers):
        detail = open_detail(dashboard, IMAGE)
        answers = answers_of(detail.rows, readers, detail.image)
        assert [one.model for one in answers] == ["simple", "lstm"]
        for one, reader in zip(answers, readers, strict=True):
            assert one.prediction.text == reader.read(detail.path).text
            assert {len(character.alternatives) for character in one.prediction.characters} == {5}
            assert np.array_equal(one.seen, reader.pixels(np.asarray(detail.image)))
            assert one.recorded == detail.rows.set_index("model").loc[one.model, "prediction"]

    def test_without_readers_the_tables(self, dashboard):
        detail = open_detail(dashboard, IMAGE)
        answers = answers_of(detail.rows, [], detail.image)
        assert [one.prediction.text for one in answers] == detail.rows["prediction"].tolist()
        assert all(one.seen is None for one in answers)

    def test_a_reader_missing_from_the_table_is_added(self, dashboard, readers):
        detail = open_detail(dashboard, IMAGE)
        answers = answers_of(detail.rows[detail.rows["model"] == "lstm"], readers[:1], detail.image)
        assert [(one.model, one.seen is None, one.recorded is None) for one in answers] == [
            ("lstm", True, False),
            ("simple", False, True),
        ]

    def test_a_map_and_a_sweep_are_made_once_per_file(self, dashboard, readers):
        path = open_detail(dashboard, IMAGE).live_path()
        assert decisive_parts(readers[0], path) is decisive_parts(readers[0], path)
        settings = Perturbation(rotation=3)
        first = breaking_points(readers[0], path, settings.with_value("blur", 4), "blur")
        assert breaking_points(readers[0], path, settings, "blur") is first, "where the slider stands is no matter"
        assert breaking_points(readers[0], path, Perturbation(), "blur") is not first


def worth_showing(predictions):
    """How many candidates besides the first have at least one per cent."""
    return sum(
        probability >= 0.01
        for one in predictions
        for character in one.characters
        for _, probability in character.alternatives[1:]
    )


class TestImage:
    def test_truth_first_then_each_model_with_wrong_characters_marked(self, state):
        html = card(state)
        lines = re.findall(r'<span class="po-line-label">(.*?)</span><span class="po-glyphs">(.*?)</span></span>', html)
        assert [label for label, _ in lines] == ["Truth", "simple", "lstm"]
        assert [glyphs.count("<mark>") for _, glyphs in lines] == [0, 5, 5]

    def test_the_neighbours_are_links_that_keep_the_view(self, state):
        place = find_neighbours(state.dashboard.prepared, state.view, IMAGE)
        html = card(state)
        link = re.search(r'id="po-next-image".*?href="(.*?)" data-replace', html)[1]
        assert link == f"?show=worst&amp;min_edits=2&amp;picture={place.following}"
        assert f"{place.rank} of {place.total}" in words(html)

    def test_at_an_end_and_outside_the_view_there_is_no_link(self, dashboard, state):
        detail = open_detail(dashboard, IMAGE)
        html = show_image("en", state, detail.rows, Neighbours(None, None, None, 7), (), [])
        assert html.count('aria-disabled="true"') == 2
        assert "not among the 7 images that pass the filters" in html

    def test_equal_network_inputs_are_shown_once(self, state, readers):
        detail = open_detail(state.dashboard, state.image)
        same = [reader for reader in readers if reader.name == "simple"]
        answers = [read_now(same[0], detail.image), replace(read_now(same[0], detail.image), model="other")]
        ((_, caption),) = seen_by("en", answers)
        assert caption == "What simple and other see: 224 x 64 pixels"
        answers[1] = replace(answers[1], seen=answers[1].seen ^ 1)
        assert len(seen_by("en", answers)) == 2

    def test_live_answers_have_four_more_candidates_and_say_where_they_differ_from_the_table(self, state, readers):
        html = card(state, readers)
        assert " data-live>" in html
        assert html.count('class="po-alternative"') == 2 * 7 * 4
        assert "now reads a different text from the one in the table" in html

    def test_without_readers_it_says_so_and_shows_the_table(self, state, dashboard):
        html = card(state, problems=[CheckpointError("checkpoints/lstm: there is no such checkpoint folder.")])
        assert "data-live" not in html
        assert "there is no such checkpoint folder" in html
        assert "The answer of simple and lstm comes from the table, with three candidates" in html
        answers = answers_of(open_detail(dashboard, IMAGE).rows, [], None)
        assert html.count('class="po-alternative"') == worth_showing(one.prediction for one in answers) > 0

    def test_values_from_the_table_and_the_link_are_escaped(self, dashboard):
        hostile = '"><img src=x onerror=alert(1)>'
        table = dashboard.table.assign(file=hostile, model=hostile)
        table = table.drop_duplicates("id")
        state = PageState.from_query(
            f"picture={IMAGE}&text=%22%3E%3Cimg%20src%3Dx", DashboardStore(Dashboard(table, dashboard.folder))
        )
        assert "<img src=x" not in card(state)


class TestDecisive:
    def map_of(self, text, drops):
        every = np.zeros((7, 4, 16), dtype=np.float32)
        every[2, 1, 3] = drops
        return OcclusionMap(text, np.full(7, 0.9, np.float32), every, tuple(patch_boxes((160, 40), 4, 16)), (160, 40))

    def test_starts_at_the_first_wrong_character(self, state):
        html = show_decisive(
            "en", state, "皖A12345", [("lstm", self.map_of("皖A12345", 0)), ("simple", self.map_of("皖A92345", 0.6))]
        )
        assert 'data-start="3"' in html
        assert html.count('aria-pressed="true"') == 1
        assert html.count('class="po-veil"') == 14
        assert html.count("<mark>9</mark>") == 1

    def test_the_decisive_patch_is_outlined_and_described(self, state):
        html = show_decisive("en", state, "皖A12345", [("lstm", self.map_of("皖A12345", 0.6))])
        assert html.count('class="po-patch"') == 1
        assert 'data-position="3" style="left:15.62%;top:12.50%;right:71.88%;bottom:37.50%"' in html
        assert "90.0 % sure; 30.0 % with the outlined part covered." in html
        assert words(html).count("no single part is decisive: at least 90.0 %") == 6

    def test_the_overlay_is_transparent_where_nothing_is_lost(self):
        uri = veil(np.array([[0, 0.5, 1, -0.5]], dtype=np.float32))
        image = Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2])))
        assert [pixel[3] for pixel in image.getdata()] == [0, 102, 204, 0]


class TestAgain:
    def test_one_slider_per_knob_with_its_range_and_label(self):
        labels = knob_labels("en")
        html = render("en", "sections/detail/knobs.html", knobs=KNOBS, labels=labels)
        for name, knob in KNOBS.items():
            assert f'<label for="po-knob-{name}">{labels[name]}</label>' in html
            assert (
                f'id="po-knob-{name}" name="{name}" min="{knob.low:g}" max="{knob.high:g}" step="{knob.step:g}" '
                f'value="{knob.neutral:g}"'
            ) in html

    def test_the_changed_image_and_its_new_reading(self, prediction, noise_image):
        seen = np.zeros((64, 224, 3), np.uint8)
        answers = [ModelAnswer("lstm", prediction("皖A12845"), 3.0, seen, None)]
        html = show_again("en", IMAGE, "皖A12345", noise_image(0), answers)
        assert html.count("<mark>8</mark>") == 1
        assert "47.8 %" in html
        assert f'data-image="{IMAGE}"' in html

    @pytest.mark.parametrize(
        ("below", "above", "sentence"),
        [
            (None, None, "reads the same text over the whole range."),
            (None, 2.0, "reads a different text from 2 up (b2)."),
            (-1.0, None, "reads a different text from -1 down (a1)."),
            (-1.0, 2.0, "reads a different text from -1 down (a1) and from 2 up (b2)."),
        ],
    )
    def test_where_it_breaks_in_words(self, below, above, sentence):
        found = Sweep("lstm", "rotation", (-1.0, 0.0, 2.0), ("a1", "皖", "b2"), (0.5, 0.9, 0.4), below, above)
        assert sentence in show_breaks("en", IMAGE, [found])


class TestChart:
    SWEEPS = (
        Sweep("simple", "rotation", (-1.0, 0.0, 2.0), ("A", "A", "B"), (0.5, 0.9, 0.4), None, 2.0),
        Sweep("lstm", "rotation", (-1.0, 0.0, 2.0), ("A", "A", "A"), (0.5, 0.9, 0.4), None, None),
    )

    def test_confidence_in_per_cent_with_the_first_change_marked(self):
        figure = break_chart("en", self.SWEEPS, -1.0)
        simple, lstm = figure.data
        assert list(simple.y) == [50.0, 90.0, 40.0]
        assert list(simple.marker.symbol) == ["circle", "circle", "x"]
        assert [size > lstm.marker.size[0] for size in simple.marker.size] == [False, False, True]
        assert len(set(lstm.marker.size)) == 1
        assert simple.line.dash != lstm.line.dash, "not told apart by colour alone"
        assert figure.layout.shapes[0].x0 == -1.0
        assert figure.layout.xaxis.title.text == "Rotation (degrees)"

    def test_more_models_than_line_styles_are_all_drawn(self):
        many = [Sweep(f"m{number}", *list(vars(self.SWEEPS[0]).values())[1:]) for number in range(6)]
        assert len(break_chart("en", many, 0.0).data) == 6
