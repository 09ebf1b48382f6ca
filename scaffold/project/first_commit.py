"""The repository of a new project, its initial commit, and the author in Git's settings."""

from pathlib import Path

from scaffold import __version__
from scaffold.apply.empty import is_empty_repository
from scaffold.apply.filling import copy_repository
from scaffold.git import queries as git
from scaffold.project.ignored import existing_folder


def can_commit() -> bool:
    """Return whether Git is installed."""
    return git.is_installed()


def gets_repository(project: Path) -> bool:
    """Return whether a new project gets a repository by default.

    It does, unless Git is missing or the project is inside another repository. An empty repository
    in its own folder is used.
    """
    around = existing_folder(project)
    is_own = around == project and is_empty_repository(around)
    return git.is_installed() and (is_own or not git.is_inside_work_tree(around))


def commit_first(project: Path, built: Path, name: str) -> str:
    """Commit the files of a new project before they are moved to its folder.

    Args:
        project: The project folder; an empty repository in it is used.
        built: The folder with its files.
        name: Name of the project, for the message.

    Returns:
        The abbreviated hash of the commit.

    Raises:
        GitError: Git is missing, or the commit failed.
    """
    if project.is_dir() and is_empty_repository(project):
        copy_repository(project, built)
    return git.make_first_commit(built, f"Create {name} with scaffold {__version__}")


def likely_author() -> str:
    """Return the name of the user in Git's settings; empty if there is none."""
    return git.read_setting("user.name")
