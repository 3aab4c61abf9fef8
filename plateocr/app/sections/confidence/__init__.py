"""The section 'Confidence': how well it is calibrated, and what a threshold on it costs and gains."""

from plateocr.app.section import Section
from plateocr.app.sections.confidence.layout import lay_out

CONFIDENCE = Section("confidence", "Confidence", lay_out)
