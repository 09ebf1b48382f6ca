"""`scaffold recover` and `scaffold undo`."""

from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.options import ProjectPath
from scaffold.errors.exit_codes import ExitCode
from scaffold.errors.wording import count

Unverified = Annotated[
    bool, typer.Option("--unverified", help="Accept a journal that was written on another machine")
]


def recover_command(path: ProjectPath = Path(), unverified: Unverified = False) -> None:
    """Finish a command that was interrupted while it changed a project."""
    from scaffold import report
    from scaffold.verbs.recover import recover

    result = recover(path, unverified=unverified)
    if result is None:
        report.print_line("Nothing to recover")
        return
    hint = "; run `scaffold undo` to revert it" if result.can_undo else ""
    with report.after_work():
        report.print_line(f"Finished the interrupted command{hint}")
        report.print_skipped(result.skipped)
    if result.skipped:
        raise typer.Exit(ExitCode.CONFLICTS)


def undo_command(path: ProjectPath = Path(), unverified: Unverified = False) -> None:
    """Undo the last command that changed a project; a second `undo` redoes it."""
    from scaffold import report
    from scaffold.verbs.recover import undo

    paths = undo(path, unverified=unverified)
    with report.after_work():
        report.print_line(
            f"Restored {count(len(paths), 'file')}; run `scaffold undo` again to redo"
        )
