"""The questions of templates, which Copier asks with prompt_toolkit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scaffold.report.plain import spell


class _Spelled(dict[str, str]):
    """How characters are shown; prompt_toolkit itself spells out no more than controls."""

    def __contains__(self, text: object) -> bool:
        """Say whether a character is not shown as it is."""
        return super().__contains__(text) or not str(text).isprintable()

    def __missing__(self, text: str) -> str:
        """Return how it is shown."""
        return spell(text)


@contextmanager
def asking() -> Iterator[None]:
    """Show questions, choices and guesses with all characters that a terminal would obey."""
    from prompt_toolkit.layout.screen import Char

    shown = Char.display_mappings
    Char.display_mappings = _Spelled(shown)
    try:
        yield
    finally:
        Char.display_mappings = shown
