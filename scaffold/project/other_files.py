"""The files of a folder as Git sees them, and those that a template does not have."""

from collections.abc import Iterable, Set
from pathlib import Path

from scaffold.files.tree import Tree, list_files, read_paths
from scaffold.git import queries as git

# Folders in which no file of a template has ever been moved to, and which can be very large.
NOT_SEARCHED = (".git", ".scaffold", ".venv", "venv", "node_modules", "__pycache__", "stores")
# A file of the template is never as large as this, so no larger file can be a moved one.
LARGEST_STRAY = 1_000_000


def list_project_files(folder: Path) -> tuple[Iterable[str], bool]:
    """Return the paths below a folder that Git tracks or would add, and whether Git lists them.

    Where Git does not, the paths of all files are returned that can be the user's work. Git also
    lists files that are deleted, and folders that are repositories of their own.

    Raises:
        GitError: Git cannot list them.
        UntrustedRepositoryError: The repository belongs to another user.
    """
    if git.is_installed() and git.is_inside_work_tree(folder):
        return git.list_files(folder), True
    return list_files(folder, NOT_SEARCHED), False


def read_strays(project: Path, known: Set[str]) -> Tree:
    """Read the files of a project that no render has; links are left out."""
    paths = [
        path
        for path in list_files(project, NOT_SEARCHED)
        if path not in known and (project / path).lstat().st_size <= LARGEST_STRAY
    ]
    files = read_paths(project, paths)
    return {path: file for path, file in files.items() if file.kind in {"file", "executable"}}
