"""Where a project is in a work tree, and how git reads its files there."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from scaffold.git.process import run

# The values of attributes that are not there, or that are switched off.
_NOT_SET = frozenset({"unspecified", "unset"})
# A command line has room for so many paths, on every system.
_PATHS_AT_ONCE = 100


class WorkTree(NamedTuple):
    """Where a folder is in a work tree.

    Attributes:
        prefix: Its path below the top; empty, or with a slash at its end.
        digest: What names contents in the repository: `sha1` or `sha256`.
    """

    prefix: str
    digest: str


def find_work_tree(folder: Path) -> WorkTree | None:
    """Return where a folder is in the work tree of a repository; None outside of any."""
    words = ("--is-inside-work-tree", "--show-cdup", "--show-object-format")
    answer = run(folder, "rev-parse", *words, check=False)
    inside, up, digest = (answer.stdout.split("\n") + [""] * 3)[:3]
    if inside != "true":
        return None
    # Not from git's output, where a folder may have a line break in its name.
    path = Path(os.path.realpath(folder))
    names = path.parts[len(path.parts) - up.count("../") :]
    return WorkTree("".join(f"{name}/" for name in names), digest)


def read_attributes(
    folder: Path, paths: Sequence[str], names: Sequence[str]
) -> dict[str, dict[str, str]]:
    """Return the given attributes of files that are set, by path and name."""
    found: dict[str, dict[str, str]] = {}
    for start in range(0, len(paths), _PATHS_AT_ONCE):
        asked = paths[start : start + _PATHS_AT_ONCE]
        answer = run(folder, "check-attr", "-z", *names, "--", *asked)
        values = iter(answer.stdout.split("\0")[2::3])
        for path in asked:
            given = {name: next(values) for name in names}
            found[path] = {n: v for n, v in given.items() if v not in _NOT_SET}
    return found
