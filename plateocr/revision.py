"""The version of plateocr, and its commit if known."""

import subprocess
from functools import cache
from pathlib import Path

from plateocr import __version__

_PACKAGE = Path(__file__).resolve().parent
# Written into the package by 'plateocr hub space', because a Space has no git history to ask.
REVISION_NAME = "revision.txt"


@cache
def commit() -> str:
    """The commit's first seven hex digits, plus '+' if the checkout has changes; '' if it is not known."""
    recorded = _PACKAGE / REVISION_NAME
    if recorded.is_file():
        return recorded.read_text(encoding="utf-8").strip()
    if not (_PACKAGE.parent / ".git").exists():
        return ""
    try:
        head = _git("rev-parse", "--short=7", "HEAD")
        return head + "+" if head and _git("status", "--porcelain", "--untracked-files=no") else head
    except (OSError, subprocess.SubprocessError):
        return ""


def version_and_commit() -> str:
    """In readable form, for example '0.1.0 (commit 1ef56bb)'."""
    return f"{__version__} (commit {commit()})" if commit() else __version__


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(_PACKAGE.parent), *arguments], capture_output=True, text=True, timeout=10, check=True
    )
    return done.stdout.strip()
