"""The errors that plateocr raises on purpose: each message says what was wrong, where, and what to do."""

from collections.abc import Callable


class PlateOcrError(Exception):
    """Base class of every error that a user can cause and fix.

    The message is ``sentence`` with its ``{placeholders}`` filled from ``values``. Both are kept so that the message
    can be translated.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence.format(**values) if values else sentence)
        self.sentence, self.values = sentence, values

    def tell(self, translate: Callable[..., str]) -> str:
        """The message in another language; ``translate`` takes the English sentence and its values."""
        return translate(self.sentence, **self.values)


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
    """Something is not on the Hugging Face Hub, or the Hub cannot be reached or denies access."""


class ConfigError(PlateOcrError):
    """A setting that is unknown or out of range."""


class MissingExtraError(PlateOcrError):
    """An optional part of plateocr whose libraries are not installed; the message has the install command."""


class TrainingInterruptedError(PlateOcrError):
    """Training was stopped by the user, after its progress was saved."""
