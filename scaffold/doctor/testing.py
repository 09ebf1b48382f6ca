"""Is there a test, and does anything run it?"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.repository import Repository

_PIPELINES = (
    ".github/workflows/*.yml",
    ".github/workflows/*.yaml",
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    ".travis.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "Jenkinsfile",
)
# Files that say how a project is built, in which there is nothing to test.
_BUILD = frozenset({"__init__.py", "conftest.py", "noxfile.py", "setup.py"})
# A runner of tests, a recipe whose name promises them, or a workflow kept elsewhere that does.
_RUNS_TESTS = re.compile(
    r"\b(?:pytest|unittest|tox|nox)\b"
    r"|\b(?:just|make|task|poe|hatch|pixi|pdm|poetry|uv|invoke)\b.*\b(?:tests?|check|coverage|ci)\b"
    r"|\buses:.*\btests?\b"
)


def find_missing_tests(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find a project with code and without a single test."""
    if all(PurePosixPath(path).name in _BUILD for path in repository.code):
        return Skipped("there is no code to test yet")
    return iter([] if repository.tests else [Finding("", "the project has code, and no test")])


def find_unrun_tests(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find workflows that run everything but the tests."""
    if not repository.tests:
        return Skipped("there are no tests to run")
    pipelines = [
        path
        for path in repository.files
        if any(fnmatchcase(path, pattern) for pattern in _PIPELINES)
    ]
    if not pipelines:
        return Skipped("there are no workflows; `scaffold add github` brings one")
    if any(_runs_tests(repository.read(path)) for path in pipelines):
        return iter([])
    return iter([Finding(pipelines[0], "runs no tests, nor does any other workflow")])


def _runs_tests(text: str) -> bool:
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return any(_RUNS_TESTS.search(line) for line in lines)
