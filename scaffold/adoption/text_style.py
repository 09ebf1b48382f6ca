"""Why the settings of a template for editors do not fit the texts of a repository. Only reads.

An editor that follows such settings would change lines beside those that were edited.
"""

import re
from collections.abc import Collection, Sequence
from pathlib import Path, PurePosixPath

from scaffold.errors import UnreadableFileError
from scaffold.files.reading import read_regular

# Files in which an editor would change line endings and spaces.
_TEXTS = frozenset({".cfg", ".md", ".py", ".rst", ".sh", ".toml", ".txt", ".yaml", ".yml"})
_CODE = frozenset(
    {".c", ".cc", ".cpp", ".css", ".cu", ".go", ".h", ".hpp", ".java", ".js", ".jsx", ".kt", ".py"}
    | {".R", ".r", ".rs", ".scala", ".scss", ".ts", ".tsx"}
)
# Folders with copied or generated files.
_COPIED = frozenset({"_static", "build", "dist", "node_modules", "third_party", "vendor"})
# So many files, the nearest to the top, say how a repository is written.
_MOST_FILES = 300
_LARGEST = 200_000
# A few files with other habits are exceptions.
_MOST_UNLIKE = 0.1

_TRAILING = re.compile(rb"[ \t]+\r?$", re.M)
# The first line of a block that begins at the left.
_FIRST_INDENT = re.compile(rb"^(?:def|class|if|for|while|with|try)\b.*:[ \t]*\n([ \t]+)\S", re.M)
_AFTER_BRACE = re.compile(rb"^[^\s/*#].*[{(][ \t]*\n([ \t]+)\S", re.M)
_FOUR = b"    "


def describe_style(folder: Path, files: Collection[str]) -> str:
    """Return how the texts differ from LF, four spaces, and no spaces at the end of lines.

    Returns:
        The reason in words, with a file as an example; empty if the texts fit.
    """
    texts = {path: _read(folder / path) for path in _choose(files)}
    windows = [path for path, text in texts.items() if b"\r\n" in text]
    if any("/" not in path for path in windows) or _are_many(windows, texts):
        return f"`{windows[0]}` has Windows line endings"
    code = {path: text for path, text in texts.items() if PurePosixPath(path).suffix in _CODE}
    indented = [path for path, text in code.items() if _indents_otherwise(path, text)]
    if _are_many(indented, code):
        return f"`{indented[0]}` is not indented by four spaces"
    trailing = [
        path for path, text in texts.items() if not path.endswith(".md") and _TRAILING.search(text)
    ]
    if _are_many(trailing, texts):
        return f"lines end with spaces, as in `{trailing[0]}`"
    return ""


def _choose(files: Collection[str]) -> list[str]:
    texts = (
        path
        for path in files
        if PurePosixPath(path).suffix in _TEXTS | _CODE and _COPIED.isdisjoint(path.split("/"))
    )
    return sorted(texts, key=lambda path: (path.count("/"), path))[:_MOST_FILES]


def _are_many(some: Sequence[str], all_of_them: Collection[str]) -> bool:
    return len(some) > _MOST_UNLIKE * len(all_of_them)


def _indents_otherwise(path: str, text: bytes) -> bool:
    """Tell whether most first lines of blocks at the left have another indentation."""
    pattern = _FIRST_INDENT if path.endswith(".py") else _AFTER_BRACE
    indents: list[bytes] = pattern.findall(text)
    return sum(indent != _FOUR for indent in indents) * 2 > len(indents)


def _read(path: Path) -> bytes:
    try:
        return read_regular(path, limit=_LARGEST).content
    except (OSError, UnreadableFileError):
        return b""
