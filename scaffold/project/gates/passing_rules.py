"""Which lint rules the code of a repository passes today. Ruff only reads the code."""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from scaffold.files.pyproject import find_table, read_pyproject

# From errors that Python itself reports to opinions.
_GROUPS = ("E9", "F63", "F7", "F82", "F", "E4", "E7", "B", "UP")
# Files and tables of other linters, which stay the only ones.
_OTHERS = (".flake8", ".pylintrc", "pylintrc", "ruff.toml", ".ruff.toml", "tox.ini")
_TABLES = frozenset({"ruff", "pylint", "flake8", "pycodestyle"})
_SECONDS = 120


@dataclass(frozen=True, slots=True)
class LintRules:
    """Groups of lint rules.

    Attributes:
        passing: Those without a finding.
        later: The others with the number of their findings, those with the fewest first.
    """

    passing: tuple[str, ...] = ()
    later: tuple[tuple[str, int], ...] = ()


NO_RULES = LintRules()


def find_passing_rules(folder: Path) -> LintRules:
    """Return the rules that the code passes; none if Ruff is missing, or not the linter.

    Args:
        folder: The repository. This starts Ruff of the user, never that of the repository.
    """
    tables = find_table(read_pyproject(folder), "tool").keys()
    if tables & _TABLES or any((folder / name).is_file() for name in _OTHERS):
        return NO_RULES
    codes = _run(folder)
    return choose_rules(codes) if codes is not None else NO_RULES


def choose_rules(codes: Sequence[str]) -> LintRules:
    """Return the groups of rules by the codes of findings, without those inside of others."""
    counts = {group: sum(code.startswith(group) for code in codes) for group in _GROUPS}
    passing = [group for group, count in counts.items() if not count]
    if "E9" not in passing:  # Python itself cannot read the code.
        return NO_RULES
    later = sorted((count, group) for group, count in counts.items() if count)
    return LintRules(
        tuple(group for group in passing if not _is_inside(group, passing)),
        tuple((group, count) for count, group in later if not _is_inside(group, counts)),
    )


def _is_inside(group: str, others: Iterable[str]) -> bool:
    return any(group != other and group.startswith(other) for other in others)


def _run(folder: Path) -> list[str] | None:
    """Return the codes of the findings; None if Ruff cannot run."""
    options = ("check", "--isolated", "--no-cache", "--exit-zero", "--output-format", "json")
    command = [_find_ruff(), *options, "--select", ",".join(_GROUPS), "."]
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are a list, no shell reads them
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
        found = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    # Ruff has no code for a syntax error.
    return [str(each.get("code") or "E999") for each in found]


def _find_ruff() -> str:
    found = which("ruff") or which("ruff", path=str(Path(sys.executable).parent))
    return found if found and Path(found).is_absolute() else "ruff-is-missing"
