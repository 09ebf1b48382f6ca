"""Progress of verbs: a caller can show each step, and by default nothing is shown."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Progress(Protocol):
    """Show one step of a verb while it runs."""

    def __call__(self, step: str, /) -> AbstractContextManager[None]:
        """Return a context that shows the step, such as "Rendering the template"."""
        ...


def silent(_step: str, /) -> AbstractContextManager[None]:
    """Show nothing."""
    return nullcontext()
