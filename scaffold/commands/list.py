"""`scaffold list`."""

from typing import Annotated

import typer


def list_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
) -> None:
    """List stacks, features and releases."""
    from scaffold import report
    from scaffold.verbs.list import list_choices

    listed = list_choices()
    report.print_json(listed.as_json()) if as_json else report.print_choices(listed)
