"""The checks by name, and what comes of them in a repository."""

import os
from collections.abc import Iterator, Mapping

from scaffold.answers.file import ANSWERS_FILE
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
        "The stages stand in one place",
        "Whoever knows one project finds the way in the next; commands and tests do, too.",
        "Move the folders together. What a project does not need yet is an empty package.",
        stages.find_misplaced,
    ),
    Check(
        "ML102",
        Family.CODE,
        "Imports follow the flow",
        "Where `data` knows of models, a new model can break the checks of the data.",
        "Move what both stages need to `utils`, or pass it as an argument.",
        stages.find_imports_against_the_flow,
    ),
    Check(
        "ML103",
        Family.CODE,
        "Packages are packages all the way down",
        "Build tools leave out a folder without `__init__.py`: it works here, not once installed.",
        "Add an empty `__init__.py`, or move scripts out of the package.",
        packages.find_missing_inits,
    ),
    Check(
        "ML104",
        Family.CODE,
        "Random splits name their seed",
        "Two runs that are measured on different rows cannot be compared.",
        "Pass the seed of the run's parameters.",
        splits.find_unseeded_splits,
    ),
    Check(
        "ML201",
        Family.PACKAGE,
        "The project can be installed",
        "A run on another machine begins with an install, not with a path in a notebook.",
        "Fill in `[project]` and `[build-system]` of pyproject.toml.",
        packaging.find_missing_metadata,
    ),
    Check(
        "ML202",
        Family.PACKAGE,
        "The lock gives what pyproject.toml asks for",
        "A model is only as repeatable as the versions of what trained it.",
        "Lock anew: `just lock`, `uv lock`, or what made the lock.",
        packaging.find_stale_lock,
    ),
    Check(
        "ML203",
        Family.PACKAGE,
        "There are tests",
        "A mistake in the data or in the code mostly shows as a slightly worse score.",
        "Begin with one test that trains on a few rows and predicts one.",
        testing.find_missing_tests,
    ),
    Check(
        "ML204",
        Family.PACKAGE,
        "Something runs the tests",
        "A test that nobody runs protects nobody.",
        "Run them in the workflow of every push.",
        testing.find_unrun_tests,
    ),
    Check(
        "ML301",
        Family.DATA,
        "No text holds a secret",
        "Whoever can read the repository, or any copy of it ever made, can use it.",
        "Revoke it first; then read it from the environment. A line that only looks like one ends "
        "with `pragma: allowlist secret`.",
        secrets.find_secrets_in_texts,
        Need.GIT,
    ),
    Check(
        "ML302",
        Family.DATA,
        "No file of secrets is in git",
        "Git keeps what was in it, also after it is deleted.",
        "`git rm --cached` it, ignore it, and revoke what was in it.",
        secrets.find_files_of_secrets,
        Need.GIT,
    ),
    Check(
        "ML303",
        Family.DATA,
        "Git ignores data, runs and secrets",
        "One `git add .` later they are in the history for good.",
        "Add the lines to .gitignore.",
        data.find_what_is_not_ignored,
        Need.GIT,
    ),
    Check(
        "ML304",
        Family.DATA,
        "Large data is not in git",
        "Everyone who clones downloads every version of it, for ever.",
        "Keep it where data lives, and load it with a digest; or use Git LFS or DVC.",
        data.find_large_files,
        Need.GIT,
    ),
    Check(
        "ML305",
        Family.DATA,
        "Notebooks are kept without outputs",
        "Outputs hide what changed, grow the history, and can show rows of private data.",
        "Clear them before a commit; nbstripout does so in a hook.",
        notebooks.find_outputs,
        Need.GIT,
    ),
    Check(
        "ML306",
        Family.DATA,
        "No file in git runs code when it is loaded",
        "Whoever can change the file can do anything on the machine that loads it.",
        "Store models with skops, safetensors or ONNX, outside of git.",
        data.find_files_that_run_code,
        Need.GIT,
    ),
    Check(
        "ML401",
        Family.TEMPLATE,
        "The answers can be used",
        "Updates begin with the answers.",
        "Take the file from git's history, or correct the answer.",
        template.find_wrong_answers,
        Need.ANSWERS,
    ),
    Check(
        "ML402",
        Family.TEMPLATE,
        "The project is at the newest release of its template",
        "Small updates merge by themselves; large ones have conflicts.",
        "Look at it with `scaffold diff`, then `scaffold update`.",
        template.find_waiting_update,
        Need.ANSWERS,
    ),
)
BY_CODE: Mapping[str, Check] = {check.code: check for check in CHECKS}


def examine(repository: Repository) -> dict[str, Outcome]:
    """Make all checks of a repository; nothing is written in it."""
    missing = frozenset(_missing(repository))
    return {check.code: _make(check, repository, missing) for check in CHECKS}


def _missing(repository: Repository) -> Iterator[Need]:
    if not repository.is_in_git:
        yield Need.GIT
    if not os.path.lexists(repository.path / ANSWERS_FILE):
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
