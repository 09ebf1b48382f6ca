"""Arguments and options of the commands on a fleet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from scaffold.verbs.fleet_choice import ChoiceRequest

Projects = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PROJECT",
        help="Names in the list; without a list, folders, globs and URLs (`-`: standard input)",
    ),
]
ListFile = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", help="List of the fleet (default: `fleet.toml`)"),
]
Groups = Annotated[
    list[str] | None,
    typer.Option("-g", "--group", metavar="GROUP", help="Only this group (repeatable)"),
]
Shard = Annotated[
    str, typer.Option("--shard", metavar="I/N", help="Only part I of N, as in a job matrix")
]
States = Annotated[
    list[str] | None,
    typer.Option("-s", "--state", metavar="STATE", help="Only this state (repeatable)"),
]
Fetch = Annotated[
    bool | None,
    typer.Option("--fetch/--no-fetch", help="Fetch from remotes (default: for URLs only)"),
]

ForgeProgram = Annotated[
    str,
    typer.Option(
        "--pr", metavar="FORGE", help="Forge of pull requests: gh, glab, or a command with `{verb}`"
    ),
]


def read_choice(
    words: list[str] | None,
    file: Path | None,
    groups: list[str] | None = None,
    shard: str = "",
) -> ChoiceRequest:
    """Return which projects the arguments of a command choose."""
    from scaffold.verbs.fleet_choice import ChoiceRequest

    stdin = typer.get_text_stream("stdin")
    return ChoiceRequest(words or (), file, tuple(groups or ()), shard, stdin.read)
