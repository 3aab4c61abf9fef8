"""The Chinese of the page 'Read a plate' and of what both parts share."""

CHINESE: dict[str, str] = {}
