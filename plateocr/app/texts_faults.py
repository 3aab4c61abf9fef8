"""The Chinese of the page 'Data faults'."""

CHINESE: dict[str, str] = {}
