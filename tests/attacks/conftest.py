"""A command, traced: what it prints, and every program that is started on its behalf."""

import json
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path

import pytest

from tests.attacks.tracing import Trace, TraceAll, Traced, audit, has_strace, trace
from tests.conftest import REPOSITORY
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

    def run(*arguments: str | Path, timeout: float = 120, **settings: str) -> Traced:
        return _look(tmp_path_factory)("scaffold", arguments, settings=settings, timeout=timeout)

    return run


@pytest.fixture
def traced_all(tmp_path_factory: pytest.TempPathFactory) -> TraceAll:
    """Run several commands, each a list of words, in one process, which takes less time."""

    def run(*commands: Sequence[str], timeout: float = 300, **settings: str) -> Traced:
        settings = {"PYTHONPATH": str(REPOSITORY), **settings}
        words, module = [json.dumps(commands)], "tests.attacks.commands"
        found = _look(tmp_path_factory)(module, words, settings=settings, timeout=timeout)
        assert len(found.exit_codes) == len(commands), found.finished
        return found

    return run


def _look(factory: pytest.TempPathFactory) -> Callable[..., Traced]:
    base = factory.getbasetemp()
    base.mkdir(exist_ok=True)
    return partial(trace if _traces(base) else audit, folder=factory.mktemp("trace"))
