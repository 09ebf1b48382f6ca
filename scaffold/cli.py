"""The command line. Heavy imports are inside the commands, which keeps `--help` fast."""

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
from scaffold.commands.converting import dependencies_command
from scaffold.commands.diff import diff_command
from scaffold.commands.doctor import doctor_command
from scaffold.commands.features import add_command, remove_command
from scaffold.commands.fleet import fleet
from scaffold.commands.help_pages import CommandGroup
from scaffold.commands.list import list_command
from scaffold.commands.move import move_command
from scaffold.commands.new import new_command
from scaffold.commands.notebook import notebook
from scaffold.commands.own import follow_command, own_command
from scaffold.commands.recover import recover_command, undo_command
from scaffold.commands.status import status_command
from scaffold.commands.trust import trust_command
from scaffold.commands.update import update_command
from scaffold.commands.workshop import workshop
from scaffold.errors import FileAccessError, ScaffoldError
from scaffold.errors.exit_codes import ExitCode

app = CommandGroup(
    name="scaffold",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # Help in frames takes twice the time of help without.
    help="Create and update machine-learning projects",
)
app.command("new", help="Create a project")(new_command)
app.command("list", help="List stacks, features and releases")(list_command)
app.command("adopt", help="Adopt an existing repository without changing your files")(adopt_command)
app.command("move", help="Move modules into a stage and rewrite all references")(move_command)
app.command("dependencies", help="Declare all dependencies in `pyproject.toml`")(
    dependencies_command
)
app.command("update", help="Update a project to a newer release or to new answers")(update_command)
app.command("diff", help="Show the changes and conflicts of an update")(diff_command)
app.command("add", help="Add a feature to a project")(add_command)
app.command("remove", help="Remove a feature, keeping files you edited")(remove_command)
app.command("own", help="Keep files or folders out of updates")(own_command)
app.command("follow", help="Let updates change files or folders again")(follow_command)
app.command("check", help="Check for updates and drift")(check_command)
app.command("doctor", help="Find common ML problems in any repository")(doctor_command)
app.command("status", help="Show how files differ from the template")(status_command)
app.command("recover", help="Finish an interrupted command")(recover_command)
app.command("undo", help="Undo the last change; run again to redo it")(undo_command)
app.command("trust", help="Trust a template, or list the trusted ones")(trust_command)
app.add_typer(fleet, name="fleet")
app.add_typer(notebook, name="notebook")
app.add_typer(workshop, name="workshop")


# New objects after which Python looks for garbage; the default is 700.
_GARBAGE_THRESHOLD = 100_000
# Base class of all usage errors; Typer does not export it.
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__base__)


def main() -> None:
    """Run the command line; the one handler that turns errors into exit codes."""
    signal.signal(signal.SIGTERM, _leave)
    # Imports create many objects that stay; by default, each collection visits them again.
    gc.set_threshold(_GARBAGE_THRESHOLD)
    # The process is about to end, so a last garbage collection would be wasted time.
    atexit.register(gc.freeze)
    _spell_out_unencodable()
    sys.excepthook, warnings.showwarning = _report_crash, _show_warning
    try:
        # Typer would print usage errors itself, with the control characters of an argument.
        code = typer.main.get_command(app)(prog_name="scaffold", standalone_mode=False)
        sys.stdout.flush()  # A failure at interpreter shutdown would print Python's own message.
        sys.exit(code)
    except _UsageError as error:
        _fail_usage(error)
    except ScaffoldError as error:
        _fail(error)
    except typer.Abort:  # Ctrl-C or end of input at a prompt.
        sys.exit(ExitCode.INTERRUPTED)
    except OSError as error:  # No command expects it: an unreadable file, a full disk.
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
    from scaffold.report.crash import report_crash

    report_crash(error)


def _show_warning(message: Warning | str, *_location: object, **_line: object) -> None:
    from scaffold.report import print_note

    print_note(f"warning: {message}")


def _spell_out_unencodable() -> None:
    """Escape the characters that the encoding of a terminal or a file lacks."""
    streams = (sys.stdout, sys.stderr)
    for stream in [each for each in streams if isinstance(each, io.TextIOWrapper)]:
        stream.reconfigure(errors="backslashreplace")


def _leave(number: int, _frame: FrameType | None) -> None:
    """Unwind as after Ctrl-C, which reverts unfinished work."""
    sys.exit(128 + number)


def _print_version(is_set: bool) -> None:
    if is_set:
        typer.echo(f"scaffold {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit"
        ),
    ] = False,
) -> None:
    pass
