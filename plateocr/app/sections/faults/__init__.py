"""The section 'Data faults': suspicious labels, near-duplicate images, plates that were trained on."""

from plateocr.app.section import Section
from plateocr.app.sections.faults.export import export_routes
from plateocr.app.sections.faults.layout import lay_out

FAULTS = Section("faults", "Data faults", lay_out, exports=export_routes)
