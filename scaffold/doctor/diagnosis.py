"""Run the checks of a repository."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repo_review.checks import name_matches
from repo_review.processor import CollectionReturn, Result, collect_all, process
from yaml import YAMLError

from scaffold.apply.state import check_at_rest, check_folder
from scaffold.doctor.checks import BY_CODE, examine
from scaffold.doctor.declared import table
from scaffold.doctor.findings import Finding, Outcome, Skipped
from scaffold.doctor.plugin import repo_review_checks, repo_review_families
from scaffold.doctor.repository import Repository, open_repository
from scaffold.errors import PluginError, UnknownCheckError, UnreadableFileError
from scaffold.files.tree import Change

# Selects the checks of all plugins, and those of this package.
_ALL, _OWN = "*", "ML"
# What plugins of others raise over files that they did not expect.
_FAILURES = (AttributeError, LookupError, TypeError, ValueError, RecursionError, MemoryError)


@dataclass(frozen=True, slots=True)
class Examined:
    """A check that was made, of this package or of another plugin of repo-review.

    Attributes:
        code: Its name.
        title: The sentence that holds where nothing is found.
        outcome: What was found, or why nothing was looked for.
        why: What goes wrong otherwise; empty where the finding says it.
        how: What to do; empty where the finding says it.
    """

    code: str
    title: str
    outcome: Outcome
    why: str = ""
    how: str = ""

    @property
    def found(self) -> tuple[Finding, ...]:
        """What was found."""
        return () if isinstance(self.outcome, Skipped) else self.outcome


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What all checks say of a project."""

    path: Path
    examined: tuple[Examined, ...]

    @property
    def findings(self) -> list[Finding]:
        """Everything that was found, in the order of the checks."""
        return [finding for check in self.examined for finding in check.found]

    @property
    def repairs(self) -> list[Change]:
        """The changes that fix findings automatically."""
        return [finding.repair for finding in self.findings if finding.repair]

    def as_json(self) -> dict[str, Any]:
        """Return the same for machines."""
        return {
            "project": str(self.path),
            "findings": [
                _finding_as_json(check, finding)
                for check in self.examined
                for finding in check.found
            ],
            "passed": [check.code for check in self.examined if check.outcome == ()],
            "skipped": [
                {"code": check.code, "reason": check.outcome.reason}
                for check in self.examined
                if isinstance(check.outcome, Skipped)
            ],
            "clean": not self.findings,
        }


def _finding_as_json(check: Examined, finding: Finding) -> dict[str, Any]:
    return {
        "code": check.code,
        "title": check.title,
        "path": finding.path or None,
        "line": finding.line or None,
        "message": finding.message,
        "why": check.why,
        "how": check.how,
        "fixable": finding.repair is not None,
    }


def diagnose(path: Path, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Diagnosis:
    """Make the checks of a project; nothing is written in it.

    Args:
        path: Its folder.
        select: Checks to make: codes, or what stands before their numbers, of this package or of
            other plugins; all of this package where there are none.
        ignore: Checks to leave out, beside those that the settings of repo-review name.

    Raises:
        NotAProjectError: There is no such folder.
        InterruptedCommandError: An earlier command has not come to its end.
        UnknownCheckError: No check has the name.
        PluginError: Another plugin cannot read what it looks at.
    """
    folder = path.resolve()
    check_folder(folder)
    check_at_rest(folder)
    selected, ignored = frozenset(select), frozenset(ignore)
    collected = _collect(folder, selected)
    unknown = sorted(name for name in selected if not _is_known(name, collected.checks))
    if unknown:
        raise UnknownCheckError(unknown[0], BY_CODE)
    results = _process(folder, collected, selected, ignored)
    own = collected.fixtures["ml_examination"]
    return Diagnosis(folder, tuple(_read(result, own) for result in results))


def _collect(folder: Path, selected: frozenset[str]) -> CollectionReturn:
    """Collect the checks; those of other plugins only where one of them is asked for."""
    # Typed as anything: repo-review's protocol has no words for checks that take fixtures.
    own: dict[str, Any] = dict(repo_review_checks())
    if not all(name == _OWN or name in own for name in selected):
        return _collect_all(folder)
    families = repo_review_families()
    repository = open_repository(folder)
    fixtures = {
        "root": folder,
        "package": folder,
        "pyproject": _read_settings(repository),
        "ml_examination": examine(repository),
    }
    return CollectionReturn(fixtures, own, families)


def _read_settings(repository: Repository) -> dict[str, Any]:
    """Return where users name checks to ignore; what is broken says nothing."""
    try:
        settings = table(repository.toml("pyproject.toml"), "tool", "repo-review")
    except UnreadableFileError:
        return {}
    return {"tool": {"repo-review": {"ignore": _named_checks(settings.get("ignore"))}}}


def _named_checks(value: Any) -> list[str] | dict[str, str]:
    """Return codes as a list, or with reasons, as repo-review reads them."""
    if isinstance(value, dict):
        return {code: reason for code, reason in value.items() if isinstance(reason, str)}
    return [code for code in value if isinstance(code, str)] if isinstance(value, list) else []


def _process(
    folder: Path, collected: CollectionReturn, selected: frozenset[str], ignored: frozenset[str]
) -> list[Result]:
    select = selected or frozenset(BY_CODE)
    with _naming_failed_plugins():
        return process(folder, select=select, extend_ignore=ignored, collected=collected).results


def _is_known(name: str, checks: Iterable[str]) -> bool:
    return name == _ALL or any(name_matches(check, {name}) for check in checks)


def _collect_all(folder: Path) -> CollectionReturn:
    with _naming_failed_plugins():
        return collect_all(folder)


@contextmanager
def _naming_failed_plugins() -> Iterator[None]:
    """Turn what plugins of others raise, over files that they did not expect, into a sentence."""
    try:
        yield
    except (*_FAILURES, YAMLError) as error:
        raise PluginError(error) from error


def _read(result: Result, own: Mapping[str, Outcome]) -> Examined:
    check = BY_CODE.get(result.name)
    title = result.description
    if result.skip_reason or (result.result is None and check is None):
        outcome: Outcome = Skipped(result.skip_reason or "its plugin says no more")
    elif check is None:
        outcome = () if result.result else (Finding("", " ".join(result.err_msg.split())),)
    else:
        outcome = own.get(result.name, Skipped("git does not list the files"))
    advice = (check.why, check.how) if check else ("", "")
    return Examined(result.name, title, outcome, *advice)
