"""The tables of a project's `pyproject.toml`."""

from pathlib import Path
from typing import Any

from scaffold.errors import UnreadableFileError
from scaffold.files.parsing import LARGEST_SETTINGS, parse_or, parse_toml
from scaffold.files.reading import read_text


def read_pyproject(root: Path) -> dict[str, Any]:
    """Return the `pyproject.toml` of a project; empty without one, or if it is invalid."""
    try:
        text = read_text(root / "pyproject.toml", limit=LARGEST_SETTINGS)
    except (OSError, UnreadableFileError, UnicodeDecodeError):
        return {}
    nothing: dict[str, Any] = {}
    return parse_or(text, parse_toml, nothing)


def find_table(settings: dict[str, Any], *keys: str) -> dict[str, Any]:
    """Return a table of settings; empty if it does not exist or is not a table."""
    found: Any = settings
    for key in keys:
        found = found.get(key, {}) if isinstance(found, dict) else {}
    return found if isinstance(found, dict) else {}
