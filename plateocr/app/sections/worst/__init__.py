"""The section 'Worst first': filters, and the cards of the images that pass them."""

from plateocr.app.section import Section
from plateocr.app.sections.worst.export import export_routes
from plateocr.app.sections.worst.layout import lay_out

WORST = Section("worst", "Worst first", lay_out, exports=export_routes)
