"""Which branch of a repository updates are for, and which branches are those of a fleet. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scaffold.errors import FleetError
from scaffold.fleet.trailers import Mark, read_mark
from scaffold.git.object_store import Branch

PREFIX = "scaffold/update/"
_LOCAL, _REMOTE = "refs/heads/", "refs/remotes/origin/"
# Between a folder and a release in the name of a branch; no release contains it.
_SEPARATOR = "-/"
_USUAL = ("main", "master")


@dataclass(frozen=True, slots=True)
class Base:
    """The commit that updates start from.

    Attributes:
        branch: Name of the branch, as in `main`.
        at: The branch in the repository that is the newest: the local one, or that of the remote.
    """

    branch: str
    at: Branch


@dataclass(frozen=True, slots=True)
class UpdateBranch:
    """A branch with an update.

    Attributes:
        name: Its name, as in `scaffold/update/v0.3.0`.
        release: The release in its name, as in `v0.3.0`.
        local: The branch in this repository, if there is one.
        remote: The branch of the remote, as it was last seen, if there is one.
    """

    name: str
    release: str
    local: Branch | None
    remote: Branch | None

    @property
    def heads(self) -> list[Branch]:
        """The branches that there are."""
        return [each for each in (self.local, self.remote) if each]

    @property
    def is_ours(self) -> bool:
        """Whether its commits are as the fleet wrote them."""
        return all(mark_of(each) for each in self.heads)

    @property
    def has_conflicts(self) -> bool:
        """Whether its commit leaves out files with conflicts."""
        mark = mark_of(self.heads[0])
        return mark is not None and mark.conflicts > 0


def mark_of(branch: Branch) -> Mark | None:
    """Return what the fleet wrote into the commit of a branch; None if it is not the fleet's.

    A change of the commit changes its tree, which the message names.
    """
    mark = read_mark(branch.trailers)
    return mark if mark and mark.tree == branch.tree and len(branch.parents) == 1 else None


def find_base(
    branches: Mapping[str, Branch],
    wanted: str,
    head: Callable[[], str],
    contains: Callable[[str, str], bool],
) -> Base:
    """Return the branch that updates are for.

    Args:
        branches: The branches of the repository by their full names.
        wanted: Its name, if the fleet gives one.
        head: Returns the full name of the branch that is checked out; empty if none is.
        contains: Returns whether a commit (second) contains another one (first).

    Raises:
        FleetError: The repository has no such branch, or no branch at all.
    """
    name = wanted or _find_default(branches) or head().removeprefix(_LOCAL)
    local, remote = branches.get(_LOCAL + name), branches.get(_REMOTE + name)
    if local and remote:
        is_newer = local.commit == remote.commit or contains(remote.commit, local.commit)
        return Base(name, local if is_newer else remote)
    at = local or remote
    if not name or at is None:
        message = f"There is no branch `{name}`" if name else "No branch is the default one"
        raise FleetError(message, "Set `branch` in `fleet.toml`")
    return Base(name, at)


def _find_default(branches: Mapping[str, Branch]) -> str:
    named = branches.get(f"{_REMOTE}HEAD")
    if named and named.target in branches:
        return named.target.removeprefix(_REMOTE)
    usual = [name for name in _USUAL if _LOCAL + name in branches or _REMOTE + name in branches]
    return usual[0] if usual else ""


def name_update(folder: str, release: str) -> str:
    """Return the name of the branch of an update.

    Args:
        folder: The project's folder in the repository; empty, or with a final slash. A repository
            can have several projects.
        release: The release to go to.
    """
    # Git allows few characters in names of branches.
    plain = re.sub(r"[^\w/-]", lambda found: f"%{ord(found[0]):02X}", folder)
    return f"{PREFIX}{plain}{_SEPARATOR if plain else ''}{release}"


def find_updates(branches: Mapping[str, Branch], folder: str = "") -> dict[str, UpdateBranch]:
    """Return the branches with updates of the project in a folder, by release."""
    start = name_update(folder, "")
    names = {name.removeprefix(_LOCAL).removeprefix(_REMOTE) for name in branches}
    releases = sorted(name.removeprefix(start) for name in names if name.startswith(start))
    return {
        release: UpdateBranch(
            name_update(folder, release),
            release,
            branches.get(f"{_LOCAL}{start}{release}"),
            branches.get(f"{_REMOTE}{start}{release}"),
        )
        for release in releases
        if f"/{_SEPARATOR}" not in release
    }
