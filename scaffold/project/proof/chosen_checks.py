"""Which checks prove a project: those that its settings name, or those of the tools it uses."""

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any

from scaffold.errors import ScaffoldError
from scaffold.errors.exit_codes import ExitCode
from scaffold.files.pyproject import find_table, read_pyproject
from scaffold.project.proof.environment import Environment, Installed

# Pytest's exit code if there are no tests.
_NO_TESTS = 5


class ProveSettingError(ScaffoldError):
    """The setting `prove` of a project is invalid."""

    exit_code = ExitCode.REFUSED

    def __init__(self) -> None:
        super().__init__(
            "`prove` in `[tool.scaffold]` is not a command or a list of commands",
            'Use `prove = "just check"`',
        )


@dataclass(frozen=True, slots=True)
class Check:
    """A command that succeeds if the project is in order.

    Attributes:
        name: What messages call it.
        command: The program and its arguments.
        green: Exit codes that mean success.
    """

    name: str
    command: tuple[str, ...]
    green: frozenset[int] = frozenset({0})


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks of a project.

    Attributes:
        checks: The checks, the fast ones first.
        notes: Checks that cannot run, with reasons.
    """

    checks: tuple[Check, ...]
    notes: tuple[str, ...] = ()


def list_packages(root: Path) -> list[str]:
    """Return the names of a project's packages, in `src/` or at its top, without its tests."""
    found = {each.parent.name for each in (root / "src").glob("*/__init__.py")}
    if not found or (root / "src/__init__.py").is_file():
        found = {each.parent.name for each in root.glob("*/__init__.py")}
    return sorted(found - {"tests", "test", "docs"})


def choose_checks(root: Path, environment: Environment, installed: Installed) -> Checks:
    """Return the checks of a project.

    Args:
        root: The project, or its copy.
        environment: The environment that they run in.
        installed: What it contains.

    Raises:
        ProveSettingError: `[tool.scaffold] prove` is invalid.
    """
    settings = read_pyproject(root)
    named = find_table(settings, "tool", "scaffold").get("prove")
    if named is not None:
        return Checks(tuple(map(_parse, dict.fromkeys(_list_commands(named)))))
    own = _OwnTools(root, settings, environment, installed)
    return Checks((*own.lint(), *own.types(), *own.tests()), tuple(own.notes()))


def _list_commands(named: Any) -> list[str]:
    commands = [named] if isinstance(named, str) else named
    if not isinstance(commands, list) or not commands:
        raise ProveSettingError
    if not all(isinstance(each, str) and each.strip() for each in commands):
        raise ProveSettingError
    return commands


def _parse(command: str) -> Check:
    lexer = shlex.shlex(command, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters = True, ""
    if os.name == "nt":
        lexer.escape = ""  # Paths have backslashes there.
    try:
        words = [*lexer]
    except ValueError as error:
        raise ProveSettingError from error
    return Check(command, tuple(words))


@dataclass(frozen=True, slots=True)
class _OwnTools:
    """The tools that a project is set up for."""

    root: Path
    settings: Mapping[str, Any]
    environment: Environment
    installed: Installed

    def lint(self) -> Iterator[Check]:
        ruff = self._ruff()
        if ruff and self._uses_ruff:
            options = ("--output-format", "concise", "--no-fix")
            yield Check("lint", (*ruff, "check", *options, "."))
            yield Check("format", (*ruff, "format", "--check", "."))

    def types(self) -> Iterator[Check]:
        if self._uses_mypy and "mypy" in self.installed.tools:
            settings = find_table(dict(self.settings), "tool", "mypy")
            has_targets = not settings or {"files", "packages", "modules"} & settings.keys()
            paths = () if has_targets else ("src" if (self.root / "src").is_dir() else ".",)
            yield Check("types", (*self.environment.python, "-m", "mypy", *paths))

    def tests(self) -> Iterator[Check]:
        if "pytest" in self.installed.tools:
            command = (*self.environment.python, "-m", "pytest")
            yield Check("tests", command, frozenset({0, _NO_TESTS}))

    def notes(self) -> Iterator[str]:
        missing = {
            "pytest": "pytest" not in self.installed.tools,
            "Ruff": self._uses_ruff and not self._ruff(),
            "mypy": self._uses_mypy and "mypy" not in self.installed.tools,
        }
        for name in [name for name, is_missing in missing.items() if is_missing]:
            yield f"{name} is not installed in {self.environment.name}"

    @property
    def _uses_ruff(self) -> bool:
        files = ("ruff.toml", ".ruff.toml")
        return bool(find_table(dict(self.settings), "tool", "ruff")) or self._has(files)

    @property
    def _uses_mypy(self) -> bool:
        files = ("mypy.ini", ".mypy.ini")
        return bool(find_table(dict(self.settings), "tool", "mypy")) or self._has(files)

    def _has(self, names: Sequence[str]) -> bool:
        return any((self.root / name).is_file() for name in names)

    def _ruff(self) -> tuple[str, ...]:
        """Return the command of Ruff, which reads the code and need not be installed with it."""
        if "ruff" in self.installed.tools:
            return (*self.environment.python, "-m", "ruff")
        program = which("ruff")
        return (program,) if program and Path(program).is_absolute() else ()
