"""How every command speaks: results on stdout, progress and errors on stderr."""

import json
import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from .errors import ProjectError


class Commands(TyperGroup):
    """Turn errors that users can fix into one line and a hint; others keep their traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except ProjectError as error:
            print_error(error)
            raise typer.Exit(error.exit_code) from error
        except BrokenPipeError:
            raise  # a reader such as `head` has enough; Typer ends quietly
        except OSError as error:
            print_error(ProjectError(str(error), "check the disk and the permissions"))
            raise typer.Exit(ProjectError.exit_code) from error


def run_each(context: typer.Context, lines: Sequence[Sequence[str]]) -> None:
    """Run commands of this program one after the other, in this process, until one fails.

    Each library is loaded once, where commands typed one by one would load it each time.
    """
    program = context.find_root()
    for words in lines:
        typed = f"$ {program.info_name} {shlex.join(words)}"
        typer.echo(f"\n{typer.style(typed, bold=True)}", err=True)
        if exit_code := program.command.main(list(words), standalone_mode=False):
            raise typer.Exit(exit_code)


def print_json(value: object) -> None:
    """Print a value as JSON; in ASCII, so that no terminal can garble it."""
    typer.echo(json.dumps(value, indent=2, allow_nan=False))


def print_error(error: ProjectError) -> None:
    """Print what is wrong, and what to do about it."""
    typer.echo(f"error: {error.message}", err=True)
    if error.hint:
        typer.echo(f"hint: {error.hint}", err=True)


@contextmanager
def progress(text: str) -> Iterator[None]:
    """Show on a terminal that work is under way."""
    from rich.console import Console

    with Console(stderr=True).status(f"{text} ..."):
        yield


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; texts are shown as they are, brackets are not markup."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", box=box.SIMPLE)
    for place, column in enumerate(columns):
        numeric = rows and isinstance(rows[0][place], int)
        table.add_column(column, justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(Text(str(value)) for value in row))
    Console().print(table)
