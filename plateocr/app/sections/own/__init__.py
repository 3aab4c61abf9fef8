"""The section 'Own data': a ZIP of labelled images becomes a dashboard of its own."""

from plateocr.app.section import Section
from plateocr.app.sections.own.layout import lay_out

OWN = Section("own", "Own data", lay_out)
