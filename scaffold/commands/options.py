"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer


def _trust(context: typer.Context, addresses: list[str] | None) -> list[str] | None:
    if addresses:
        from scaffold.template.trusted_addresses import trusting

        context.with_resource(trusting(addresses))
    return addresses


ProjectPath = Annotated[Path, typer.Argument(metavar="PATH", help="Folder of the project.")]
Data = Annotated[
    list[str] | None,
    typer.Option("-d", "--data", metavar="KEY=VALUE", help="An answer; may be repeated."),
]
To = Annotated[
    str | None,
    typer.Option("--to", "--release", metavar="REF", help="Target release (default: latest)"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result for machines.")]
AllowDirty = Annotated[
    bool, typer.Option("--allow-dirty", help="Go on although changes are not committed.")
]
DryRun = Annotated[
    bool, typer.Option("-n", "--dry-run", "--pretend", help="Show the plan, change nothing.")
]
StackName = Annotated[
    str | None, typer.Option("--stack", metavar="STACK", help="What fills the stages.")
]
Layout = Annotated[
    str | None, typer.Option("--layout", metavar="package|flat", help="Where the stages stand.")
]
Features = Annotated[
    str | None,
    typer.Option("--features", metavar="A,B|all|none", help="Optional parts of the project."),
]
TemplateAddress = Annotated[
    str | None,
    typer.Option("--template", metavar="SRC", help="Another template: folder or git URL."),
]
Trust = Annotated[
    list[str] | None,
    typer.Option(
        "--trust",
        metavar="ADDRESS",
        callback=_trust,
        help="Trust the template at ADDRESS in this run (repeatable)",
    ),
]
ReleaseReference = Annotated[
    str | None,
    typer.Option("--release", "--to", metavar="REF", help="Release, or tag or branch of SRC."),
]
