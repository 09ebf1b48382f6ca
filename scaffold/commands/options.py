"""Arguments and options shared by several commands."""

from pathlib import Path
from typing import Annotated

import typer


def _trust(context: typer.Context, addresses: list[str] | None) -> list[str] | None:
    if addresses:
        from scaffold.verbs.trust import trusting

        context.with_resource(trusting(addresses))
    return addresses


ProjectPath = Annotated[Path, typer.Argument(metavar="PATH", help="Project folder")]
Data = Annotated[
    list[str] | None,
    typer.Option(
        "-d",
        "--data",
        metavar="KEY=VALUE",
        help="Answer a question, as in `-d license=MIT` (repeatable)",
    ),
]
To = Annotated[
    str | None,
    typer.Option("--to", "--release", metavar="REF", help="Target release (default: latest)"),
]
# The answers file of a project with one template.
ANSWERS_FILE = ".copier-answers.yml"
AnswersFile = Annotated[
    str,
    typer.Option(
        "-a", "--answers-file", metavar="FILE", help="Answers file of one of several templates"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON")]
AllowDirty = Annotated[bool, typer.Option("--allow-dirty", help="Allow uncommitted changes")]
DryRun = Annotated[
    bool,
    typer.Option("-n", "--dry-run", "--pretend", help="Show the plan without applying it"),
]
Prove = Annotated[
    bool,
    typer.Option("--prove", help="Run the project's checks, and refuse what breaks them"),
]
ProveLimit = Annotated[
    float,
    typer.Option("--prove-limit", metavar="SECONDS", min=1, help="Time limit of each check"),
]
StackName = Annotated[
    str | None,
    typer.Option("--stack", metavar="STACK", help="Template stack (see `scaffold list`)"),
]
Layout = Annotated[
    str | None,
    typer.Option(
        "--layout",
        metavar="package|flat",
        help="Source layout: `src/<package>/` or `src/`",
    ),
]
Features = Annotated[
    str | None,
    typer.Option("--features", metavar="A,B|all|none", help="Features to include"),
]
TemplateAddress = Annotated[
    str | None,
    typer.Option("--template", metavar="SRC", help="Path or Git URL of another template"),
]
Trust = Annotated[
    list[str] | None,
    typer.Option(
        "--trust",
        metavar="ADDRESS",
        callback=_trust,
        help="Trust the template at ADDRESS for this command (repeatable)",
    ),
]
ReleaseReference = Annotated[
    str | None,
    typer.Option(
        "--release",
        "--to",
        metavar="REF",
        help="Template release, or a tag or branch of `--template`",
    ),
]
