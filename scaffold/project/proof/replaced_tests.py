"""Copies of a project whose tests are those of its template."""

from collections.abc import Collection
from pathlib import Path, PurePosixPath

from scaffold.files.fresh import write_files
from scaffold.files.scratch_copy import copy_project, find_too_large, remove_folder
from scaffold.files.tree import Tree
from scaffold.project.baseline import render_own_release
from scaffold.project.project import open_project

# Pytest reads one in the top folder before any test.
_CONFTEST = "conftest.py"


def copy_with_template_tests(
    origin: Path, target: Path, tests: Collection[str], kept: Collection[str], largest: int
) -> None:
    """Copy a project without its tests, and write those of its release.

    Args:
        origin: The project.
        target: Folder to create.
        tests: Paths of tests; the top folders of them are replaced.
        kept: Files that are copied whatever their size.
        largest: Bytes that the copy may have; the largest files are left out.

    Raises:
        ScaffoldError: The project cannot be copied, or its release cannot be rendered.
    """
    project = origin.resolve()
    tops = {PurePosixPath(path).parts[0] for path in tests}
    files = render_own_release(open_project(project)).files
    copy_project(project, target, find_too_large(project, lambda: kept, largest))
    for path in [*(target / top for top in tops), target / _CONFTEST]:
        _remove(path)
    write_files(_select(files, tops | {_CONFTEST}), target)


def _select(files: Tree, tops: Collection[str]) -> Tree:
    return {path: file for path, file in files.items() if PurePosixPath(path).parts[0] in tops}


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        remove_folder(path)
