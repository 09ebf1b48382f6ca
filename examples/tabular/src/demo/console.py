"""What every command prints: results on stdout, progress and errors on stderr."""

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text
from typer.core import TyperGroup

from .errors import ProjectError


class Commands(TyperGroup):
    """Print an error that the user can fix as one line and a hint, without a traceback."""

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


def print_error(error: ProjectError) -> None:
    """Print what is wrong, and what to do about it."""
    typer.echo(f"error: {error.message}", err=True)
    if error.hint:
        typer.echo(f"hint: {error.hint}", err=True)


def progress(text: str) -> AbstractContextManager[object]:
    """Show on a terminal that work is in progress."""
    return Console(stderr=True).status(f"{text} ...")


def print_json(value: object) -> None:
    """Print a value as JSON; in ASCII, so that no terminal can garble it."""
    typer.echo(json.dumps(value, indent=2, allow_nan=False))


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; cells are shown as they are, brackets are not markup."""
    heading = Text(title, no_wrap=True, overflow="ignore") if title else None
    table = Table(title=heading, title_justify="left", box=box.SIMPLE)
    for column in columns:
        table.add_column(Text(column))
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def print_scores(
    title: str, first: str, rows: Mapping[str, Mapping[str, float]], most: int = 4
) -> None:
    """Print the first few scores of several things, a standard error behind its score."""
    if not rows:
        typer.echo(f"{title}: none")
        return
    keys = [key for key in next(iter(rows.values())) if not key.endswith("_error")][:most]
    cells = [[name, *(_score(scores, key) for key in keys)] for name, scores in rows.items()]
    print_table(title, [first, *keys], cells)


def print_predictions(predictions: Sequence[Mapping[str, Any]]) -> None:
    """Print one prediction per row."""
    rows = [[_shown(value) for value in prediction.values()] for prediction in predictions]
    print_table("", list(predictions[0]), rows)


def _score(scores: Mapping[str, float], key: str) -> str:
    """Return a score, with its standard error if that is known."""
    if key not in scores:
        return ""
    value = f"{scores[key]:,.0f}" if key == "rows" else f"{scores[key]:,.3f}"
    error = scores.get(f"{key}_error")
    return value if error is None else f"{value} ± {error:,.3f}"


def _shown(value: Any) -> str:
    """Return a value of a prediction."""
    if isinstance(value, dict):
        ranked = sorted(value.items(), key=lambda item: -item[1])[:3]
        return ", ".join(f"{name} {share:.3f}" for name, share in ranked)
    if value is None:
        return "no answer"
    return f"{value:,.5g}" if isinstance(value, float) else str(value)
