"""Replay the histories of configuration files with the package's editors and with libraries.

Run as `python -m benchmarks.merge_histories REPOSITORY...` with tomlkit and configupdater; each
argument is a repository of Git on this machine. Two neighboring versions of a file are a pair, in
both directions: the earlier one is the base and yours, the later one the template's. The last
figures are what merges cost in which the template adds every other of 350, 700 and 1,400 dotted
keys.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import cast

from benchmarks.configupdater_editor import write_ini
from benchmarks.library_editors import Make, make_with
from benchmarks.tomlkit_editor import write_toml
from scaffold.merge import merge_file
from scaffold.merge.edit import apply_edits
from scaffold.merge.edit.batches import make as make_own
from scaffold.merge.edit.form import Format, UnreadableError
from scaffold.merge.formats.registry import format_of
from scaffold.merge.structure.differences import differences
from scaffold.merge.structure.values import Leaf
from scaffold.merge.text.merge_lines import merge_lines
from tests.attacks.merges import three_texts

LIBRARIES: dict[str, tuple[str, Make]] = {
    "pyproject.toml": ("tomlkit", make_with(write_toml)),
    "setup.cfg": ("configupdater", make_with(write_ini)),
    "tox.ini": ("configupdater", make_with(write_ini)),
}
MOST_VERSIONS = 80
Pair = tuple[str, str]


def git(repository: str, *arguments: str) -> str:
    """Return what Git prints; an empty text where it fails."""
    command = ["git", "-C", repository, *arguments]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell
    return done.stdout.decode()


def pairs(repository: str, path: str, form: Format) -> Iterator[Pair]:
    """Yield neighboring versions of a file that contain different values, in both directions."""
    log = git(repository, "log", "--first-parent", "--reverse", "--format=%H", "--", path).split()
    texts = [git(repository, "show", f"{commit}:{path}") for commit in log[-MOST_VERSIONS:]]
    for one, other in pairwise(filter(None, texts)):
        try:
            if form.load(one) != form.load(other):
                yield from ((one, other), (other, one))
        except UnreadableError:
            continue


def comments(text: str) -> Counter[str]:
    """Return the lines that are comments alone."""
    lines = (line.strip() for line in text.splitlines())
    return Counter(line for line in lines if line.startswith(("#", ";")))


def judge(form: Format, base: str, theirs: str, make: Make) -> Counter[str]:
    """Return what an editor makes of a pair of versions."""
    vars(apply_edits)["make"] = make
    old, new = form.load(base), form.load(theirs)
    text, conflicts = apply_edits.patch(form, base, theirs, differences(old, old, new), base)
    common = Counter(base.splitlines()) & Counter(theirs.splitlines())
    missing = comments(theirs) - comments(text)
    return Counter(
        {
            "pairs": 1,
            "changes not made": len(conflicts),
            "equal to the next version": int(text == theirs),
            "unchanged lines rewritten": (common - Counter(text.splitlines())).total(),
            "comments missing": missing.total(),
        }
    )


def with_lines_of_yours(form: Format, text: str) -> str:
    """Return a text in which each list of lines has another one at its end."""
    ends: dict[object, Leaf] = {leaf.place[:-1]: leaf for leaf in form.leaves(text)}
    lists = [leaf for leaf in ends.values() if len(leaf.place) > 2]
    for leaf in sorted(lists, key=lambda leaf: leaf.start, reverse=True):
        margin = " " * (leaf.start - text.rfind("\n", 0, leaf.start) - 1)
        text = f"{text[: leaf.end]}\n{margin}yours{text[leaf.end :]}"
    return text


def judge_merge(path: str, form: Format, base: str, theirs: str) -> Counter[str]:
    """Return whether a merge with lines of yours has conflicts, by lines and by structure."""
    ours = with_lines_of_yours(form, base)
    three = (base.encode(), ours.encode(), theirs.encode())
    by_lines = merge_lines(*three, ours_name="", theirs_name="")
    merged = merge_file(path, *three, ours_name="", theirs_name="")
    return Counter(
        {
            "merges with lines of yours": 1,
            "conflicts by lines": int(bool(by_lines.conflicts)),
            "conflicts by structure": int(bool(merged.conflicts)),
        }
    )


def replay(path: str, repositories: list[str]) -> None:
    """Print what each editor makes of all versions of a file."""
    form = cast("Format", format_of(path))
    library, make = LIBRARIES[path]
    counts: dict[str, Counter[str]] = {"package": Counter(), library: Counter()}
    merges: Counter[str] = Counter()
    files = 0
    for repository in repositories:
        found = list(pairs(repository, path, form))
        files += bool(found)
        for base, theirs in found:
            counts["package"] += judge(form, base, theirs, make_own)
            counts[library] += judge(form, base, theirs, make)
            if library == "configupdater":
                merges += judge_merge(path, form, base, theirs)
    sys.stdout.write(f"{path}: {files} repositories\n")
    for name, count in [*counts.items(), ("package", merges)]:
        figures = ", ".join(f"{key} {number}" for key, number in count.items())
        sys.stdout.write(f"  {name}: {figures}\n" if figures else "")


def print_costs() -> None:
    """Print what merges of TOML cost as they grow, in CPU seconds."""
    for name, make in (("package", make_own), LIBRARIES["pyproject.toml"]):
        vars(apply_edits)["make"] = make
        costs = []
        for size in (350, 700, 1400):
            texts = three_texts("dotted.toml", "every other line comes", size)
            three = (text.encode() for text in texts)
            start = process_time()
            merge_file("a.toml", *three, ours_name="", theirs_name="")
            costs.append(f"{process_time() - start:.2f}")
        sys.stdout.write(f"{name}: {', '.join(costs)} CPU seconds for added dotted keys\n")


def main() -> None:
    """Print the figures of each kind of file, and the costs."""
    repositories = sys.argv[1:]
    if not all(Path(repository).is_dir() for repository in repositories):
        sys.exit("error: an argument is not a repository")
    for path in LIBRARIES:
        replay(path, repositories)
    print_costs()


if __name__ == "__main__":
    main()
