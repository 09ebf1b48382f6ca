"""The checks by code, and how they run in a repository."""

from collections.abc import Iterator, Mapping

from scaffold.doctor import (
    data,
    notebooks,
    packages,
    packaging,
    secrets,
    splits,
    stages,
    template,
    testing,
)
from scaffold.doctor.findings import Check, Family, Finding, Need, Outcome, Skipped
from scaffold.doctor.repository import Repository
from scaffold.errors import UnreadableFileError

CHECKS = (
    Check(
        "ML101",
        Family.CODE,
        "Stages share one source folder",
        "A common layout lets people and tools find code without searching.",
        "Move the stage folders under one parent; leave unused stages as empty packages.",
        stages.find_misplaced,
    ),
    Check(
        "ML102",
        Family.CODE,
        "Imports follow the stage order",
        "If `data` imports `models`, a model change can break data validation.",
        "Move shared code to `utils` or pass it as an argument.",
        stages.find_imports_against_the_flow,
    ),
    Check(
        "ML103",
        Family.CODE,
        "Every package folder has `__init__.py`",
        "Build tools skip folders without it: imports work here but fail once installed.",
        "Add an empty `__init__.py`, or move scripts out of the package.",
        packages.find_missing_inits,
    ),
    Check(
        "ML104",
        Family.CODE,
        "Random splits set a seed",
        "Scores measured on different rows cannot be compared.",
        "Pass the seed from the run's parameters.",
        splits.find_unseeded_splits,
    ),
    Check(
        "ML201",
        Family.PACKAGE,
        "The project can be installed",
        "An installable project runs on other machines without path workarounds.",
        "Complete `[project]` and `[build-system]` in `pyproject.toml`.",
        packaging.find_missing_metadata,
    ),
    Check(
        "ML202",
        Family.PACKAGE,
        "The lock file matches `pyproject.toml`",
        "Training is reproducible only with the same package versions.",
        "Run `just lock` or `uv lock`, or the tool that created the file.",
        packaging.find_stale_lock,
    ),
    Check(
        "ML203",
        Family.PACKAGE,
        "The project has tests",
        "In ML code, a bug often shows only as a slightly lower score.",
        "Start with a test that trains on a few rows and predicts one.",
        testing.find_missing_tests,
    ),
    Check(
        "ML204",
        Family.PACKAGE,
        "CI runs the tests",
        "Tests that never run catch nothing.",
        "Run the tests on every push.",
        testing.find_unrun_tests,
    ),
    Check(
        "ML301",
        Family.DATA,
        "No secrets in tracked files",
        "Anyone with a clone can use the secret.",
        "Revoke it and read it from the environment. Mark false positives with "
        "`pragma: allowlist secret`.",
        secrets.find_secrets_in_texts,
        Need.GIT,
    ),
    Check(
        "ML302",
        Family.DATA,
        "Secret files are not tracked",
        "Git keeps the contents even after you delete the file.",
        "Run `git rm --cached FILE`, ignore the file and revoke its secrets.",
        secrets.find_files_of_secrets,
        Need.GIT,
    ),
    Check(
        "ML303",
        Family.DATA,
        "Git ignores data, runs and secrets",
        "One `git add .` adds them to the history permanently.",
        "Add the patterns to `.gitignore`.",
        data.find_what_is_not_ignored,
        Need.GIT,
    ),
    Check(
        "ML304",
        Family.DATA,
        "Large data files are not tracked",
        "Every clone downloads every version of the file.",
        "Store the data elsewhere and check its digest on load, or use Git LFS or DVC.",
        data.find_large_files,
        Need.GIT,
    ),
    Check(
        "ML305",
        Family.DATA,
        "Notebooks have no saved outputs",
        "Outputs hide changes, grow the history and can expose private data.",
        "Clear outputs before committing, for example with the nbstripout hook.",
        notebooks.find_outputs,
        Need.GIT,
    ),
    Check(
        "ML306",
        Family.DATA,
        "No tracked file runs code on load",
        "Anyone who can edit the file can run code on the machine that loads it.",
        "Save models with skops, safetensors or ONNX, outside Git.",
        data.find_files_that_run_code,
        Need.GIT,
    ),
    Check(
        "ML401",
        Family.TEMPLATE,
        "The answers file is valid",
        "Updates start from the answers.",
        "Fix the answer or restore the file.",
        template.find_wrong_answers,
        Need.ANSWERS,
    ),
    Check(
        "ML402",
        Family.TEMPLATE,
        "The project is up to date",
        "Frequent small updates cause fewer conflicts.",
        "Run `scaffold diff`, then `scaffold update`.",
        template.find_update,
        Need.ANSWERS,
    ),
)
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
        return found if isinstance(found, Skipped) else tuple(sorted(found, key=_by_place))
    except UnreadableFileError as error:
        return Skipped(error.message)


def _by_place(finding: Finding) -> tuple[str, int]:
    return finding.path, finding.line
