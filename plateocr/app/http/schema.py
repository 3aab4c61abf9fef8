"""What /v1 answers, as types, and what its OpenAPI document says of a request's body."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from plateocr.pipeline.record import Fault, ImageRecord


class ReadAnswer(BaseModel):
    """What was read of the images of a request, in their order."""

    version: str = Field(description="The version of plateocr.")
    models: tuple[str, ...] = Field(description="The names of the models that read.")
    images: tuple[ImageRecord, ...]


class ModelState(BaseModel):
    """A model that reads."""

    name: str
    source: str = Field(description="Where the checkpoint comes from.")
    architecture: str
    sha256: str | None = Field(description="Of the network's ONNX file; null where the checkpoint has none.")


class Health(BaseModel):
    """Whether images can be read."""

    status: Literal["ready", "no_model"]
    version: str
    models: tuple[ModelState, ...]
    finds_plates: bool = Field(description="Whether plates are looked for in photos; else every image is a crop.")


class Refusal(BaseModel):
    """Why a request was refused."""

    error: Fault


_FILE = {"type": "string", "format": "binary"}
# The body is read as it comes, not by FastAPI, so its two forms are told here.
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
    400: {"model": Refusal, "description": "No image, too many, or an unknown option."},
    413: {"model": Refusal, "description": "The request is too large."},
    415: {"model": Refusal, "description": "The content type is neither multipart/form-data nor an image's."},
    503: {"model": Refusal, "description": "There is no model to read with, or the server is busy."},
    "default": {"model": Refusal, "description": "Anything else that went wrong."},
}
