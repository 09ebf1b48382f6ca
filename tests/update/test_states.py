"""States of a repository: which ones an update refuses, and which are fine."""

from pathlib import Path

import pytest

from tests.kit.machine import Finished, Scaffold, run_command
from tests.update.standing import Standing, read_standing

pytestmark = pytest.mark.case

DESCRIBED = ("-d", "description=Another sentence.")
COMMIT = "git -c user.name=a -c user.email=a@example.org commit -qm x"


def shell(folder: Path, script: str) -> None:
    done = run_command(["sh", "-ec", script], folder=folder)
    assert done.exit_code == 0, done


@pytest.fixture
def repository(project: Path) -> Path:
    """Put the project into a repository of its own."""
    shell(project, f"git init -qb main && git add -A && {COMMIT}")
    return project


def check_updated(finished: Finished, project: Path) -> None:
    assert finished.exit_code == 0, finished
    assert finished.error_lines == []
    assert b"Another sentence." in (project / "README.md").read_bytes()
    assert b"Another sentence." in (project / ".copier-answers.yml").read_bytes()


def check_refused(finished: Finished, project: Path, before: Standing, sentence: str) -> None:
    assert finished.exit_code == 5, finished
    error, hint = finished.error_lines
    assert sentence in error
    assert hint.startswith("hint: ")
    assert read_standing(project) == before
    assert not (project / ".scaffold").exists()


DIRTY = {
    "edited": "echo mine >> README.md",
    "staged": "echo mine >> README.md; git add README.md",
    "added": "echo mine > mine.py; git add mine.py",
    "untracked": "echo mine > mine.py",
    "untracked in a new folder": "mkdir -p a/b; echo mine > a/b/mine.py",
    "deleted": "rm Dockerfile",
    "deletion staged": "git rm -q Dockerfile",
    "renamed": "git mv Dockerfile Containerfile",
    "made executable": "chmod +x README.md",
    "intended": "echo mine > mine.py; git add -N mine.py",
    "no commit yet": "rm -rf .git; git init -q",
    "the index is gone": "rm .git/index",
}


@pytest.mark.parametrize("script", DIRTY.values(), ids=DIRTY.keys())
def test_work_that_is_not_committed_is_not_mixed_in(
    scaffold: Scaffold, repository: Path, script: str
) -> None:
    shell(repository, script)
    before = read_standing(repository)
    finished = scaffold("update", "demo", *DESCRIBED)
    check_refused(finished, repository, before, "uncommitted changes")
    assert scaffold("update", "demo", *DESCRIBED, "--dry-run").exit_code == 0
    assert read_standing(repository) == before
    check_updated(scaffold("update", "demo", *DESCRIBED, "--allow-dirty"), repository)


BRANCH = (
    f"git checkout -qb other; echo a > c; git add c; {COMMIT}; git checkout -q main; echo b > c"
)
DIVERGED = f"{BRANCH}; git add c; {COMMIT}; export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b.c "
DIVERGED += "GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b.c; "
UNDER_WAY = {
    "merge": f"{DIVERGED} git merge -q other || true",
    "rebase": f"{DIVERGED} git rebase -q other || true",
    "cherry-pick": f"{DIVERGED} git cherry-pick other || true",
    "revert": f"{DIVERGED} echo d > c; git commit -qam y; git revert --no-edit HEAD~1 || true",
}


@pytest.mark.parametrize("linked", [False, True], ids=["", "in a linked work tree"])
@pytest.mark.parametrize("operation", UNDER_WAY)
def test_an_update_does_not_enter_what_git_has_not_finished(
    scaffold: Scaffold, repository: Path, operation: str, linked: bool
) -> None:
    project = repository
    if linked:
        shell(repository, "git checkout -qb away; git worktree add -q ../linked main")
        project = repository.with_name("linked")
    shell(project, UNDER_WAY[operation])
    before = read_standing(project)
    for more in ([], ["--allow-dirty"]):
        finished = scaffold("update", project, *DESCRIBED, *more)
        check_refused(finished, project, before, f"A {operation} is in progress")


FINE = {
    "detached": "git checkout -q --detach",
    "on another branch": "git checkout -qb other",
    "ignored files": "mkdir -p data/raw; echo x > data/raw/big.csv; echo x > .env",
    "no repository": "rm -rf .git",
    "a link to the repository": "mv .git ../kept; ln -s ../kept .git",
    "a repository kept elsewhere": "mv .git ../kept; echo gitdir: ../kept > .git",
    "a repository that is gone": "rm -rf .git; echo gitdir: ../gone > .git",
    "an empty .git": "rm -rf .git; mkdir .git",
    "a pipe as .git": "rm -rf .git; mkfifo .git",
    "broken settings": "echo '[' > .git/config",
    "locked by another git": "touch .git/index.lock",
    "a stash": "echo mine >> README.md; git -c user.name=a -c user.email=a@b.c stash -q",
    "read-only objects": "chmod -R a-w .git/objects",
    "a remote that is gone": "git remote add origin /nowhere",
    "a shallow clone": "cd ..; mv demo d; git clone -q --depth 1 file://$PWD/d demo; rm -rf d",
    "an ignored project": "rm -rf .git; cd ..; git init -q; echo demo > .gitignore; git add .",
}


@pytest.mark.parametrize("script", FINE.values(), ids=FINE.keys())
def test_a_repository_in_which_nothing_is_open_is_fine(
    scaffold: Scaffold, repository: Path, script: str
) -> None:
    shell(repository, script)
    check_updated(scaffold("update", "demo", *DESCRIBED), repository)


def test_a_damaged_repository_is_named(scaffold: Scaffold, repository: Path) -> None:
    (repository / ".git" / "index").write_bytes(b"damaged")
    before = read_standing(repository)
    finished = scaffold("update", "demo", *DESCRIBED)
    assert finished.exit_code == 1
    assert "`git status` failed" in finished.error_lines[0]
    assert finished.error_lines[1] == "hint: Run `git status` in the repository"
    assert read_standing(repository) == before


@pytest.mark.parametrize("dirty", [False, True])
def test_only_the_projects_own_folder_of_a_monorepo_counts(
    scaffold: Scaffold, project: Path, dirty: bool
) -> None:
    (project.parent / "other").mkdir()
    (project.parent / "other" / "a.py").write_bytes(b"a\n")
    shell(project.parent, f"git init -qb main; git add -A; {COMMIT}; echo b >> other/a.py; touch c")
    if dirty:
        (project / "mine.py").touch()
        before = read_standing(project)
        check_refused(scaffold("update", "demo"), project, before, "uncommitted changes")
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
        before = read_standing(project)
        check_refused(scaffold("update", project), project, before, "uncommitted changes")
    else:
        check_updated(scaffold("update", project, *DESCRIBED), project)


def test_a_linked_work_tree_is_updated_alone(scaffold: Scaffold, repository: Path) -> None:
    shell(repository, "git worktree add -qb other ../linked; echo mine >> README.md")
    before = read_standing(repository)
    linked = repository.with_name("linked")
    check_updated(scaffold("update", linked, *DESCRIBED), linked)
    assert read_standing(repository) == before


def test_a_machine_without_git_is_fine(
    scaffold: Scaffold, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "mine.py").touch()
    monkeypatch.setenv("PATH", str(repository))
    check_updated(scaffold("update", "demo", *DESCRIBED), repository)


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
