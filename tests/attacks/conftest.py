"""A command, traced: what it prints, and every program that is started on its behalf."""

from functools import cache
from pathlib import Path

import pytest

from tests.attacks.tracing import Trace, Traced, audit, has_strace, trace
from tests.update.conftest import outside, project

__all__ = ["outside", "project"]


@cache
def _traces(folder: Path) -> bool:
    return has_strace(folder)


@pytest.fixture
def traced(tmp_path_factory: pytest.TempPathFactory) -> Trace:
    """Run `scaffold` in a process, and return all programs it started, git's children included.

    ``traced("status", "demo", timeout=30, CI="true").strangers`` are those that are not git.
    """
    base = tmp_path_factory.getbasetemp()
    base.mkdir(exist_ok=True)
    look = trace if _traces(base) else audit

    def run(*arguments: str | Path, timeout: float = 120, **settings: str) -> Traced:
        return look(arguments, tmp_path_factory.mktemp("trace"), settings, timeout=timeout)

    return run
