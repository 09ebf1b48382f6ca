"""How a verb tells what it is doing: a caller may show it, and by default nothing is shown."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Progress(Protocol):
    """Show one step of a verb while it runs."""

    def __call__(self, step: str, /) -> AbstractContextManager[None]:
        """Return a context in which the step, a participle such as "Rendering", is shown."""
        ...


def silent(_step: str, /) -> AbstractContextManager[None]:
    """Show nothing."""
    return nullcontext()
