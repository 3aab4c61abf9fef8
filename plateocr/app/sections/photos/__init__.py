"""The section 'Photos': the outcomes of the plates in whole photos."""

from plateocr.app.section import Section
from plateocr.app.sections.photos.layout import lay_out

PHOTOS = Section("photos", "Photos", lay_out)
