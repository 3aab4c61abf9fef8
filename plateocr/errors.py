"""The errors that plateocr raises on purpose: each message says what was wrong, where, and what to do."""


class PlateOcrError(Exception):
    """Base of every error that a user of plateocr can cause and mend."""


class LabelError(PlateOcrError):
    """A plate text or a file name that does not hold a seven-character plate."""


class PictureError(PlateOcrError):
    """A picture that cannot be read: not a picture, truncated, too small, too large."""


class DataError(PlateOcrError):
    """A data folder that is missing, empty, or does not hold what is asked of it."""


class CheckpointError(PlateOcrError):
    """A checkpoint that is missing, corrupted, or made for another alphabet, input or architecture."""


class ConfigError(PlateOcrError):
    """A setting that is unknown or out of range."""


class MissingExtraError(PlateOcrError):
    """A part of plateocr whose libraries are not installed; the message is the install command."""


class TrainingInterruptedError(PlateOcrError):
    """A training that was stopped by hand, after it saved what it had learned."""
