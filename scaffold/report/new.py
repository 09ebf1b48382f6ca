"""The reports of `scaffold new`: the tree, the result and the next steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath, PurePosixPath
from typing import TYPE_CHECKING

from typer import Abort

from scaffold.errors.wording import count
from scaffold.report.console import align, confirm, label, print_line, print_note, print_tree
from scaffold.report.update import print_ignored

if TYPE_CHECKING:  # At run time these imports would load Copier before the progress line.
    from rich.text import Text
    from rich.tree import Tree

    from scaffold.verbs.new import NewResult


def confirm_new(made: NewResult) -> None:
    """Print the answers of a new project on stderr, and ask whether to create it.

    Raises:
        typer.Abort: The user declines.
    """
    answers = {key: value for key, value in made.answers.items() if not key.startswith("_")}
    print_line("", aside=True)
    for key, answer in zip(align(answers), answers.values(), strict=True):
        shown = ", ".join(map(str, answer)) or "none" if isinstance(answer, list) else str(answer)
        print_line("  ", (key, "green"), f"  {shown}", aside=True)
    if not confirm(f"Create {count(len(made.files), 'file')} in {made.path}?", default=True):
        print_note("Nothing was created")
        raise Abort


def print_made(made: NewResult) -> None:
    """Print the tree of a new project, or the preview of one, and the result."""
    print_tree(_tree(made.path, made.files))
    print_line("")
    verb = "Would create" if made.dry_run else "Created"
    commit = f" (initial commit {made.commit})" if made.commit else ""
    print_line(f"{verb} {count(len(made.files), 'file')} in `{made.path}`{commit}")
    if made.table:
        copied = "Would copy" if made.dry_run else "Copied"
        print_line(f"{copied} the {made.kind} to `{made.table}`, which Git ignores")
    print_ignored(made.ignored)


def print_next_steps(steps: Sequence[str]) -> None:
    """Print the commands to run next, if there are any."""
    if not steps:
        return
    print_line("")
    print_line("Next steps:")
    for step in steps:
        print_line("  ", (step, "bold"))


def _tree(root: PurePath, files: Sequence[str]) -> Tree:
    """Return a tree with one line per folder, which lists the files of the folder."""
    from rich.tree import Tree  # The import takes 20 ms, which other commands save.

    folders: dict[PurePosixPath, list[str]] = {}
    for file in map(PurePosixPath, files):
        folders.setdefault(file.parent, []).append(file.name)
    above = Counter(folder.parent for folder in folders)
    for parent in (folder for folder, number in above.items() if number > 1):
        folders.setdefault(parent, [])  # A branch of its own for a folder that has only folders.
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
