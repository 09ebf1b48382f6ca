"""The command line. Heavy imports happen inside the commands, so that help comes at once."""

import atexit
import gc
import io
import signal
import sys
import warnings
from types import FrameType, TracebackType
from typing import Annotated, NoReturn, cast

import typer

from scaffold import __version__
from scaffold.commands.adopt import adopt_command
from scaffold.commands.check import check_command
from scaffold.commands.diff import diff_command
from scaffold.commands.doctor import doctor_command
from scaffold.commands.features import add_command, remove_command
from scaffold.commands.list import list_command
from scaffold.commands.new import new_command
from scaffold.commands.notebook import notebook
from scaffold.commands.recover import recover_command, undo_command
from scaffold.commands.status import status_command
from scaffold.commands.trust import trust_command
from scaffold.commands.update import update_command
from scaffold.commands.workshop import workshop
from scaffold.errors import FileAccessError, ScaffoldError
from scaffold.exit_codes import ExitCode

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
app.command("trust")(trust_command)
app.add_typer(notebook, name="notebook")
app.add_typer(workshop, name="workshop")


# Base of all errors of a command line; Typer gives no name to it.
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__base__)


def main() -> None:
    """Run the command line; the one handler that turns errors into exit codes."""
    signal.signal(signal.SIGTERM, _leave)
    # At the end the memory goes back as a whole, and Python need not look through it first.
    atexit.register(gc.freeze)
    _spell_out_unencodable()
    sys.excepthook, warnings.showwarning = _report_crash, _show_warning
    try:
        # Typer alone would print usage errors itself, with whatever a user gave as it is.
        code = typer.main.get_command(app)(prog_name="scaffold", standalone_mode=False)
        sys.stdout.flush()  # Where this fails, Python would say so in its own words at its end.
        sys.exit(code)
    except _UsageError as error:
        _fail_usage(error)
    except ScaffoldError as error:
        _fail(error)
    except typer.Abort:  # Ctrl-C, or the end of the input, at a question.
        sys.exit(ExitCode.INTERRUPTED)
    except OSError as error:  # What no command expects: a file that may not be read, a full disk.
        _fail(FileAccessError(error))


def _fail(error: ScaffoldError) -> NoReturn:
    from scaffold.report import print_error

    print_error(error)
    sys.exit(error.exit_code)


def _fail_usage(error: typer.BadParameter) -> NoReturn:
    from scaffold.report import print_usage_error

    print_usage_error(error)
    sys.exit(error.exit_code)


def _report_crash(
    _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    from scaffold.report import report_crash

    report_crash(error)


def _show_warning(message: Warning | str, *_place: object, **_line: object) -> None:
    from scaffold.report import print_note

    print_note(f"warning: {message}")


def _spell_out_unencodable() -> None:
    """Spell out the characters that the encoding of a terminal or a file does not have."""
    streams = (sys.stdout, sys.stderr)
    for stream in [each for each in streams if isinstance(each, io.TextIOWrapper)]:
        stream.reconfigure(errors="backslashreplace")


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
