"""A project that was made: its tree, and what to type now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath, PurePosixPath
from typing import TYPE_CHECKING

from scaffold.report.console import label, print_line, print_tree
from scaffold.report.update import print_ignored

if TYPE_CHECKING:  # Importing these for real would load Copier before the first sign of life.
    from rich.text import Text
    from rich.tree import Tree

    from scaffold.verbs.new import NewResult


def print_made(made: NewResult) -> None:
    """Print the tree of a project that was made, or would be."""
    print_tree(_tree(made.path, made.files))
    print_line("")
    what = f"{len(made.files)} files in {made.path}"
    commit = f", first commit {made.commit}" if made.commit else ""
    verb = "Would make" if made.dry_run else "Made"
    print_line(f"{verb} {what}{commit}.")
    print_ignored(made.ignored)


def print_next_steps(steps: Sequence[str]) -> None:
    """Print the commands to type now, if there are any."""
    if not steps:
        return
    print_line("")
    print_line("Next:")
    for step in steps:
        print_line("  ", (step, "bold"))


def _tree(root: PurePath, files: Sequence[str]) -> Tree:
    """Return a tree with one line for each folder, its own files beside its name."""
    from rich.tree import Tree  # rich loads it in 20 ms, which only this function needs to spend

    folders: dict[PurePosixPath, list[str]] = {}
    for file in map(PurePosixPath, files):
        folders.setdefault(file.parent, []).append(file.name)
    above = Counter(folder.parent for folder in folders)
    for parent in (folder for folder, count in above.items() if count > 1):
        folders.setdefault(parent, [])  # Folders that only hold folders show where their own begin.
    tree = Tree(label((f"{root.name}/", "bold blue")), guide_style="dim")
    branches = {PurePosixPath(): tree}
    for folder in sorted(folders.keys() - {PurePosixPath()}):
        parent = next(parent for parent in folder.parents if parent in branches)
        line = _folder_line(folder.relative_to(parent), folders[folder])
        branches[folder] = branches[parent].add(line)
    for name in sorted(folders.get(PurePosixPath(), [])):
        tree.add(label(name))
    return tree


def _folder_line(folder: PurePosixPath, files: Sequence[str]) -> Text:
    shown = " ".join(sorted(files))
    return label((f"{folder}/", "blue"), (f"  {shown}", "dim"))
