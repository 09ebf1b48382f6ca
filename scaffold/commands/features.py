"""`scaffold add` and `scaffold remove`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scaffold.commands.options import (
    ANSWERS_FILE,
    AllowDirty,
    AnswersFile,
    AsJson,
    DryRun,
    ProjectPath,
    Prove,
    ProveLimit,
    Trust,
)
from scaffold.commands.update import carry_out, print_result
from scaffold.verbs.proved_change import PROVE_LIMIT

if TYPE_CHECKING:
    from scaffold.verbs.update import UpdateRequest

Feature = Annotated[
    str, typer.Argument(metavar="FEATURE", help="Name of a feature (see `scaffold list`)")
]
To = Annotated[
    str | None,
    typer.Option("--to", "--release", metavar="REF", help="Target release (default: current)"),
]


def add_command(
    feature: Feature,
    path: ProjectPath = Path(),
    to: To = None,
    answers_file: AnswersFile = ANSWERS_FILE,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
    prove: Prove = False,
    prove_limit: ProveLimit = PROVE_LIMIT,
    _trust: Trust = None,
) -> None:
    """Add a feature to a project."""
    from scaffold.verbs.update import UpdateRequest

    request = UpdateRequest(
        path,
        to,
        allow_dirty=allow_dirty,
        dry_run=dry_run,
        prove=prove,
        prove_limit=prove_limit,
        answers_file=answers_file,
    )
    _change(feature, request, wanted=True, as_json=as_json)


def remove_command(
    feature: Feature,
    path: ProjectPath = Path(),
    to: To = None,
    answers_file: AnswersFile = ANSWERS_FILE,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
    prove: Prove = False,
    prove_limit: ProveLimit = PROVE_LIMIT,
    _trust: Trust = None,
) -> None:
    """Remove a feature, keeping files you edited."""
    from scaffold.verbs.update import UpdateRequest

    request = UpdateRequest(
        path,
        to,
        allow_dirty=allow_dirty,
        dry_run=dry_run,
        prove=prove,
        prove_limit=prove_limit,
        answers_file=answers_file,
    )
    _change(feature, request, wanted=False, as_json=as_json)


def _change(feature: str, request: UpdateRequest, *, wanted: bool, as_json: bool) -> None:
    from scaffold import report
    from scaffold.verbs.features import choose_feature
    from scaffold.verbs.update import UpdateRequest

    with report.progress("Reading the template"):
        chosen = choose_feature(request, feature, wanted=wanted)
    if isinstance(chosen, UpdateRequest):
        carry_out(chosen, as_json=as_json, may_ask=not (request.dry_run or as_json))
    elif as_json:
        print_result(chosen, as_json=True)
    else:
        state = "already" if wanted else "not"
        report.print_line(f"Feature `{feature}` is {state} enabled")
