"""Opens the repository of each project of a fleet; nothing in its work tree is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scaffold.errors import GitError, UntrustedRepositoryError
from scaffold.errors.wording import explain
from scaffold.fleet.bases import Base, UpdateBranch, find_base, find_updates, name_update
from scaffold.fleet.entries import FleetProject, FleetSettings
from scaffold.git.mirrors import mirror, prune_mirrors, refresh_clone, refresh_mirror
from scaffold.git.object_store import (
    Repository,
    find_prefix,
    is_ancestor,
    list_branches,
    read_head,
)
from scaffold.git.pushing import PushRefusedError, find_origin, push_branch


class UnreachableError(Exception):
    """There is no repository at the location of a project, or it cannot be read."""


@dataclass(frozen=True, slots=True)
class Site:
    """The repository of a project as it was when it was opened.

    Attributes:
        project: The project.
        repository: Its repository, or the copy of it in the cache.
        prefix: The project's folder in the repository; empty, or with a final slash.
        base: The commit that updates start from.
        updates: The branches with updates, by release.
    """

    project: FleetProject
    repository: Repository
    prefix: str
    base: Base
    updates: dict[str, UpdateBranch]

    def name_update(self, release: str) -> str:
        """Return the name of the branch for the update to a release."""
        return name_update(self.prefix, release)


def open_site(project: FleetProject, settings: FleetSettings, *, fetch: bool | None) -> Site:
    """Open the repository of a project.

    Args:
        project: The project.
        settings: The settings of the fleet.
        fetch: Fetch from the remote; None fetches projects that are given by an address.

    Raises:
        UnreachableError: There is no repository, or it cannot be read.
        FleetError: It has no branch to start from.
    """
    try:
        repository, prefix = _open(project, fetch=fetch)
        branches = list_branches(repository)
    except (GitError, UntrustedRepositoryError, OSError) as error:
        raise UnreachableError(explain(error)) from error
    base = find_base(
        branches,
        project.branch or settings.base_branch,
        partial(read_head, repository),
        partial(is_ancestor, repository),
    )
    return Site(project, repository, prefix, base, find_updates(branches, prefix))


def reopen(site: Site) -> Site:
    """Return a site with the branches that its repository has now; the base stays."""
    return Site(
        site.project,
        site.repository,
        site.prefix,
        site.base,
        find_updates(list_branches(site.repository), site.prefix),
    )


def find_remote(site: Site) -> str:
    """Return the address of the remote of a project; empty if there is none."""
    return find_origin(site.repository)


def push_update(site: Site, update: UpdateBranch, options: Sequence[str] = ()) -> bool:
    """Push the local branch of an update, if the remote has it where it was seen.

    Returns:
        Whether the remote took the options.

    Raises:
        PushRefusedError: The remote did not take the branch.
    """
    if update.local is None:
        return True
    seen = update.remote.commit if update.remote else ""
    local = update.local
    return push_branch(site.repository, local.name, local.commit, seen, options)


def _open(project: FleetProject, *, fetch: bool | None) -> tuple[Repository, str]:
    folder = Path(project.location)
    if not project.is_remote and not folder.is_dir():
        raise GitError(f"No folder `{project.location}`", "")
    if project.is_remote or _is_bare(folder):
        known = mirror(project.location)
        is_known = known.folder.is_dir() and fetch is False
        return (known if is_known else refresh_mirror(project.location)), ""
    repository = Repository(folder)
    prefix = find_prefix(folder)
    if fetch:
        refresh_clone(repository)
    return repository, prefix


def _is_bare(folder: Path) -> bool:
    """Return whether a folder is a bare repository, which is read through a copy as a remote is."""
    parts = ("HEAD", "objects", "refs")
    return not (folder / ".git").exists() and all((folder / part).exists() for part in parts)


__all__ = [
    "PushRefusedError",
    "Site",
    "UnreachableError",
    "open_site",
    "prune_mirrors",
    "push_update",
    "reopen",
]
