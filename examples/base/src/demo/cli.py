"""The commands. They parse, call and print; the work is in the stages."""

import platform
from typing import Annotated

import typer

from . import __version__

app = typer.Typer(
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_show_locals=False,  # they could be secrets
)


def _show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version"),
    ] = False,
) -> None:
    """Run a step of the project."""


@app.command()
def info() -> None:
    """Print the versions of the project and of Python, for a report of a problem."""
    typer.echo(f"project {__version__}")
    typer.echo(f"python {platform.python_version()}")
