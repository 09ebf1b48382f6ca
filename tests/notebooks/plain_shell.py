"""Runs cells without IPython: written tests of notebooks find this as `IPython` in a project."""

from types import SimpleNamespace
from typing import Any


class InteractiveShell:
    """The few parts of a shell that such a test uses."""

    def __init__(self) -> None:
        self.user_ns: dict[str, Any] = {"__name__": "__main__", "In": []}

    @classmethod
    def instance(cls, **_settings: object) -> "InteractiveShell":
        """Return a shell."""
        return cls()

    def run_cell(self, source: str, *, store_history: bool) -> SimpleNamespace:
        """Run a cell and return its error."""
        assert store_history
        try:
            exec(source, self.user_ns)  # noqa: S102 - a cell of a test
        except Exception as error:  # noqa: BLE001 - whatever a cell raises
            return SimpleNamespace(error_in_exec=error)
        return SimpleNamespace(error_in_exec=None)
