"""When a command must not change a project: another one is running, or work is not committed."""

from pathlib import Path

from scaffold.apply.state import check_at_rest, is_folder
from scaffold.errors import UncleanRepositoryError, UntrustedRepositoryError
from scaffold.git import queries as git


def check_repository(project: Path, *, allow_dirty: bool) -> None:
    """Refuse to mix an update with other work in the repository of a project, if it is in one.

    Raises:
        ProjectBusyError: Another command is changing the project.
        InterruptedCommandError: An earlier command has left it half changed, which is no work to
            commit.
        UncleanRepositoryError: A merge or rebase is under way, or changes are not committed.
        UntrustedRepositoryError: Git does not look, because it belongs to another user.
    """
    if not is_folder(project):
        return  # The plan says so.
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
            f"A {under_way} is under way in this repository.", "Finish or abort it first."
        )
    if not allow_dirty and git.has_changes(project):
        raise UncleanRepositoryError(
            "There are changes that are not committed.", "Commit them, or say --allow-dirty."
        )
