"""The section 'Confidence': whether it means what it says, and what a threshold on it costs and buys."""

from plateocr.app.section import Section
from plateocr.app.sections.confidence.layout import lay_out

CONFIDENCE = Section("confidence", "Confidence", lay_out)
