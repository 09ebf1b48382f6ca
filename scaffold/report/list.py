"""The report of `scaffold list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.report.console import align, print_line

if TYPE_CHECKING:
    from scaffold.verbs.list import ListResult


def print_choices(listed: ListResult) -> None:
    """Print the stacks, features and releases."""
    groups = (
        ("Stacks", listed.stacks),
        ("Features", listed.features),
        ("Releases", listed.releases),
    )
    for title, choices in groups:
        print_line((title, "bold"))
        for name, choice in zip(align(each.name for each in choices), choices, strict=True):
            print_line("  ", (name, "green"), f"  {choice.summary}")
