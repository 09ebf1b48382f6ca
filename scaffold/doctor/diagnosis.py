"""Run the checks of a repository."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repo_review.checks import name_matches
from repo_review.processor import CollectionReturn, Result, collect_all, process
from yaml import YAMLError

from scaffold.doctor.checks import BY_CODE, examine
from scaffold.doctor.declared import table
from scaffold.doctor.findings import Finding, Outcome, Severity, Skipped
from scaffold.doctor.plugin import repo_review_checks, repo_review_families
from scaffold.doctor.repository import Repository, open_repository
from scaffold.errors import PluginError, UnknownCheckError, UnreadableFileError
from scaffold.files.tree import Change
from scaffold.project.guard import open_folder

# Selects the checks of all plugins, and those of this package.
_ALL, _OWN = "*", "ML"
# Exceptions of other plugins on unexpected files.
_FAILURES = (AttributeError, LookupError, TypeError, ValueError, RecursionError, MemoryError)


@dataclass(frozen=True, slots=True)
class Examined:
    """Result of a check of this package or of another repo-review plugin.

    Attributes:
        code: Code of the check.
        title: The sentence that is true if the check passes.
        outcome: The findings, or the reason for skipping the check.
        why: Why a finding is a problem; empty if the finding explains it.
        how: How to fix a finding; empty if the finding explains it.
    """

    code: str
    title: str
    outcome: Outcome
    why: str = ""
    how: str = ""

    @property
    def found(self) -> tuple[Finding, ...]:
        """The findings; none if the check was skipped."""
        return () if isinstance(self.outcome, Skipped) else self.outcome


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Results of all checks of a repository."""

    path: Path
    examined: tuple[Examined, ...]

    @property
    def findings(self) -> list[Finding]:
        """All findings, in the order of the checks."""
        return [finding for check in self.examined for finding in check.found]

    @property
    def is_clean(self) -> bool:
        """Whether there are no findings, or only notes."""
        return all(finding.severity == Severity.NOTE for finding in self.findings)

    @property
    def repairs(self) -> list[Change]:
        """The changes that fix findings automatically."""
        return [finding.repair for finding in self.findings if finding.repair]

    def as_json(self) -> dict[str, Any]:
        """Return the results as JSON values."""
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
            "clean": self.is_clean,
        }


def _finding_as_json(check: Examined, finding: Finding) -> dict[str, Any]:
    return {
        "code": check.code,
        "title": check.title,
        "path": finding.path or None,
        "line": finding.line or None,
        "message": finding.message,
        "severity": str(finding.severity),
        "why": check.why,
        "fix": check.how,
        "fixable": finding.repair is not None,
    }


def diagnose(path: Path, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Diagnosis:
    """Run the checks of a repository without changing it.

    Args:
        path: The folder of the repository.
        select: Codes or prefixes of the checks to run, of this package or of other plugins; by
            default all checks of this package.
        ignore: Checks to skip, in addition to those in the settings of repo-review.

    Raises:
        NotAProjectError: The path is not a folder.
        InterruptedCommandError: An earlier command was interrupted.
        UnknownCheckError: A selected check does not exist.
        PluginError: Another plugin failed.
    """
    folder = open_folder(path)
    selected, ignored = frozenset(select), frozenset(ignore)
    collected = _collect(folder, selected)
    unknown = sorted(name for name in selected if not _is_known(name, collected.checks))
    if unknown:
        raise UnknownCheckError(unknown[0], BY_CODE)
    results = _process(folder, collected, selected, ignored)
    own = collected.fixtures["ml_examination"]
    return Diagnosis(folder, tuple(_read(result, own) for result in results))


def _collect(folder: Path, selected: frozenset[str]) -> CollectionReturn:
    """Collect the checks; those of other plugins only if one of them is selected."""
    # Typed as `Any`: repo-review's protocol does not cover checks with fixtures.
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
    """Return the checks to ignore in `pyproject.toml`; none if the file is invalid."""
    try:
        settings = table(repository.toml("pyproject.toml"), "tool", "repo-review")
    except UnreadableFileError:
        return {}
    return {"tool": {"repo-review": {"ignore": _named_checks(settings.get("ignore"))}}}


def _named_checks(value: Any) -> list[str] | dict[str, str]:
    """Return the codes as a list or with reasons, as in repo-review."""
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
    """Turn exceptions of other plugins into a `PluginError`."""
    try:
        yield
    except (*_FAILURES, YAMLError) as error:
        raise PluginError(error) from error


def _read(result: Result, own: Mapping[str, Outcome]) -> Examined:
    check = BY_CODE.get(result.name)
    title = result.description
    if result.skip_reason or (result.result is None and check is None):
        outcome: Outcome = Skipped(result.skip_reason or "no reason given by its plugin")
    elif check is None:
        outcome = () if result.result else (Finding("", " ".join(result.err_msg.split())),)
    else:
        outcome = own.get(result.name, Skipped("Git cannot list the files"))
    advice = (check.why, check.how) if check else ("", "")
    return Examined(result.name, title, outcome, *advice)
