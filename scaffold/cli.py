"""The command line. Heavy imports happen inside the commands, so that help comes at once."""

import atexit
import gc
import io
import signal
import sys
from types import FrameType
from typing import Annotated, NoReturn

import typer

from scaffold import __version__
from scaffold.commands.adopt import adopt_command
from scaffold.commands.check import check_command
from scaffold.commands.diff import diff_command
from scaffold.commands.doctor import doctor_command
from scaffold.commands.features import add_command, remove_command
from scaffold.commands.list import list_command
from scaffold.commands.new import new_command
from scaffold.commands.recover import recover_command, undo_command
from scaffold.commands.status import status_command
from scaffold.commands.update import update_command
from scaffold.commands.workshop import workshop
from scaffold.errors import FileAccessError, ScaffoldError

app = typer.Typer(
    name="scaffold",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # Help in frames takes twice the time of help without.
    help="Make machine-learning repositories that work on the first day.",
)
app.command("new")(new_command)
app.command("list")(list_command)
app.command("adopt")(adopt_command)
app.command("update")(update_command)
app.command("diff")(diff_command)
app.command("add")(add_command)
app.command("remove")(remove_command)
app.command("check")(check_command)
app.command("doctor")(doctor_command)
app.command("status")(status_command)
app.command("recover")(recover_command)
app.command("undo")(undo_command)
app.add_typer(workshop, name="workshop")


def main() -> None:
    """Run the command line; the one handler that turns errors into exit codes."""
    signal.signal(signal.SIGTERM, _leave)
    # At the end the memory goes back as a whole, and Python need not look through it first.
    atexit.register(gc.freeze)
    _print_any_name()
    try:
        app(prog_name="scaffold")
    except ScaffoldError as error:
        _fail(error)
    except OSError as error:  # What no command expects: a file that may not be read, a full disk.
        _fail(FileAccessError(error))


def _fail(error: ScaffoldError) -> NoReturn:
    from scaffold.report import print_error

    print_error(error)
    sys.exit(error.exit_code)


def _print_any_name() -> None:
    """Spell out the bytes of names that are no text, which most terminals' settings would refuse.

    The spelling is the one of JSON, too.
    """
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")


def _leave(number: int, _frame: FrameType | None) -> None:
    """Unwind as after Ctrl-C, so that what was begun is taken back."""
    sys.exit(128 + number)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"scaffold {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    pass
