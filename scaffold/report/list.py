"""The report of `scaffold list`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scaffold.report.console import align, print_line

if TYPE_CHECKING:
    from scaffold.template.catalog import Catalog, Choice


def print_catalog(catalog: Catalog) -> None:
    """Print the stacks, features and releases."""
    _print_choices("Stacks", catalog.stacks)
    _print_choices("Features", catalog.features)
    _print_choices("Releases", catalog.releases)


def _print_choices(title: str, choices: Sequence[Choice]) -> None:
    print_line((title, "bold"))
    for name, choice in zip(align(each.name for each in choices), choices, strict=True):
        print_line("  ", (name, "green"), f"  {choice.summary}")
