"""The repository of a new project and its first commit, and the author that Git knows."""

from pathlib import Path

from scaffold import __version__
from scaffold.apply.empty import is_empty_repository
from scaffold.apply.filling import copy_repository
from scaffold.git import queries as git
from scaffold.project.ignored import existing_folder


def gets_repository(project: Path) -> bool:
    """Tell whether a new project gets a repository if the user does not say.

    It does, unless Git is not installed or the project is inside a repository already. An empty
    repository in its own folder is used.
    """
    around = existing_folder(project)
    is_own = around == project and is_empty_repository(around)
    return git.is_installed() and (is_own or not git.is_inside_work_tree(around))


def commit_first(project: Path, built: Path, name: str) -> str:
    """Commit the files of a new project before they are moved to its folder.

    Args:
        project: The project's folder; if it is an empty repository, that becomes the project's.
        built: The folder with its files.
        name: The name of the project, for the message.

    Returns:
        The abbreviated commit.

    Raises:
        GitError: Git is missing, or refused.
    """
    if project.is_dir() and is_empty_repository(project):
        copy_repository(project, built)
    return git.make_first_commit(built, f"Create {name} with scaffold {__version__}")


def likely_author() -> str:
    """Return the name of the user in Git's settings; empty if there is none."""
    return git.read_setting("user.name")
