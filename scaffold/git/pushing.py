"""Push one branch, only if the remote has it where it was seen."""

from collections.abc import Sequence

from scaffold.errors import GitError
from scaffold.git.object_store import Repository
from scaffold.git.process import find_reason

_NO_OPTIONS = "does not support push options"
_STALE = ("stale info", "[rejected]", "fetch first", "non-fast-forward")
_ARCHIVED = ("archived", "read-only", "read only")


class PushRefusedError(GitError):
    """The remote did not take a branch.

    Attributes:
        is_stale: Whether the branch of the remote is not where it was seen.
        is_archived: Whether the remote takes no branches at all.
    """

    def __init__(self, errors: str) -> None:
        lines = [line.strip() for line in errors.splitlines() if line.strip()]
        told = [line for line in lines if line.startswith(("remote:", "!"))]
        super().__init__(f"`git push` failed: {(told or [find_reason(errors)])[0]}")
        self.is_stale = any(word in errors for word in _STALE)
        self.is_archived = any(word in errors.casefold() for word in _ARCHIVED)


def push_branch(
    repository: Repository, name: str, commit: str, seen: str, options: Sequence[str] = ()
) -> bool:
    """Push a commit to a branch of `origin`.

    Args:
        repository: The repository.
        name: The full name of the branch.
        commit: The commit.
        seen: The commit at which the remote has the branch; empty if it has no such branch.
        options: Options for the remote, as in `merge_request.create`.

    Returns:
        Whether the remote took the options; without it, the branch is pushed all the same.

    Raises:
        PushRefusedError: The remote did not take the branch.
        GitError: Git is missing, or takes too long.
    """
    given = [word for each in options for word in ("--push-option", each)]
    words = ("push", "--quiet", f"--force-with-lease={name}:{seen}")
    target = ("origin", f"{commit}:{name}")
    done = repository.git(*words, *given, *target, check=False, fetching=True)
    if done.returncode and given and _NO_OPTIONS in done.stderr:
        done = repository.git(*words, *target, check=False, fetching=True)
        given = []
    if done.returncode:
        raise PushRefusedError(done.stderr)
    return bool(given) or not options


def find_origin(repository: Repository) -> str:
    """Return the address of the remote `origin`; empty if there is none."""
    asked = repository.git("config", "--get", "remote.origin.url", check=False)
    return asked.stdout.strip()
