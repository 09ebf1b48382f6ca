"""Options of `scaffold new` for a project that learns from a table of the user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from scaffold.verbs.new import OwnTable

FromTable = Annotated[
    Path | None,
    typer.Option(
        "--from", metavar="FILE", help="Table to learn from: CSV, TSV, Parquet or JSON Lines"
    ),
]
Target = Annotated[
    str | None, typer.Option("--target", metavar="COL", help="Column to predict (with `--from`)")
]
Task = Annotated[
    Literal["classification", "regression"] | None,
    typer.Option("--task", help="Kind of target (default: detected)"),
]
TimeColumn = Annotated[
    str | None,
    typer.Option(
        "--time", metavar="COL", help="Column with times: the latest rows become the test set"
    ),
]
GroupColumn = Annotated[
    str | None,
    typer.Option("--group", metavar="COL", help="Column with groups, which splits keep together"),
]
IdColumn = Annotated[
    str | None, typer.Option("--id", metavar="COL", help="Column that identifies rows")
]
TextColumns = Annotated[
    list[str] | None, typer.Option("--text", metavar="COL", help="Column with text (repeatable)")
]


def own_table(
    file: Path | None,
    target: str | None,
    task: Literal["classification", "regression"] | None,
    roles: Mapping[str, str | None],
    text: Sequence[str] | None,
) -> OwnTable | None:
    """Return the table that the options describe, or None without `--from`.

    Raises:
        typer.BadParameter: An option lacks `--from`, or `--from` lacks `--target`.
    """
    if file is None:
        given = {"target": target, "task": task, **roles, "text": text}
        for name in (name for name, value in given.items() if value):
            raise typer.BadParameter("requires `--from`", param_hint=f"--{name}")
        return None
    if not target:
        raise typer.BadParameter("requires `--target`", param_hint="--from")
    from scaffold.verbs.new import OwnTable

    columns = {name: role for role, name in roles.items() if name}
    return OwnTable(file, target, task, {**columns, **dict.fromkeys(text or (), "text")})
