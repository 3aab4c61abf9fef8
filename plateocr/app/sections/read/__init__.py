"""The section 'Read a plate': read photos and crops of plates with all models."""

from plateocr.app.section import Section
from plateocr.app.sections.read.layout import lay_out

READ = Section("read", "Read a plate", lay_out)
