"""Tell what is known about a repository, without changing it."""

from pathlib import Path

from scaffold.adoption.understanding import Finding, Understanding, understand
from scaffold.project.adoptable import check_adoptable

__all__ = ["Finding", "Understanding", "explain"]


def explain(folder: Path) -> Understanding:
    """Return the facts about a repository, each with its evidence.

    Args:
        folder: The repository; none of its code is run.

    Raises:
        DestinationError: The folder cannot be adopted.
        InterruptedCommandError: An earlier command was interrupted.
    """
    check_adoptable(folder)
    return understand(folder)
