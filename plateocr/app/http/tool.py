"""The endpoint /read of Gradio's own interface, which its MCP server offers as a tool."""

import json
from functools import partial
from typing import Any, get_args

import gradio as gr
from gradio.events import api

from plateocr.app.reading.pool import ReadingPool
from plateocr.app.reading.readers import OpenedReaders
from plateocr.app.reading.recognise import read_record
from plateocr.pipeline.crop_or_photo import View

_DESCRIPTION = (
    "Reads the Chinese licence plates in an image: a crop of one plate, or a whole photo with any number of plates. "
    "Returns JSON: for each plate its text (a province, then six characters), its confidence from 0 to 1, its corners "
    "in pixels, and what each model read, with the probability and alternatives of every character. Plates of eight "
    "characters are found but not read. If nothing is found, 'problem' says why."
)


def add_read_endpoint(opened: OpenedReaders, pool: ReadingPool) -> None:
    """Add /read to the open Blocks: an image in, its record (pipeline.record) out."""

    async def read(image: gr.FileData, view: View = "auto") -> dict[str, Any]:
        """The record of an image.

        Args:
            image: the image file; for a tool, its http(s) URL or a data: URI.
            view: 'crop' if the image shows one plate, 'photo' to detect plates in it, or 'auto'.

        """
        path, name = _sent(image)
        if view not in get_args(View):
            raise gr.Error(
                f"There is no view '{view}'; choose from {', '.join(get_args(View))}.", print_exception=False
            )
        record = await pool.run(partial(read_record, opened, path, name, view))
        return record.to_dict()

    # Without the queue, which would take longer than reading.
    api(read, api_name="read", api_description=_DESCRIPTION, queue=False)


def answer_in_json(page: gr.Blocks) -> None:
    """Have the MCP server of a launched page return results as JSON; Gradio itself returns Python reprs."""
    server = page.mcp_server_obj
    if server is None:
        return
    tell = server.postprocess_output_data

    def tell_in_json(data: list[Any], root_url: str) -> Any:
        return tell([json.dumps(one, ensure_ascii=False) for one in data], root_url)

    setattr(server, "postprocess_output_data", tell_in_json)  # noqa: B010  # Gradio has no other way


def _sent(image: Any) -> tuple[str, str]:
    """Where Gradio has put an uploaded file, and its name as sent."""
    # Gradio checks only the paths of values marked as files.
    is_file = isinstance(image, dict) and image.get("meta", {}).get("_type") == "gradio.FileData"
    if not is_file or not image.get("path"):
        raise gr.Error("Send the image as a file (gradio_client: handle_file).", print_exception=False)
    return str(image["path"]), str(image.get("orig_name") or image["path"].rpartition("/")[2])
