"""The response types of /v1, and the description of a request's body in its OpenAPI document."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from plateocr.pipeline.record import Fault, ImageRecord


class ReadAnswer(BaseModel):
    """What was read in the images of a request, in order."""

    version: str = Field(description="The version of plateocr.")
    models: tuple[str, ...] = Field(description="The names of the models that were used.")
    images: tuple[ImageRecord, ...]


class ModelState(BaseModel):
    """A loaded model."""

    name: str
    source: str = Field(description="Where the checkpoint comes from.")
    architecture: str
    sha256: str | None = Field(description="SHA-256 of the network's ONNX file; null if the checkpoint has none.")


class Health(BaseModel):
    """Whether images can be read."""

    status: Literal["ready", "no_model"]
    version: str
    models: tuple[ModelState, ...]
    finds_plates: bool = Field(description="Whether plates are detected in photos; else every image is a crop.")


class Refusal(BaseModel):
    """Why a request was refused."""

    error: Fault


_FILE = {"type": "string", "format": "binary"}
# The body is read as a stream, not by FastAPI, so its two forms are described here.
REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["images"],
                    "properties": {
                        "images": {
                            "type": "array",
                            "items": _FILE,
                            "description": "One or more image files; the fields may have any name.",
                        }
                    },
                }
            },
            "image/*": {"schema": _FILE},
            "application/octet-stream": {"schema": _FILE},
        },
    }
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Refusal, "description": "No images, too many images, or an unknown option."},
    413: {"model": Refusal, "description": "The request is too large."},
    415: {"model": Refusal, "description": "The content type is neither multipart/form-data nor an image."},
    503: {"model": Refusal, "description": "There is no model to read with, or the server is busy."},
    "default": {"model": Refusal, "description": "Anything else that went wrong."},
}
