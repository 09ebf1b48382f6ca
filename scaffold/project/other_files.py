"""A project's own files, among which files of the template that moved are looked for."""

from collections.abc import Set
from pathlib import Path

from scaffold.files.tree import Tree, list_files, read_paths

# Folders in which no file of a template has ever been moved to, and which can be very large.
NOT_SEARCHED = (".git", ".scaffold", ".venv", "venv", "node_modules", "__pycache__", "stores")
# A file of the template is never as large as this, so no larger file can be a moved one.
_LARGEST_STRAY = 1_000_000


def read_strays(project: Path, known: Set[str]) -> Tree:
    """Read the files of a project that no render has; links are left out."""
    paths = [
        path
        for path in list_files(project, NOT_SEARCHED)
        if path not in known and (project / path).lstat().st_size <= _LARGEST_STRAY
    ]
    files = read_paths(project, paths)
    return {path: file for path, file in files.items() if file.kind in {"file", "executable"}}
