"""The errors that plateocr raises on purpose: each message says what was wrong, where, and what to do."""

from collections.abc import Callable


class PlateOcrError(Exception):
    """Base of every error that a user of plateocr can cause and mend.

    The message is ``sentence``, its ``{placeholders}`` filled with ``values`` where there are any. They are kept apart
    for those who tell it in another language.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence.format(**values) if values else sentence)
        self.sentence, self.values = sentence, values

    def tell(self, translate: Callable[..., str]) -> str:
        """The message in another language: ``translate`` is given the English sentence and its values."""
        return translate(self.sentence, **self.values)


class LabelError(PlateOcrError):
    """A plate text or a file name that does not hold a seven-character plate."""


class ImageError(PlateOcrError):
    """An image that cannot be read: not an image, truncated, too small, too large."""


class DataError(PlateOcrError):
    """A data folder that is missing, empty, or does not hold what is asked of it."""


class OutputError(PlateOcrError):
    """A file or folder that cannot be written: a full disk, no permission, a file in place of a folder."""


class CheckpointError(PlateOcrError):
    """A checkpoint that is missing, corrupted, or made for another alphabet, input or architecture."""


class HubError(PlateOcrError):
    """The Hugging Face Hub has not what is asked of it, cannot be reached, or does not let this user do it."""


class ConfigError(PlateOcrError):
    """A setting that is unknown or out of range."""


class MissingExtraError(PlateOcrError):
    """A part of plateocr whose libraries are not installed; the message is the install command."""


class TrainingInterruptedError(PlateOcrError):
    """A training that was stopped by hand, after it saved what it had learned."""
