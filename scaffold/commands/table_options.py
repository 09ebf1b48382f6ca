"""Options of `scaffold new` for a project that learns from data of the user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from scaffold.verbs.new import OwnImages, OwnTable

FromTable = Annotated[
    Path | None,
    typer.Option("--from", metavar="PATH", help="Table, or folder of class folders with images"),
]
Target = Annotated[
    str | None, typer.Option("--target", metavar="COL", help="Column to predict (with `--from`)")
]
Task = Annotated[
    Literal["classification", "regression"] | None,
    typer.Option(
        "--task",
        metavar="classification|regression",
        help="Kind of target (default: detected)",
    ),
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


def own_data(
    path: Path | None,
    target: str | None,
    task: Literal["classification", "regression"] | None,
    roles: Mapping[str, str | None],
    text: Sequence[str] | None,
) -> OwnTable | OwnImages | None:
    """Return the table or images that the options describe, or None without `--from`.

    Raises:
        typer.BadParameter: An option lacks `--from`, or does not fit images.
    """
    for_tables = {"task": task, **roles, "text": text}
    if path is None:
        _refuse({"target": target, **for_tables}, "requires `--from`")
        return None
    from scaffold.verbs.new import OwnImages, OwnTable

    if path.is_dir() or path.suffix.lower() == ".npz":
        _refuse(for_tables, "requires `--from` with a table")
        return OwnImages(path, target or "class")
    columns = {name: role for role, name in roles.items() if name}
    return OwnTable(path, target or "", task, {**columns, **dict.fromkeys(text or (), "text")})


def check_stack(own: OwnTable | OwnImages | None, stack: str | None, *, workshop: bool) -> None:
    """Refuse a stack that cannot learn from the data.

    Raises:
        typer.BadParameter: The stack does not fit.
    """
    if own is None:
        return
    fitting = ("lightning",) if own.kind != "table" else ("tabular", "tagifai", "ray", "lightning")
    if workshop or stack not in (None, *fitting):
        names = ", ".join(fitting)
        raise typer.BadParameter(f"requires a stack for {own.kind}: {names}", param_hint="--from")
    task, roles = getattr(own, "task", None), getattr(own, "roles", {})
    if stack in ("tagifai", "ray") and task == "regression":
        raise typer.BadParameter("requires `--stack tabular`", param_hint="--task")
    if stack == "lightning" and (task == "regression" or roles):
        hint = "--task" if task == "regression" else f"--{next(iter(roles.values()))}"
        raise typer.BadParameter("requires `--stack tabular` or `tagifai`", param_hint=hint)


def _refuse(options: Mapping[str, object], reason: str) -> None:
    """Refuse the first option that is given."""
    for name in (name for name, value in options.items() if value):
        raise typer.BadParameter(reason, param_hint=f"--{name}")
