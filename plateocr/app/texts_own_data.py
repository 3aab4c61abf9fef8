"""The Chinese of own data: upload, and what can be taken away."""

CHINESE: dict[str, str] = {}
