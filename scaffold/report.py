"""The only module that prints: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import PurePath, PurePosixPath
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.text import Text

if TYPE_CHECKING:  # Importing these for real would load Copier before the first sign of life.
    from rich.tree import Tree

    from scaffold.catalog import Catalog, Choice
    from scaffold.errors import ScaffoldError
    from scaffold.new import MadeProject
    from scaffold.plan import FileAction, Plan
    from scaffold.update import PlannedUpdate

_output = Console(highlight=False)
_notes = Console(stderr=True, highlight=False)


def is_interactive() -> bool:
    """Say whether a person sits at the terminal and can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


@contextmanager
def progress(message: str) -> Iterator[None]:
    """Show that something goes on; on a pipe, say so in one line."""
    if _notes.is_terminal:
        with _notes.status(escape(message), spinner="dots"):
            yield
    else:
        print_note(message)
        yield


def print_note(message: str) -> None:
    """Print one line beside the result, which stays alone on stdout."""
    _notes.print(escape(message), style="dim", soft_wrap=True)


def print_command(command: str) -> None:
    """Print a command line before it runs, as a person would type it."""
    _notes.print(f"\n[bold green]$[/] [bold]{escape(command)}[/]", soft_wrap=True)


def print_error(error: ScaffoldError) -> None:
    """Print what is wrong and what to do, one line each."""
    _notes.print(f"[bold red]error:[/] {escape(error.message)}", soft_wrap=True)
    if error.hint:
        _notes.print(f"[bold]hint:[/] {escape(error.hint)}", soft_wrap=True)


def print_json(value: Mapping[str, Any]) -> None:
    """Print a value for machines."""
    print(json.dumps(value, indent=2, ensure_ascii=False))  # noqa: T201 - rich would wrap it


def print_made(made: MadeProject) -> None:
    """Print the tree of a project that was made, or would be."""
    _output.print(_tree(made.path, made.files))
    count = f"{len(made.files)} files"
    if made.dry_run:
        _output.print(f"\nWould make {count} in {escape(str(made.path))}.", soft_wrap=True)
        return
    commit = f", first commit {made.commit}" if made.commit else ""
    _output.print(f"\nMade {count} in {escape(str(made.path))}{commit}.", soft_wrap=True)


def print_next_steps(steps: Sequence[str]) -> None:
    """Print the commands to type now."""
    if steps:
        _output.print("\nNext:")
    for step in steps:
        _output.print(f"  [bold]{escape(step)}[/]", soft_wrap=True)


def print_line(text: str) -> None:
    """Print one line of a result."""
    _output.print(escape(text), soft_wrap=True)


def print_patch(patch: str) -> None:
    """Print a patch as it is: it may be piped into `git apply`."""
    sys.stdout.write(patch)


def print_update(planned: PlannedUpdate, *, dry_run: bool, skipped: Sequence[str]) -> None:
    """Print the plan of an update as a table, and what became of it."""
    if planned.is_empty:
        print_line(f"Nothing to do: the project is at {planned.target}.")
    else:
        _print_actions(planned.plan)
        verb = "Would bring" if dry_run else "Brought"
        print_line(f"\n{verb} the project to {planned.target}. {_count(planned.plan)}")
    print_unsettled(planned.plan.unsettled)
    print_skipped(skipped)


def print_unsettled(actions: Sequence[FileAction]) -> None:
    """Print what a person has to look at."""
    for action in actions:
        for note in action.notes:
            _output.print(f"[yellow]{action.action}[/] {escape(f'{action.path}: {note}')}")


def print_skipped(paths: Sequence[str]) -> None:
    """Print files that changed between the plan and its making."""
    for path in paths:
        _output.print(f"[yellow]left alone[/] {escape(path)}: it changed meanwhile")


def _print_actions(plan: Plan) -> None:
    for action in plan.actions:
        if action.changes_something or action in plan.unsettled:
            moved = f" (from {action.moved_from})" if action.moved_from else ""
            label = str(action.action).ljust(len("stays deleted"))
            _output.print(f"  [green]{label}[/]  {escape(action.path + moved)}", soft_wrap=True)


def _count(plan: Plan) -> str:
    counts = Counter(str(action.action) for action in plan.actions)
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) + "."


def print_catalog(catalog: Catalog) -> None:
    """Print what a project can be made of."""
    _print_choices("Stacks", catalog.stacks)
    _print_choices("Features", catalog.features)
    _print_choices("Releases", catalog.releases)


def _print_choices(title: str, choices: Sequence[Choice]) -> None:
    width = max(len(choice.name) for choice in choices)
    _output.print(f"[bold]{title}[/]")
    for choice in choices:
        name = escape(choice.name.ljust(width))
        _output.print(f"  [green]{name}[/]  {escape(choice.summary)}", soft_wrap=True)


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
