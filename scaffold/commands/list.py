"""`scaffold list`."""

from typing import Annotated

import typer


def list_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
) -> None:
    """List stacks, features and releases."""
    from scaffold import report
    from scaffold.template.catalog import read_catalog
    from scaffold.template.releases import bundled_release

    catalog = read_catalog(bundled_release())
    report.print_json(catalog.as_json()) if as_json else report.print_catalog(catalog)
