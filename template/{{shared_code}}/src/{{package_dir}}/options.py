"""Options of `serve` that all stacks share."""

from typing import Annotated

import typer

Host = Annotated[
    str, typer.Option(help="The address to listen on; 0.0.0.0 lets other machines in.")
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="0 for any that is free.")]
AllowedHosts = Annotated[
    list[str],
    typer.Option(
        "--allowed-host",
        envvar="ALLOWED_HOSTS",
        default_factory=list,
        help="Another name that requests may use for this machine; * allows any.",
    ),
]
Digest = Annotated[
    str | None,
    typer.Option(envvar="MODEL_DIGEST", help="Refuse a run with another digest than this one."),
]
