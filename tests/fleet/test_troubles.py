"""In a fleet with troubles of all kinds, every project is told once, with what became of it."""

import json
from pathlib import Path

import pytest

from tests.fleet.building import Built, build_project, git
from tests.fleet.troubles import EXPECTED, add_trouble, clone, remote_of
from tests.kit.machine import Finished, Scaffold

TO = "v0.2.0"


@pytest.mark.slow
def test_every_project_is_told_once_with_what_became_of_it(
    scaffold: Scaffold, clean_machine: Path, forge: Path
) -> None:
    """Each of the eight kinds twice, beside projects that nothing is the matter with."""
    kinds = [*EXPECTED, *EXPECTED, *[""] * 4]
    (clean_machine / "made").mkdir()
    built = [build_project(clean_machine / "made", n, n % 3, "v0.1.0") for n in range(len(kinds))]
    copies = [clone(each, clean_machine) for each in built]
    for kind, each in zip(kinds, built, strict=True):
        if kind:
            add_trouble(kind, each, clean_machine, TO, forge)
    names = [each.path.name for each in built]
    expected = {name: EXPECTED.get(kind, "open") for name, kind in zip(names, kinds, strict=True)}
    works = [_work_tree(copy) for copy in copies]

    paths = [f"fleet/{name}" for name in names]
    first = scaffold("fleet", "update", "--to", TO, "--pr", "gh", "--json", *paths)
    assert _states(first) == expected
    assert first.exit_code == 1
    assert [_work_tree(copy) for copy in copies] == works
    commits = [_branches(each, clean_machine) for each in built]
    requests = forge.read_text("utf-8")

    again = scaffold("fleet", "update", "--to", TO, "--pr", "gh", "--json", *paths)
    assert _states(again) == expected
    assert [_branches(each, clean_machine) for each in built] == commits
    assert forge.read_text("utf-8") == requests


def _states(done: Finished) -> dict[str, str]:
    projects = json.loads(done.output)["projects"]
    found = {each["name"]: each["state"] for each in projects}
    assert len(found) == len(projects)
    return found


def _work_tree(copy: Path) -> tuple[dict[str, bytes], str]:
    if not copy.exists():
        return {}, ""
    files = {
        path.relative_to(copy).as_posix(): path.read_bytes()
        for path in copy.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(copy).parts
    }
    return files, git(copy, "rev-parse", "HEAD")


def _branches(each: Built, top: Path) -> str:
    return git(remote_of(each, top), "for-each-ref", "--format=%(refname) %(objectname)")
