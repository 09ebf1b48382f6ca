"""What the remote `origin` of a repository tells: its forge and its default branch. Only reads."""

from pathlib import Path

from scaffold.errors import UntrustedRepositoryError
from scaffold.git import queries as git

# Hosts of repositories, and the features with their workflows.
FORGES = {"github.com": "github", "gitlab.com": "gitlab"}


def find_forge(folder: Path) -> str:
    """Return the feature with the workflows of the forge of `origin`; empty if there is none."""
    address = git.read_setting("remote.origin.url", folder)
    return next((name for host, name in FORGES.items() if host in address), "")


def find_default_branch(folder: Path) -> str:
    """Return the default branch: that of the remote `origin`, or else the current one.

    Empty if Git knows neither.
    """
    try:
        remote = git.read_symbolic_reference("refs/remotes/origin/HEAD", folder)
        found = remote or git.read_symbolic_reference("HEAD", folder)
    except UntrustedRepositoryError:
        return ""
    return found.removeprefix("refs/remotes/origin/").removeprefix("refs/heads/")
