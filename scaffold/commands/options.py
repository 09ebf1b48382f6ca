"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

ProjectPath = Annotated[Path, typer.Argument(metavar="[PATH]", help="Folder of the project.")]
Data = Annotated[
    list[str] | None,
    typer.Option("-d", "--data", metavar="KEY=VALUE", help="An answer; may be repeated."),
]
To = Annotated[
    str | None, typer.Option("--to", metavar="REF", help="Release to go to; else the newest.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result for machines.")]
AllowDirty = Annotated[
    bool, typer.Option("--allow-dirty", help="Go on although changes are not committed.")
]
DryRun = Annotated[
    bool, typer.Option("-n", "--dry-run", "--pretend", help="Show the plan, change nothing.")
]
