"""Where results and notes go: the consoles, and lines that every command prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from scaffold.errors import ScaffoldError

output = Console(highlight=False)
notes = Console(stderr=True, highlight=False)


def is_interactive() -> bool:
    """Say whether a person sits at the terminal and can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


@contextmanager
def progress(message: str) -> Iterator[None]:
    """Show that something goes on; on a pipe, say so in one line."""
    if notes.is_terminal:
        with notes.status(escape(message), spinner="dots"):
            yield
    else:
        print_note(message)
        yield


def print_note(message: str) -> None:
    """Print one line beside the result, which stays alone on stdout; nothing for no text."""
    if not message:
        return
    notes.print(escape(message), style="dim", soft_wrap=True)


def print_command(command: str) -> None:
    """Print a command line before it runs, as a person would type it."""
    notes.print(f"\n[bold green]$[/] [bold]{escape(command)}[/]", soft_wrap=True)


def print_error(error: ScaffoldError) -> None:
    """Print what is wrong and what to do, one line each."""
    notes.print(f"[bold red]error:[/] {escape(_plain(error.message))}", soft_wrap=True)
    if error.hint:
        notes.print(f"[bold]hint:[/] {escape(_plain(error.hint))}", soft_wrap=True)


def _plain(text: str) -> str:
    """Spell out what a terminal would obey: names of files and git's words come from anywhere."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def print_json(value: Mapping[str, Any]) -> None:
    """Print a value for machines."""
    print(json.dumps(value, indent=2, ensure_ascii=False))  # noqa: T201 - rich would wrap it


def print_line(text: str) -> None:
    """Print one line of a result."""
    output.print(escape(text), soft_wrap=True)


def print_patch(patch: str) -> None:
    """Print a patch as it is: it may be piped into `git apply`."""
    sys.stdout.write(patch)
