"""The errors that plateocr raises on purpose: each message says what was wrong, where, and what to do."""

from collections.abc import Callable


class Sentence(str):
    """An English sentence that can be translated: ``template`` with its ``{placeholders}`` filled from ``values``."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> "Sentence":  # noqa: D102 - the class says it
        sentence = super().__new__(cls, template.format(**values) if values else template)
        sentence.template, sentence.values = template, values
        return sentence

    def tell(self, translate: Callable[..., str]) -> str:
        """The sentence in another language; ``translate`` takes the template and its values."""
        values = {key: one.tell(translate) if isinstance(one, Sentence) else one for key, one in self.values.items()}
        return translate(self.template, **values)


class PlateOcrError(Exception):
    """Base class of every error that a user can cause and fix; ``message`` is a Sentence."""

    def __init__(self, template: str, **values: object) -> None:
        self.message = Sentence(template, **values)
        super().__init__(self.message)

    def tell(self, translate: Callable[..., str]) -> str:
        """The message in another language; ``translate`` takes its template and values."""
        return self.message.tell(translate)


class LabelError(PlateOcrError):
    """A plate text or a file name without a seven-character plate."""


class ImageError(PlateOcrError):
    """An image that cannot be read: not an image, truncated, too small, too large."""


class DataError(PlateOcrError):
    """A data folder that is missing or empty, or lacks what is needed."""


class OutputError(PlateOcrError):
    """A file or folder that cannot be written: a full disk, no permission, a file where a folder should be."""


class CheckpointError(PlateOcrError):
    """A checkpoint that is missing, corrupt, or made for another alphabet, input or architecture."""


class HubError(PlateOcrError):
    """Something is not on the Hugging Face Hub, or the Hub is unreachable or denies access."""


class ConfigError(PlateOcrError):
    """A setting that is unknown or out of range."""


class MissingExtraError(PlateOcrError):
    """An optional part of plateocr whose libraries are not installed; the message has the install command."""


class TrainingInterruptedError(PlateOcrError):
    """Training was stopped by the user, after its progress was saved."""
