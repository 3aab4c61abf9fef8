"""The section 'Confusions': which characters are misread as which others."""

from plateocr.app.section import Section
from plateocr.app.sections.confusions.layout import lay_out

CONFUSIONS = Section("confusions", "Confusions", lay_out)
