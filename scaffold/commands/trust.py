"""`scaffold trust`."""

from typing import Annotated

import typer

Address = Annotated[
    str | None,
    typer.Argument(metavar="ADDRESS", help="Address of a template, or a prefix that ends with `/`"),
]


def trust_command(
    address: Address = None,
    remove: Annotated[bool, typer.Option("--remove", help="Stop trusting ADDRESS")] = False,
    show: Annotated[bool, typer.Option("--list", help="List the trusted addresses")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
) -> None:
    """Trust the template at an address: commands may then render it."""
    from scaffold import report
    from scaffold.verbs.trust import list_trusted, trust, untrust

    if (address is None) == (not show):
        raise typer.BadParameter("use either an address or `--list`", param_hint="ADDRESS")
    if remove and address is None:
        raise typer.BadParameter("requires an address", param_hint="--remove")
    if address is not None:
        if remove:
            entry, was_trusted = untrust(address)
            done = "No longer trusted" if was_trusted else "Was not trusted"
        else:
            entry, done = trust(address), "Trusted"
    if as_json:
        report.print_json({"trusted": list_trusted()})
    elif address is not None:
        report.print_line(f"{done}: {entry}")
    else:
        for entry in list_trusted():
            report.print_line(entry)
