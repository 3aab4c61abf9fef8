"""The Chinese of the detail of a picture."""

CHINESE: dict[str, str] = {}
