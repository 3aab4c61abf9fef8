"""The section 'Overview': the figures of the models side by side, and where the errors are."""

from plateocr.app.section import Section
from plateocr.app.sections.overview.layout import lay_out

OVERVIEW = Section("overview", "Overview", lay_out)
