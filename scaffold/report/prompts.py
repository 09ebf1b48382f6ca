"""The prompts of templates, which Copier shows with prompt_toolkit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from scaffold.report.console import confirm, progress
from scaffold.report.plain import spell


class _Spelled(dict[str, str]):
    """Display mappings of characters; prompt_toolkit itself only escapes control characters."""

    def __contains__(self, text: object) -> bool:
        """Return whether a character is escaped."""
        return super().__contains__(text) or not str(text).isprintable()

    def __missing__(self, text: str) -> str:
        """Return the escaped character."""
        return spell(text)


def steps(*, ask: bool) -> Callable[[str], AbstractContextManager[None]]:
    """Return how to show the steps of a verb; a spinner would get in between its questions."""
    return (lambda _step: asking()) if ask else progress


def confirm_trust(address: str) -> bool:
    """Ask whether to trust a template; without a terminal the answer is no."""
    return confirm(f"Trust the template {address}?")


@contextmanager
def asking() -> Iterator[None]:
    """Escape unsafe characters in questions, choices and defaults while Copier asks."""
    from prompt_toolkit.layout.screen import Char

    shown = Char.display_mappings
    Char.display_mappings = _Spelled(shown)
    try:
        yield
    finally:
        Char.display_mappings = shown
