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
    from scaffold.apply.journal import recover
    from scaffold.apply.state import can_undo, check_folder, is_interrupted

    folder = path.absolute()
    check_folder(folder)
    if not is_interrupted(folder):
        report.print_line("Nothing was interrupted here.")
        return
    skipped = recover(folder, unverified=unverified)
    done = "The interrupted command is finished"
    hint = "; `scaffold undo` reverts it" if can_undo(folder) else ""
    with report.after_work():
        report.print_line(f"{done}{hint}.")
        report.print_skipped(skipped)
    if skipped:
        raise typer.Exit(ExitCode.CONFLICTS)


def undo_command(path: ProjectPath = Path(), unverified: Unverified = False) -> None:
    """Take back the last update; undo again to bring it forth."""
    from scaffold import report
    from scaffold.apply.journal import undo
    from scaffold.apply.state import check_at_rest, check_folder

    folder = path.absolute()
    check_folder(folder)
    check_at_rest(folder)
    paths = undo(folder, unverified=unverified)
    with report.after_work():
        report.print_line(f"{len(paths)} files are as before the last command.")
