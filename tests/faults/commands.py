"""Run the command line for trials: the real one, in a process that has loaded everything."""

import io
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

import typer.main

import scaffold.template.archives.packing
import scaffold.template.git_bundle
import scaffold.template.unpacking
import scaffold.verbs.adopt
import scaffold.verbs.features
import scaffold.verbs.update
from scaffold.cli import main
from tests.faults.faults import Ended, try_with_fault

# What looks at the project and at the template, and comes before the first change.
_PLANNING: tuple[tuple[Any, str], ...] = (
    (scaffold.verbs.adopt, "find_answers"),
    (scaffold.verbs.adopt, "plan_first"),
    (scaffold.verbs.features, "choose_feature"),
    (scaffold.verbs.update, "plan"),
)
noted: dict[str, Any] = {}
_recalled: dict[str, Any] = {}


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; print what the interpreter would print."""
    sys.argv = ["scaffold", *arguments]
    try:
        main()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:  # noqa: BLE001 - this is the end of the process
        traceback.print_exc()
    return 1


def run_here(arguments: Sequence[str], plans: Mapping[str, Any] | None = None) -> Ended:
    """Run a command in this process, undisturbed.

    Args:
        arguments: What is typed.
        plans: What planning comes to in this world, where it is not to be planned anew.
    """
    printed = io.StringIO()
    before = signal.getsignal(signal.SIGTERM)
    _recalled.update(plans or {})
    with redirect_stdout(printed), redirect_stderr(printed):
        code = run(arguments)
    _recalled.clear()
    signal.signal(signal.SIGTERM, before)
    return Ended(code, printed.getvalue(), 0, "")


def run_with_fault(
    arguments: Sequence[str],
    world: Path,
    fault: str,
    at: int = 0,
    plans: Mapping[str, Any] | None = None,
) -> Ended:
    """Run a command in a process of its own, where the fault meets it at a change of the world.

    Args:
        arguments: What is typed.
        world: The folder whose changes count.
        fault: What happens.
        at: At which change; 0 is at none.
        plans: What planning comes to in this world, as it was found before.
    """

    def work() -> int:
        _recalled.update(plans or {})
        return run(arguments)

    return try_with_fault(work, fault, at, world)


def note_plans() -> None:
    """Note from now on in `noted` what planning comes to.

    Planning is the same in every trial that begins with the same world, and it takes longer than
    all changes. So a process that is to be disturbed is told the plan; one that does a work again
    plans anew, or does so in some of the trials where there are very many.
    """

    def noting(name: str, plan: Callable[..., Any]) -> Callable[..., Any]:
        def plan_or_recall(*arguments: Any, **options: Any) -> Any:
            if name in _recalled:
                return _recalled[name]
            noted[name] = plan(*arguments, **options)
            return noted[name]

        return plan_or_recall

    for module, name in _PLANNING:
        setattr(module, name, noting(f"{module.__name__}.{name}", getattr(module, name)))


def look_once(home: Path) -> None:
    """Look only once at what is the same in all trials, because they change nothing of it.

    That is the command line's own structure, the releases, and what follows from them alone.

    Args:
        home: The home of which no trial changes anything.
    """
    typer.main.get_command = cache(typer.main.get_command)
    repository: Any = scaffold.template.git_bundle
    repository.read_template = cache(repository.read_template)
    for name in ("_bundle", "_references"):
        setattr(repository, name, _once(getattr(repository, name)))
    packing: Any = scaffold.template.archives.packing
    packing.unpack = cache(packing.unpack)
    unpacking: Any = scaffold.template.unpacking
    is_intact = unpacking._is_intact
    intact = set[Path]()

    def is_intact_once(place: Path, archive: Any) -> bool:
        if place in intact:
            return True
        found: bool = is_intact(place, archive)
        if found and home in place.parents:
            intact.add(place)
        return found

    unpacking._is_intact = is_intact_once


def _once(function: Callable[..., Any]) -> Callable[..., Any]:
    """Call a function once; its arguments are the same in all trials."""
    found: list[Any] = []

    def known(*arguments: Any) -> Any:
        if not found:
            found.append(function(*arguments))
        return found[0]

    return known


def hide_git() -> None:
    """Do without git: asking it whether there is a repository takes most of a trial's time."""
    os.environ["PATH"] = os.devnull
