"""What a Space must install to run this plateocr: its own requirements, pinned to the versions that are in use here."""

from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from plateocr.errors import HubError


def pinned_requirements(extra: str = "") -> list[str]:
    """Lines of a requirements.txt that stands alone, in the order of their names; with those of ``extra``, if named.

    Direct requirements alone are pinned: the Hub's builder brings its own Gradio extras and the package ``spaces``
    along, and must be left room. Raises HubError where plateocr, or one of them, is not installed.
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
            f"{error.name} is not installed here, so its version for the Space is not known: pip install plateocr."
        ) from error
    return sorted(lines, key=str.lower)


def _extras(requirement: Requirement) -> str:
    return f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
