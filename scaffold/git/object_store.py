"""Reads branches, folders and files from the objects of a repository; no work tree is looked at."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess

from scaffold.errors import GitError
from scaffold.git.process import find_reason, run

_CHECK = "Run `git fsck` in the repository"
# What `for-each-ref` prints of each name, in the order of the attributes of `Branch`.
_FIELDS = (
    "%(refname)",
    "%(objectname)",
    "%(tree)",
    "%(symref)",
    "%(worktreepath)",
    "%(parent)",
    "%(contents:trailers:only,unfold)",
)
_FORMAT = "%00".join(_FIELDS) + "%00%00"


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository, as commands name it.

    Attributes:
        folder: A folder in its work tree, or the bare repository itself.
        is_bare: Whether Git has to be told that the folder is a repository.
    """

    folder: Path
    is_bare: bool = False

    def git(
        self,
        *arguments: str,
        check: bool = True,
        feed: str = "",
        fetching: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> CompletedProcess[str]:
        """Run a Git command in the repository.

        Raises:
            GitError: It fails, or the folder is missing.
            UntrustedRepositoryError: Another user owns the repository.
        """
        named = [f"--git-dir={self.folder}"] if self.is_bare else []
        return run(
            self.folder,
            *named,
            *arguments,
            check=check,
            hint=_CHECK,
            feed=feed,
            fetching=fetching,
            environment=environment,
        )


@dataclass(frozen=True, slots=True)
class Branch:
    """A name in a repository, and the commit that it stands for.

    Attributes:
        name: The full name, as in `refs/heads/main`.
        commit: The commit.
        tree: The folder of the commit.
        target: The name that this one stands for, as in `refs/remotes/origin/HEAD`; else empty.
        work_tree: The work tree in which it is checked out; else empty.
        parents: The parents of the commit.
        trailers: The trailers of its message, by key.
    """

    name: str
    commit: str
    tree: str
    target: str = ""
    work_tree: str = ""
    parents: tuple[str, ...] = ()
    trailers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a commit: its mode as Git writes it, and the name of its content."""

    mode: str
    name: str


def list_branches(repository: Repository) -> dict[str, Branch]:
    """Return the local branches and those of the remote `origin`, by their full names.

    Raises:
        GitError: The folder is no repository.
        UntrustedRepositoryError: Another user owns it.
    """
    options = ("for-each-ref", f"--format={_FORMAT}", "refs/heads", "refs/remotes/origin")
    listed = repository.git(*options).stdout
    records = (each.removeprefix("\n") for each in listed.split("\0\0\n"))
    found = (_read_branch(each.split("\0")) for each in records if "\0" in each)
    return {each.name: each for each in found}


def _read_branch(fields: list[str]) -> Branch:
    name, commit, tree, target, work_tree, parents, trailers = [*fields, "", "", ""][:7]
    pairs = (line.partition(":")[::2] for line in trailers.splitlines() if ":" in line)
    known = {key.strip(): value.strip() for key, value in pairs}
    return Branch(name, commit, tree, target, work_tree, tuple(parents.split()), known)


def find_prefix(folder: Path) -> str:
    """Return the path of a folder below the top of its work tree; empty, or with a final slash.

    Raises:
        GitError: The folder is in no work tree.
        UntrustedRepositoryError: Another user owns the repository.
    """
    if (folder / ".git").exists():
        return ""
    return run(folder, "rev-parse", "--show-prefix", hint=_CHECK).stdout.removesuffix("\n")


def read_head(repository: Repository) -> str:
    """Return the name of the branch that is checked out; empty if a commit is."""
    return repository.git("symbolic-ref", "--quiet", "HEAD", check=False).stdout.strip()


def is_ancestor(repository: Repository, older: str, newer: str) -> bool:
    """Return whether a commit contains another one."""
    return not repository.git("merge-base", "--is-ancestor", older, newer, check=False).returncode


def list_entries(repository: Repository, tree: str, prefix: str = "") -> dict[str, Entry]:
    """Return the files below a folder of a tree, by their paths in that folder.

    Args:
        repository: The repository.
        tree: The name of a tree or a commit.
        prefix: The path of the folder, with a final slash; empty for all.
    """
    place = [f"{tree}:{prefix.removesuffix('/')}"] if prefix else [tree]
    done = repository.git("ls-tree", "-r", "-z", "--full-tree", *place, check=False)
    if done.returncode and prefix and "Not a valid object name" in done.stderr:
        return {}  # The folder is not committed.
    if done.returncode:
        raise GitError(f"`git ls-tree` failed: {find_reason(done.stderr)}", _CHECK)
    lines = (line.partition("\t")[::2] for line in done.stdout.split("\0") if line)
    return {path: Entry(facts[:6], facts.split()[2]) for facts, path in lines}


def read_sizes(repository: Repository, names: Collection[str]) -> dict[str, int]:
    """Return the sizes of objects in bytes, without those that are missing."""
    if not names:
        return {}
    feed = "".join(f"{name}\n" for name in names)
    lines = repository.git("cat-file", "--batch-check", feed=feed).stdout.splitlines()
    return {words[0]: int(words[2]) for words in map(str.split, lines) if len(words) == 3}


def read_contents(repository: Repository, names: Iterable[str]) -> dict[str, bytes]:
    """Return the contents of files by the names of their objects, without missing ones."""
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return {}
    feed = "".join(f"{name}\n" for name in wanted)
    answer = repository.git("cat-file", "--batch", feed=feed).stdout
    return dict(_split_batch(answer.encode(errors="surrogateescape")))


def _split_batch(answer: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the objects in an output of `cat-file`: a line with the size, then the content."""
    start = 0
    while start < len(answer):
        end = answer.index(b"\n", start)
        words = answer[start:end].decode().split()
        start = end + 1
        if len(words) == 3:
            size = int(words[2])
            yield words[0], answer[start : start + size]
            start += size + 1
