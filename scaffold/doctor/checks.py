"""The checks by code, and how they run in a repository."""

from collections.abc import Iterator, Mapping

from scaffold.doctor import template
from scaffold.doctor.code_checks import CODE, EXPERIMENT
from scaffold.doctor.file_checks import DATA, PACKAGE, TEMPLATE
from scaffold.doctor.findings import Check, Finding, Need, Outcome, Skipped
from scaffold.doctor.ignoring import leave_out_ignored
from scaffold.doctor.repository import Repository
from scaffold.errors import UnreadableFileError

CHECKS = (*CODE, *PACKAGE, *DATA, *TEMPLATE, *EXPERIMENT)
BY_CODE: Mapping[str, Check] = {check.code: check for check in CHECKS}


def examine(repository: Repository) -> dict[str, Outcome]:
    """Run all checks of a repository without changing it."""
    missing = frozenset(_missing(repository))
    return {check.code: _make(check, repository, missing) for check in CHECKS}


def _missing(repository: Repository) -> Iterator[Need]:
    if not repository.is_in_git:
        yield Need.GIT
    if not template.list_answers_files(repository):
        yield Need.ANSWERS


def _make(check: Check, repository: Repository, missing: frozenset[Need]) -> Outcome:
    if check.need in missing:
        return Skipped(check.need)
    try:
        found = check.look(repository)
        if isinstance(found, Skipped):
            return found
        return tuple(sorted(leave_out_ignored(repository, check.code, found), key=_by_place))
    except UnreadableFileError as error:
        return Skipped(error.message)


def _by_place(finding: Finding) -> tuple[str, int]:
    return finding.path, finding.line
