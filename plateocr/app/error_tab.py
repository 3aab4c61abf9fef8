"""The tab 'Errors': an evaluation's worst pictures first, page by page."""

from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api

from plateocr.alphabet import PLATE_LENGTH
from plateocr.app.charts import edit_histogram, position_errors
from plateocr.app.dashboard import Dashboard
from plateocr.app.error_view import show_cards, show_detail, show_figures, show_pager, show_threshold
from plateocr.evaluation.slices import Selection, page_of, select

PAGE_SIZE = 24

_CLICKED = """
element.addEventListener('click', (event) => {
  const card = event.target.closest('button[data-id]');
  if (card) trigger('select', { index: 0, value: card.dataset.id });
});
"""
_DIALOG = """
<dialog aria-labelledby="po-detail-title"><form method="dialog"><h2 id="po-detail-title">Picture in detail</h2>
<button aria-label="Close">×</button></form>${value}</dialog>
"""
# A click on the backdrop is a click on the dialog itself.
_DIALOG_CLOSES = """
element.addEventListener('click', (event) => { if (event.target.tagName === 'DIALOG') event.target.close(); });
"""
_OPEN_DIALOG = "() => { document.querySelector('#po-detail dialog').showModal(); }"
_TO_THE_TOP = "() => { document.querySelector('#po-threshold').scrollIntoView({ block: 'start' }); }"


def build_error_tab(dashboard: Dashboard, workspace: Path) -> None:
    """Lay out the tab inside the open Blocks. CSV files are written below ``workspace``, each once."""
    start = Selection(dashboard.models[-1])

    def figures(model: str, min_edits: int) -> tuple[Any, ...]:
        selection = Selection(model, int(min_edits))
        metrics = dashboard.figures(model)
        rows = select(dashboard.table, selection)
        return (
            show_figures(metrics),
            show_threshold(selection, len(rows), metrics["n"]),
            edit_histogram(dashboard.edit_counts(model), selection.min_edits),
            position_errors(metrics["per_position_accuracy"]),
            _write_csv(dashboard, selection, workspace),
        )

    def cards(model: str, min_edits: int, number: int) -> tuple[Any, ...]:
        selection = Selection(model, int(min_edits))
        rows = select(dashboard.table, selection)
        page = page_of(rows, int(number), PAGE_SIZE)
        return (
            show_cards(page, selection),
            show_pager(page, len(rows)),
            page.number,
            gr.update(interactive=page.number > 1),
            gr.update(interactive=page.number < page.pages),
        )

    def error_cards(model: str, min_edits: int, page: int) -> str:
        """The cards of one page (from 1) as HTML: one model's pictures with at least min_edits (0 to 7) edits."""
        return str(cards(model, min_edits, page)[0])

    def detail(event: gr.SelectData) -> str:
        return show_detail(dashboard.of_picture(event.value))

    first_figures, first_cards = figures(start.model, start.min_edits), cards(start.model, start.min_edits, 1)
    model = gr.Radio(dashboard.models, value=start.model, label="Model", elem_id="po-model")
    tiles = gr.HTML(first_figures[0], apply_default_css=False)
    with gr.Row(elem_id="po-charts"):
        histogram = gr.Plot(first_figures[2], show_label=False, elem_id="po-histogram", min_width=320)
        positions = gr.Plot(first_figures[3], show_label=False, elem_id="po-positions", min_width=320)
    with gr.Row(elem_id="po-threshold"):
        min_edits = gr.Slider(
            0,
            PLATE_LENGTH,
            value=start.min_edits,
            step=1,
            label="Show plates with at least this many wrong characters",
            elem_id="po-slider",
            buttons=[],
            min_width=300,
        )
        meaning = gr.HTML(first_figures[1], apply_default_css=False, min_width=240)
        csv = gr.DownloadButton(
            "Download as CSV", value=first_figures[4], size="sm", elem_id="po-csv", scale=0, min_width=150
        )
    grid = gr.HTML(first_cards[0], elem_id="po-grid", js_on_load=_CLICKED, apply_default_css=False)
    with gr.Row(elem_id="po-pages"):
        previous = gr.Button("Previous", size="sm", scale=0, min_width=110, interactive=False, elem_id="po-previous")
        pager = gr.HTML(first_cards[1], apply_default_css=False, scale=0, min_width=110)
        following = gr.Button(
            "Next", size="sm", scale=0, min_width=110, interactive=first_cards[4]["interactive"], elem_id="po-next"
        )
    number = gr.Number(1, visible=False, precision=0)
    panel = gr.HTML("", elem_id="po-detail", html_template=_DIALOG, js_on_load=_DIALOG_CLOSES, apply_default_css=False)

    chosen, page = [model, min_edits], [grid, pager, number, previous, following]
    quiet: dict[str, Any] = {"show_progress": "hidden", "trigger_mode": "always_last"}
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    gr.on(
        [model.change, min_edits.change],
        figures,
        chosen,
        [tiles, meaning, histogram, positions, csv],
        api_name="error_figures",
        **quiet,
    )
    gr.on(
        [model.change, min_edits.change],
        lambda model, min_edits: cards(model, min_edits, 1),
        chosen,
        page,
        api_visibility="private",
        **quiet,
    )
    for button, step in ((previous, -1), (following, 1)):
        button.click(
            lambda model, min_edits, number, step=step: cards(model, min_edits, number + step),
            [*chosen, number],
            page,
            **private,
        ).then(None, js=_TO_THE_TOP, **private)
    grid.select(detail, None, panel, **private).then(None, js=_OPEN_DIALOG, **private)
    api(error_cards, api_name="error_cards")


def _write_csv(dashboard: Dashboard, selection: Selection, workspace: Path) -> str:
    """The rows of a selection as CSV; the table does not change while the app runs, so neither does the file."""
    path = workspace / f"errors-{selection.model.replace('/', '-')}-{selection.min_edits}.csv"
    if not path.exists():
        select(dashboard.table, selection).to_csv(path, index=False, encoding="utf-8-sig")
    return str(path)
