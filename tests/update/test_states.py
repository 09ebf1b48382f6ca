"""An update in a repository: what it refuses, how far it looks, and what it starts."""

from pathlib import Path

import pytest

from tests.cases.refusals import Refusal, nothing_changes
from tests.kit.git_states import DIRTY, commit_all
from tests.kit.machine import Finished, Scaffold, shell
from tests.update.standing import read_standing

pytestmark = pytest.mark.case

DESCRIBED = ("-d", "description=Another sentence.")
REFUSAL = Refusal(5, "uncommitted changes", "use `--allow-dirty`")


def check_updated(finished: Finished, project: Path) -> None:
    assert finished.exit_code == 0, finished
    assert finished.error_lines == []
    assert b"Another sentence." in (project / "README.md").read_bytes()
    assert b"Another sentence." in (project / ".copier-answers.yml").read_bytes()


@pytest.mark.parametrize("script", DIRTY.values(), ids=DIRTY.keys())
def test_work_that_is_not_committed_is_not_mixed_in(
    scaffold: Scaffold, repository: Path, script: str
) -> None:
    shell(repository, script)
    with nothing_changes(repository):
        REFUSAL.check(scaffold("update", "demo", *DESCRIBED))
        assert scaffold("update", "demo", *DESCRIBED, "--dry-run").exit_code == 0
    check_updated(scaffold("update", "demo", *DESCRIBED, "--allow-dirty"), repository)


@pytest.mark.parametrize("dirty", [False, True])
def test_only_the_projects_own_folder_of_a_monorepo_counts(
    scaffold: Scaffold, project: Path, dirty: bool
) -> None:
    (project.parent / "other").mkdir()
    (project.parent / "other" / "a.py").write_bytes(b"a\n")
    commit_all(project.parent)
    shell(project.parent, "echo b >> other/a.py; touch c")
    if dirty:
        (project / "mine.py").touch()
        with nothing_changes(project):
            REFUSAL.check(scaffold("update", "demo"))
    else:
        check_updated(scaffold("update", "demo", *DESCRIBED), project)
    assert (project.parent / "other" / "a.py").read_bytes() == b"a\nb\n"


@pytest.mark.parametrize("dirty", [False, True])
def test_a_submodule_is_updated_like_any_repository(
    scaffold: Scaffold, repository: Path, dirty: bool
) -> None:
    whole = repository.with_name("whole")
    shell(
        repository.parent,
        "git init -q whole; cd whole; git -c protocol.file.allow=always submodule --quiet add"
        " ../demo part; touch elsewhere",
    )
    project = whole / "part"
    if dirty:
        (project / "mine.py").touch()
        with nothing_changes(project):
            REFUSAL.check(scaffold("update", project))
    else:
        check_updated(scaffold("update", project, *DESCRIBED), project)


def test_a_linked_work_tree_is_updated_alone(scaffold: Scaffold, repository: Path) -> None:
    shell(repository, "git worktree add -qb other ../linked; echo mine >> README.md")
    before = read_standing(repository)
    linked = repository.with_name("linked")
    check_updated(scaffold("update", linked, *DESCRIBED), linked)
    assert read_standing(repository) == before


def test_variables_of_a_hook_lead_to_no_other_repository(
    scaffold: Scaffold, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell(repository.parent, "git init -q other")
    monkeypatch.setenv("GIT_DIR", str(repository.with_name("other") / ".git"))
    check_updated(scaffold("update", "demo", *DESCRIBED), repository)


HOOKS = ("post-index-change", "pre-commit", "post-commit", "post-checkout", "reference-transaction")


@pytest.mark.parametrize("hook", [*HOOKS, "core.fsmonitor"])
def test_an_update_starts_no_program_of_the_repository(
    scaffold: Scaffold, repository: Path, hook: str
) -> None:
    program = repository / ".git" / "hooks" / hook
    program.write_text(f"#!/bin/sh\ntouch {repository.parent}/started\n")
    program.chmod(0o755)
    if hook == "core.fsmonitor":
        shell(repository, f"git config core.fsmonitor {program}")
        (repository.parent / "started").unlink(missing_ok=True)
    (repository / "README.md").touch()  # So that git looks at the file, and notes that it has.
    check_updated(scaffold("update", "demo", *DESCRIBED), repository)
    assert not (repository.parent / "started").exists()
