"""What a project can be made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape

from scaffold.report.console import output

if TYPE_CHECKING:
    from scaffold.catalog import Catalog, Choice


def print_catalog(catalog: Catalog) -> None:
    """Print what a project can be made of."""
    _print_choices("Stacks", catalog.stacks)
    _print_choices("Features", catalog.features)
    _print_choices("Releases", catalog.releases)


def _print_choices(title: str, choices: Sequence[Choice]) -> None:
    width = max(len(choice.name) for choice in choices)
    output.print(f"[bold]{title}[/]")
    for choice in choices:
        name = escape(choice.name.ljust(width))
        output.print(f"  [green]{name}[/]  {escape(choice.summary)}", soft_wrap=True)
