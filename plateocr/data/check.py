"""Checks of a data folder, file by file."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from plateocr.data.faults import Fault
from plateocr.data.folder import BadFile, LabelledImage, PlateFolder
from plateocr.errors import ImageError
from plateocr.files import sha256_of
from plateocr.images import open_image
from plateocr.plates import RuleViolation, spec_of


@dataclass(frozen=True)
class ImplausiblePlate:
    """A label that breaks the rules of plates; only a warning, since the image may really show it."""

    image: LabelledImage
    violations: tuple[RuleViolation, ...]


@dataclass(frozen=True)
class CheckReport:
    """The result of a check. ``faults`` are sorted by path; a file can have two (in its name and its content)."""

    files: int
    faults: tuple[BadFile, ...]
    warnings: tuple[ImplausiblePlate, ...]


def check_folder(folder: PlateFolder, on_file: Callable[[], None]) -> CheckReport:
    """Open every image in ``folder`` and look for unreadable files, unusable names, duplicates and implausible plates.

    A duplicate is a readable file with the same bytes as an earlier one, whatever their names. ``on_file`` is called
    after each file.
    """
    paths = sorted([image.path for image in folder.images] + [bad.path for bad in folder.bad])
    faults = list(folder.bad)
    readable = []
    for path in paths:
        try:
            open_image(path, f"'{path.name}'")
            readable.append(path)
        except ImageError as error:
            faults.append(BadFile(path, error.message, Fault.UNREADABLE))
        on_file()
    faults.extend(_duplicates(readable, folder.root))
    specs = ((image, spec_of(image.plate)) for image in folder.images)
    violations = ((image, spec.violations(image.plate)) for image, spec in specs if spec)
    return CheckReport(
        files=len(paths),
        faults=tuple(sorted(faults, key=lambda fault: fault.path)),
        warnings=tuple(ImplausiblePlate(image, broken) for image, broken in violations if broken),
    )


def _duplicates(paths: list[Path], root: Path) -> list[BadFile]:
    by_size = defaultdict(list)
    for path in paths:
        by_size[path.stat().st_size].append(path)
    first_of: dict[str, Path] = {}
    duplicates = []
    # Only files of equal size can be equal, so only they are hashed.
    for path in (path for same_size in by_size.values() if len(same_size) > 1 for path in same_size):
        first = first_of.setdefault(sha256_of(path), path)
        if first != path:
            reason = f"'{path.name}' has the same bytes as '{first.relative_to(root).as_posix()}'."
            duplicates.append(BadFile(path, reason, Fault.DOUBLE))
    return duplicates
