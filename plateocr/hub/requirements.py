"""The requirements of a Space: plateocr's own, pinned to the versions installed here."""

from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from plateocr.errors import HubError


def pinned_requirements(extra: str = "") -> list[str]:
    """The lines of a requirements.txt, sorted by name; ``extra`` adds those of an optional extra.

    Only direct requirements are pinned, to leave room for what the Hub's builder adds: its own Gradio extras and the
    package ``spaces``. Raises HubError if plateocr or one of them is not installed.
    """
    try:
        wanted = [Requirement(line) for line in requires("plateocr") or []]
        lines = [
            f"{one.name}{_extras(one)}=={version(one.name).partition('+')[0]}"
            for one in wanted
            if one.marker is None or one.marker.evaluate({"extra": extra})
        ]
    except PackageNotFoundError as error:
        raise HubError(
            f"{error.name} is not installed here, so its version for the Space is unknown: pip install plateocr."
        ) from error
    return sorted(lines, key=str.lower)


def _extras(requirement: Requirement) -> str:
    return f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
