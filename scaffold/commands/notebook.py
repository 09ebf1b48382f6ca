"""`scaffold notebook`: notebooks into stages."""

from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.notebook_verify import verify_command
from scaffold.commands.options import AsJson

NotebookPath = Annotated[Path, typer.Argument(metavar="NOTEBOOK", help="Path of the notebook")]

notebook = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Move code from notebooks into stages"
)


@notebook.command("inspect", help="Show the stages in a notebook")
def inspect_command(path: NotebookPath, as_json: AsJson = False) -> None:
    """Show the stage of each unit of a notebook, with the evidence; no code runs."""
    from scaffold import report
    from scaffold.notebooks.inspection import inspect

    inspection = inspect(path)
    if as_json:
        report.print_json(inspection.as_json())
    else:
        report.print_inspection(inspection)


notebook.command("verify", help="Run both forms of a notebook and compare them")(verify_command)
