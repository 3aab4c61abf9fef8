"""The section 'Slices': where the errors are, the slices with the most errors first."""

from plateocr.app.section import Section
from plateocr.app.sections.slices.layout import lay_out

SLICES = Section("slices", "Slices", lay_out)
