"""The Chinese of the dashboard: overview, cards, filters, confusions, slices, confidence."""

CHINESE: dict[str, str] = {}
