"""Write commits and branches into the objects of a project, beside its work tree and index."""

from collections.abc import Iterable
from dataclasses import dataclass

from scaffold.errors import FleetError
from scaffold.files.paths import check_place
from scaffold.files.tree import Change
from scaffold.git.git_objects import Objects
from scaffold.git.object_store import Repository, list_entries
from scaffold.git.queries import UNKNOWN_AUTHOR

_CHANGED = "Run the command again"
_REFLOG = "scaffold fleet update"


@dataclass(frozen=True, slots=True)
class BranchUpdate:
    """A branch to create or to move.

    Attributes:
        name: The full name, as in `refs/heads/main`.
        before: The commit that it has to be at; empty if there must not be one.
        after: The commit that it is at from then on.
    """

    name: str
    before: str
    after: str


def write_tree(repository: Repository, base: str, prefix: str, changes: Iterable[Change]) -> str:
    """Write the files of a changed commit, and return the name of the tree.

    Args:
        repository: The repository.
        base: The commit before the changes.
        prefix: The project's folder in the repository; empty, or with a final slash.
        changes: The changes, with paths in the project.

    Raises:
        ForbiddenPlaceError: A path is outside of the project.
        GitError: Git cannot read the commit or write the files.
    """
    entries = {p: (each.mode, each.name) for p, each in list_entries(repository, base).items()}
    objects = Objects(len(base))
    for change in changes:
        check_place(change.path)
        if change.after is None:
            entries.pop(f"{prefix}{change.path}", None)
        else:
            entries[f"{prefix}{change.path}"] = objects.add_file(change.after)
    tree = objects.add_folder(entries)
    pack = objects.pack(1).decode(errors="surrogateescape")
    repository.git("unpack-objects", "-q", feed=pack)
    return tree


def write_commit(repository: Repository, tree: str, parent: str, message: str) -> str:
    """Write a commit as the user, or as the package if Git knows no user; return its name.

    Raises:
        GitError: Git cannot write it.
    """
    command = ("commit-tree", tree, "-p", parent, "-F", "-")
    done = repository.git(*command, feed=message, check=False)
    if done.returncode:
        done = repository.git(*command, feed=message, environment=UNKNOWN_AUTHOR)
    return done.stdout.strip()


def move_branch(repository: Repository, update: BranchUpdate) -> None:
    """Create or move a branch, if it still is where it was seen.

    Raises:
        FleetError: Another command has moved it.
    """
    before = update.before or "0" * len(update.after)
    words = ("update-ref", "-m", _REFLOG, update.name, update.after, before)
    if repository.git(*words, check=False).returncode:
        name = update.name.removeprefix("refs/heads/")
        raise FleetError(f"Branch `{name}` was changed by another command", _CHANGED)
