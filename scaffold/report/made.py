"""A project that was made: its tree, and what to type now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath, PurePosixPath
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.text import Text

from scaffold.report.console import output
from scaffold.report.updates import print_ignored

if TYPE_CHECKING:  # Importing these for real would load Copier before the first sign of life.
    from rich.tree import Tree

    from scaffold.new import MadeProject


def print_made(made: MadeProject) -> None:
    """Print the tree of a project that was made, or would be."""
    output.print(_tree(made.path, made.files))
    what = f"{len(made.files)} files in {escape(str(made.path))}"
    commit = f", first commit {made.commit}" if made.commit else ""
    verb = "Would make" if made.dry_run else "Made"
    output.print(f"\n{verb} {what}{commit}.", soft_wrap=True)
    print_ignored(made.ignored)


def print_next_steps(steps: Sequence[str]) -> None:
    """Print the commands to type now, if there are any."""
    if not steps:
        return
    output.print("\nNext:")
    for step in steps:
        output.print(f"  [bold]{escape(step)}[/]", soft_wrap=True)


def _tree(root: PurePath, files: Sequence[str]) -> Tree:
    """Return a tree with one line for each folder, its own files beside its name."""
    from rich.tree import Tree  # rich loads it in 20 ms, which only this function needs to spend

    folders: dict[PurePosixPath, list[str]] = {}
    for file in map(PurePosixPath, files):
        folders.setdefault(file.parent, []).append(file.name)
    above = Counter(folder.parent for folder in folders)
    for parent in (folder for folder, count in above.items() if count > 1):
        folders.setdefault(parent, [])  # Folders that only hold folders show where their own begin.
    tree = Tree(Text(f"{root.name}/", style="bold blue"), guide_style="dim")
    branches = {PurePosixPath(): tree}
    for folder in sorted(folders.keys() - {PurePosixPath()}):
        parent = next(parent for parent in folder.parents if parent in branches)
        line = _folder_line(folder.relative_to(parent), folders[folder])
        branches[folder] = branches[parent].add(line)
    for name in sorted(folders.get(PurePosixPath(), [])):
        tree.add(Text(name))
    return tree


def _folder_line(folder: PurePosixPath, files: Sequence[str]) -> Text:
    shown = " ".join(sorted(files))
    line = Text(no_wrap=True, overflow="ellipsis")
    return line.append(f"{folder}/", style="blue").append(f"  {shown}", style="dim")
