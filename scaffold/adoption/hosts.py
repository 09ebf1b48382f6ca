"""On which forge a repository is. Only reads."""

from pathlib import Path

from scaffold.errors import UntrustedRepositoryError
from scaffold.git import queries as git

# Hosts of repositories, and the features with their workflows.
FORGES = {"github.com": "github", "gitlab.com": "gitlab"}


def find_forge(folder: Path) -> str:
    """Return the feature with the workflows of the forge of `origin`; empty if there is none."""
    try:
        address = git.read_setting("remote.origin.url", folder)
    except UntrustedRepositoryError:
        return ""
    return next((name for host, name in FORGES.items() if host in address), "")
