"""`scaffold recover` and `scaffold undo`."""

from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.options import ProjectPath
from scaffold.exit_codes import ExitCode

Unverified = Annotated[
    bool, typer.Option("--unverified", help="Accept a journal that was written elsewhere.")
]


def recover_command(path: ProjectPath = Path(), unverified: Unverified = False) -> None:
    """Finish a command that was interrupted while it changed the project."""
    from scaffold import report
    from scaffold.verbs.recover import recover

    result = recover(path, unverified=unverified)
    if result is None:
        report.print_line("Nothing was interrupted here.")
        return
    done = "The interrupted command is finished"
    hint = "; `scaffold undo` reverts it" if result.can_undo else ""
    with report.after_work():
        report.print_line(f"{done}{hint}.")
        report.print_skipped(result.skipped)
    if result.skipped:
        raise typer.Exit(ExitCode.CONFLICTS)


def undo_command(path: ProjectPath = Path(), unverified: Unverified = False) -> None:
    """Take back the last update; undo again to bring it forth."""
    from scaffold import report
    from scaffold.verbs.recover import undo

    paths = undo(path, unverified=unverified)
    with report.after_work():
        report.print_line(f"{len(paths)} files are as before the last command.")
