"""Refuse to change a project while another command runs or changes are uncommitted."""

from pathlib import Path

from scaffold.apply.state import check_at_rest, check_folder, is_folder
from scaffold.errors import UncleanRepositoryError, UntrustedRepositoryError
from scaffold.git import queries as git


def open_folder(path: Path) -> Path:
    """Return the absolute path of a folder, after resolving symlinks.

    Raises:
        NotAProjectError: The path is not a folder.
        ProjectBusyError: Another command is changing it.
        InterruptedCommandError: An earlier command was interrupted.
    """
    folder = path.resolve()
    check_folder(folder)
    check_at_rest(folder)
    return folder


def check_repository(project: Path, *, allow_dirty: bool) -> None:
    """Refuse to change a project whose repository has uncommitted changes.

    Raises:
        ProjectBusyError: Another command is changing the project.
        InterruptedCommandError: An earlier command was interrupted.
        UncleanRepositoryError: A merge or rebase is in progress, or changes are uncommitted.
        UntrustedRepositoryError: Git refuses to read it, because another user owns it.
    """
    if not is_folder(project):
        return  # Planning raises the error.
    check_at_rest(project)
    if not git.is_installed() or not git.is_inside_work_tree(project):
        return
    try:
        under_way = git.operation_under_way(project)
    except UntrustedRepositoryError:
        if allow_dirty:
            return
        raise
    if under_way:
        raise UncleanRepositoryError(
            f"A {under_way} is in progress in this repository", "Finish or abort it"
        )
    if not allow_dirty and git.has_changes(project):
        raise UncleanRepositoryError(
            "The repository has uncommitted changes",
            "Commit or stash them, or use `--allow-dirty`",
        )
