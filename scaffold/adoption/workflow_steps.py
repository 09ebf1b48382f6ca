"""The commands of a workflow that checks the code of a repository as it is. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scaffold.adoption.clues import Clues
from scaffold.adoption.contents import Contents
from scaffold.adoption.facts import allowed_minors, declared_pythons
from scaffold.adoption.kinds_of_files import CI
from scaffold.project.gates.passing_rules import LintRules

# The answer with these commands.
CHECKS = "checks"
# The files of the template that run them.
WORKFLOWS = frozenset({".github/workflows/checks.yml", ".gitlab-ci.yml"})
# The images of a forge have no older Python, and packages do not have newer ones at once.
_PYTHONS = range(8, 14)
_REQUIREMENTS = re.compile(
    r"(requirements[-_.]?)?(dev|test|tests|testing)?([-_.]?requirements)?\.txt|requirements/\w+\.txt"
)
_OF_DEVELOPMENT = re.compile(r"dev|test")
# Steps of recipes install what they need.
_BRINGS_ITS_OWN = {"tox": "tox", "nox": "nox", "just": "rust-just"}


@dataclass(frozen=True, slots=True)
class WorkflowSteps:
    """What a workflow runs.

    Attributes:
        pythons: The oldest and the newest version of Python.
        install: Commands that install the repository.
        run: Commands that check it.
        reason: What they come from.
    """

    pythons: tuple[str, ...]
    install: tuple[str, ...]
    run: tuple[str, ...]
    reason: str

    def as_answer(self) -> dict[str, Any]:
        """Return the answer `checks`."""
        return {
            "pythons": [*self.pythons],
            "install": [*self.install],
            "run": [*self.run],
        }


def find_steps(clues: Clues, contents: Contents, lint: LintRules) -> WorkflowSteps | None:
    """Return the steps of a workflow; None if there is one, or nothing to run or to install.

    Args:
        clues: The repository.
        contents: What its files say.
        lint: Lint rules that its code passes; none for no such step.
    """
    if any(CI.fullmatch(path) for path in clues.files):
        return None
    pythons, install = _choose_pythons(clues), tuple(_list_installs(clues))
    test, source = contents.test_command
    run = (*_lint(lint.passing), *([_as_module(test)] if test else []))
    if not pythons or not install or not run:
        return None
    tools = [*(["ruff"] if lint.passing else []), *_list_tools(test)]
    more = (f"python -m pip install {' '.join(tools)}",) if tools else ()
    return WorkflowSteps(pythons, (*install, *more), run, _explain(source, lint))


def _explain(source: str, lint: LintRules) -> str:
    """Return where the test command is from, and which lint rules can come next."""
    later = [f"{group} ({count:,})" for group, count in lint.later]
    known = f"{source or 'usual'} test command"
    return f"{known}; lint rules to add, with findings: {', '.join(later)}" if later else known


def _choose_pythons(clues: Clues) -> tuple[str, ...]:
    """Return the oldest and the newest Python that all declarations allow."""
    allowed = [set(allowed_minors(said)) for _, said in declared_pythons(clues)]
    minors = sorted(set(_PYTHONS).intersection(*allowed)) if allowed else []
    return tuple(dict.fromkeys(f"3.{minor}" for minor in [*minors[:1], *minors[-1:]]))


def _list_installs(clues: Clues) -> Iterator[str]:
    """Yield the commands that install the repository, from what it declares at the top."""
    pip = "python -m pip install"
    tables = {table for _, made in clues.metadata for table in made.tables}
    if "poetry" in tables and not any(made.lists_requirements for _, made in clues.metadata):
        yield f"{pip} poetry"
        yield "poetry config virtualenvs.create false"
        yield "poetry install --no-interaction"
        return
    top = sorted(path for path in clues.files if path.count("/") <= 1)
    files = [path for path in top if _REQUIREMENTS.fullmatch(path)]
    main = [path for path in files if not _OF_DEVELOPMENT.search(path)]
    packaged = any(made.packaged for _, made in clues.metadata)
    chosen = [*(main[:1] if not packaged else []), *(set(files) - set(main))]
    yield from (f"{pip} --requirement {path}" for path in sorted(chosen))
    if packaged:
        yield f"{pip} --editable ."


def _lint(rules: Sequence[str]) -> list[str]:
    return [f"ruff check --isolated --select {','.join(rules)} ."] if rules else []


def _as_module(test: str) -> str:
    """Return a command that also finds modules at the top, as `python -m` does."""
    return f"python -m {test}" if test.split()[0] in ("pytest", "unittest") else test


def _list_tools(test: str) -> list[str]:
    words = test.split()
    if "pytest" in words:
        return ["pytest"]
    return [_BRINGS_ITS_OWN[words[0]]] if words and words[0] in _BRINGS_ITS_OWN else []
