"""The plates that a model was trained on, from a folder of images or a list."""

from pathlib import Path

from plateocr.data.folder import PlateFolder
from plateocr.data.names import plate_from_name
from plateocr.errors import DataError, LabelError


def read_train_plates(source: str | Path) -> frozenset[str]:
    """The plates in a folder of images (those without a usable plate are skipped) or in a text file.

    The file is UTF-8 with a plate or the name of a labelled image on each line; blank lines and lines that start with
    # are ignored. Raises DataError if there is no such file or folder, or no plate in it, or a line is not a plate.
    """
    path = Path(source)
    if path.is_dir():
        return frozenset(image.plate for image in PlateFolder.scan(path).labelled())
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise DataError(f"{path}: there is no such file or folder of training plates.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read as a list of plates, one per line in UTF-8: {error}.") from error
    plates = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            plates.add(plate_from_name(line.strip()))
        except LabelError as error:
            raise DataError(f"{path}, line {number}: {error}") from error
    if not plates:
        raise DataError(f"{path} contains no plates; write one on each line.")
    return frozenset(plates)
