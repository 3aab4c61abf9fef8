"""The section 'Image in detail': one image of an evaluation, in a dialog over the other sections."""

from plateocr.app.section import Section
from plateocr.app.sections.detail.layout import lay_out

DETAIL = Section("detail", "Image details", lay_out)
