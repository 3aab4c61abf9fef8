"""The data that a recipe can make before training, as described in its YAML."""

from typing import Annotated, Literal

from pydantic import Field

from plateocr.plates import PlateKind
from plateocr.settings import Settings
from plateocr.synth.choice import SynthKind


class PlatesPiece(Settings):
    """Synthesised plates, as 'plateocr synth' makes them."""

    make: Literal["plates"]
    count: int = Field(gt=0, description="Number of images.")
    seed: int = Field(default=0, ge=0)
    kind: SynthKind = SynthKind(PlateKind.BLUE)
    glyphs: str | None = Field(default=None, description="Folder of glyph images to draw with.")


class SceneMaterial(Settings):
    """What scenes are composed of, without any held-out plates."""

    photos: tuple[str, ...] = Field(min_length=1, description="Folders of annotated photos.")
    plates: tuple[str, ...] = Field(default=(), description="Folders of labelled crops to paste over the photos' own.")
    clutter: str | None = Field(default=None, description="Folder of images without plates.")
    glyphs: str | None = Field(default=None, description="Folder of glyph images to draw with.")
    annotated_corners: bool = Field(
        default=False, description="Use only photos with annotated corners, so that no rectifier is needed."
    )


class SceneCropsPiece(SceneMaterial):
    """Plates cut out of composed scenes roughly as the detector cuts them out."""

    make: Literal["scene_crops"]
    count: int = Field(gt=0, description="Number of scenes; not every scene gives a crop.")
    seed: int = Field(default=0, ge=0)


class PhotoCropsPiece(Settings):
    """Three crops of each photo with a known plate: tight, small, and loose."""

    make: Literal["photo_crops"]
    photos: tuple[str, ...] = Field(min_length=1, description="Folders of annotated photos.")
    annotations: str = Field(default="boxes.json", description="JSON file in a folder that has its annotations.")
    seed: int = Field(default=0, ge=0)


Piece = Annotated[PlatesPiece | SceneCropsPiece | PhotoCropsPiece, Field(discriminator="make")]
