"""What 'plateocr synth' can make: each kind of plate, a mix, or plates that are not read."""

from enum import StrEnum

from plateocr.plates import PlateKind

ALL, FOREIGN = "all", "foreign"
SynthKind = StrEnum("SynthKind", {name.upper(): name for name in (*PlateKind, ALL, FOREIGN)})  # type: ignore[misc]  # mypy takes no computed members
