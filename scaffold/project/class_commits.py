"""Commits of `class send` in the project of a learner: of its own files only, with a trailer."""

from collections.abc import Sequence
from pathlib import Path

from scaffold.errors import GitError
from scaffold.git.delivery import commit_paths, fast_forward, push_current
from scaffold.git.queries import has_changes, is_installed
from scaffold.project.file_commits import TRAILER

__all__ = ["can_be_committed", "commit_sent", "pull", "push"]


def can_be_committed(project: Path) -> bool:
    """Return whether a project has a repository of its own, with nothing uncommitted.

    Raises:
        GitError: Git cannot read the repository.
    """
    return is_installed() and (project / ".git").exists() and not has_changes(project)


def commit_sent(project: Path, paths: Sequence[str], release: str) -> None:
    """Commit the files that an update changed.

    Raises:
        GitError: The commit failed.
    """
    commit_paths(project, paths, f"Update to {release}\n\n{TRAILER}: send\n")


def pull(project: Path) -> str:
    """Bring a project to the state of its remote; return why that is impossible, usually empty."""
    try:
        return fast_forward(project)
    except GitError as error:
        return error.message


def push(project: Path) -> str:
    """Push the current branch; return why that is impossible, usually empty."""
    try:
        return push_current(project)
    except GitError as error:
        return error.message
