"""States of repositories: which ones commands refuse, and which are fine."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cases.refusals import Refusal, nothing_changes
from tests.kit.git_states import COMMITS, DIRTY, FINE, IDENTITY, UNDER_WAY, commit_all
from tests.kit.machine import Finished, Scaffold, shell
from tests.update.standing import read_standing

pytestmark = pytest.mark.case

UPDATE = ("update", "demo", "-d", "description=Another sentence.")
LOOKING = (("diff", "demo", "-d", "description=X."), ("check", "demo"), ("status", "demo"))
CHANGING = (UPDATE, ("add", "github", "demo"), ("remove", "docker", "demo"))


@pytest.fixture
def old(clean_machine: Path) -> Path:
    """Make a repository that no template has made."""
    folder = clean_machine / "old"
    folder.mkdir()
    shell(
        folder, "printf 'mine\\n' | tee README.md Dockerfile; printf 'torch\\n' > requirements.txt"
    )
    return commit_all(folder)


def check_silent(finished: Finished) -> None:
    assert finished.exit_code == 0, finished
    assert finished.error_lines == []


@pytest.mark.parametrize(("script", "name"), UNDER_WAY.values(), ids=UNDER_WAY.keys())
@pytest.mark.parametrize("command", ["update", "adopt"])
def test_nothing_enters_what_git_has_not_finished(
    scaffold: Scaffold, repository: Path, command: str, script: str, name: str
) -> None:
    shell(repository, script)
    arguments: Sequence[str] = UPDATE
    if command == "adopt":
        (repository / ".copier-answers.yml").unlink()
        arguments = ("adopt", "demo", "--allow-dirty")
    with nothing_changes(repository):
        refusal = Refusal(5, f"A {name} is in progress in this repository", "Finish or abort it")
        refusal.check(scaffold(*arguments))


# The one is a file of Git and the other a folder, both of the linked work tree alone.
@pytest.mark.parametrize("operation", ["merge", "rebase"])
def test_a_linked_work_tree_with_an_unfinished_operation_is_not_updated(
    scaffold: Scaffold, repository: Path, operation: str
) -> None:
    shell(repository, "git checkout -qb away; git worktree add -q ../linked main")
    linked = repository.with_name("linked")
    shell(linked, UNDER_WAY[operation][0])
    with nothing_changes(linked):
        refusal = Refusal(5, f"A {operation} is in progress", "Finish or abort it")
        for more in ([], ["--allow-dirty"]):
            refusal.check(scaffold("update", linked, *UPDATE[2:], *more))


def test_a_bisect_that_has_ended_is_no_obstacle(scaffold: Scaffold, repository: Path) -> None:
    shell(repository, f"{COMMITS} git bisect start -q HEAD HEAD~1; git bisect reset")
    assert scaffold(*UPDATE).exit_code == 0


# Where commands differ is not what they see of open work, so these stand for all of it.
SOME_DIRTY = ("edited", "hidden by settings", "no commit yet")


@pytest.mark.parametrize("state", SOME_DIRTY)
def test_work_that_is_not_committed_is_not_mixed_with_an_adoption(
    scaffold: Scaffold, old: Path, state: str
) -> None:
    shell(old, DIRTY[state])
    with nothing_changes(old):
        Refusal(5, "uncommitted changes", "use `--allow-dirty`").check(scaffold("adopt", "old"))
    assert scaffold("adopt", "old", "--allow-dirty").exit_code in {0, 4}


@pytest.mark.parametrize("state", SOME_DIRTY)
def test_features_change_no_project_with_open_work(
    scaffold: Scaffold, repository: Path, state: str
) -> None:
    shell(repository, DIRTY[state])
    with nothing_changes(repository):
        for arguments in CHANGING[1:]:
            Refusal(5, "uncommitted changes", "--allow-dirty").check(scaffold(*arguments))


UNTRUSTED = Refusal(5, "Git refuses to read `", "run `git config --global --add safe.directory /")


class TestRepositoriesOfOthers:
    """Git looks into no repository of another user; so nobody knows what is open in it."""

    @pytest.fixture(autouse=True)
    def another_user(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    @pytest.fixture
    def foreign(self, project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.delenv("GIT_TEST_ASSUME_DIFFERENT_OWNER")
        commit_all(project)
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        return project

    @pytest.mark.parametrize("arguments", CHANGING, ids=lambda words: words[0])
    def test_it_is_not_changed(
        self, scaffold: Scaffold, foreign: Path, arguments: Sequence[str]
    ) -> None:
        with nothing_changes(foreign):
            UNTRUSTED.check(scaffold(*arguments))

    def test_it_is_not_adopted(self, scaffold: Scaffold, foreign: Path) -> None:
        (foreign / ".copier-answers.yml").unlink()
        with nothing_changes(foreign):
            UNTRUSTED.check(scaffold("adopt", "demo"))

    def test_its_files_are_not_told_apart(self, scaffold: Scaffold, foreign: Path) -> None:
        with nothing_changes(foreign):
            UNTRUSTED.check(scaffold("status", "demo"))

    def test_who_allows_it_may_change_it(self, scaffold: Scaffold, foreign: Path) -> None:
        assert scaffold(*UPDATE, "--allow-dirty").exit_code == 0
        assert b"Another sentence." in (foreign / "README.md").read_bytes()

    def test_a_new_project_in_it_gets_no_repository_of_its_own(
        self, scaffold: Scaffold, foreign: Path
    ) -> None:
        options = ("-l", "--stack", "skeleton", "--into", "demo")
        assert scaffold("new", "part", *options).exit_code == 0
        assert not (foreign / "part" / ".git").exists()

    def test_a_repository_that_git_trusts_is_open(self, scaffold: Scaffold, foreign: Path) -> None:
        shell(foreign, "git config --global --add safe.directory '*'")
        assert scaffold(*UPDATE).exit_code == 0


# Marks by which git does not see an edit.
UNSEEN = {
    "skip-worktree": "git update-index --skip-worktree README.md",
    "assume-unchanged": "git update-index --assume-unchanged README.md",
    "ignored": "git rm -q --cached README.md; echo README.md >> .git/info/exclude",
}


@pytest.mark.parametrize("script", UNSEEN.values(), ids=UNSEEN.keys())
def test_an_edit_that_git_does_not_see_is_seen(
    scaffold: Scaffold, repository: Path, script: str
) -> None:
    shell(repository, f"{script}; {IDENTITY} git commit -qm y --allow-empty")
    edited = b"mine\n\n" + (repository / "README.md").read_bytes()
    (repository / "README.md").write_bytes(edited)
    assert "edited   README.md" in scaffold("status", "demo").output
    before = read_standing(repository)
    assert scaffold(*UPDATE).exit_code == 0
    assert (repository / "README.md").read_bytes().startswith(b"mine\n\n")
    assert scaffold("undo", "demo").exit_code == 0
    assert read_standing(repository) == before


@pytest.mark.parametrize("script", UNSEEN.values(), ids=UNSEEN.keys())
@pytest.mark.parametrize("merge", [[], ["--merge"]], ids=["plain", "merge"])
def test_an_edit_that_git_does_not_see_is_kept_by_an_adoption(
    scaffold: Scaffold, old: Path, merge: list[str], script: str
) -> None:
    shell(old, f"{script}; {IDENTITY} git commit -qm y --allow-empty")
    (old / "README.md").write_bytes(b"a token that nobody has a copy of\n")
    assert scaffold("adopt", "old", *merge).exit_code in {0, 4}
    assert (old / "README.md").read_bytes() == b"a token that nobody has a copy of\n"


@pytest.mark.parametrize("script", FINE.values(), ids=FINE.keys())
def test_a_repository_in_which_nothing_is_open_is_looked_at_and_updated(
    scaffold: Scaffold, repository: Path, script: str
) -> None:
    shell(repository, f"{IDENTITY} {script}")
    with nothing_changes(repository):
        check_silent(scaffold("status", "demo"))
    check_silent(scaffold(*UPDATE))
    for name in ("README.md", ".copier-answers.yml"):
        assert b"Another sentence." in (repository / name).read_bytes()


# Of open work, what makes Git read more or fewer files than there are.
OPEN = {
    "a repository of its own in a folder": "git init -q src/nested; touch src/nested/a",
    "a partial index": "git rm -rq --cached src",
}


@pytest.mark.parametrize("script", OPEN.values(), ids=OPEN.keys())
def test_the_status_is_told_while_work_is_open(
    scaffold: Scaffold, repository: Path, script: str
) -> None:
    shell(repository, script)
    with nothing_changes(repository):
        check_silent(scaffold("status", "demo"))


def test_a_damaged_repository_is_named(scaffold: Scaffold, repository: Path) -> None:
    (repository / ".git" / "index").write_bytes(b"damaged")
    with nothing_changes(repository):
        refusal = Refusal(1, "`git ls-files` failed: fatal: ", "Run `git status`")
        refusal.check(scaffold("status", "demo"))
        assert scaffold("check", "demo").exit_code == 0
        refusal = Refusal(1, "`git status` failed: fatal: ", "Run `git status` in the repository")
        refusal.check(scaffold(*UPDATE))


# What a person's settings of git may hold when a project is made.
SETTINGS = {
    "nobody is known": "true",
    "a name without an address": "git config --global user.name Ada",
    "nobody may be guessed": "git config --global user.useConfigOnly true",
    "hooks that fail": "mkdir ~/h; printf '#!/bin/sh\\nexit 1\\n' > ~/h/pre-commit;"
    " chmod +x ~/h/*; git config --global core.hooksPath ~/h",
    "hooks of a template that fail": "mkdir -p ~/t/hooks; printf '#!/bin/sh\\nexit 1\\n' >"
    " ~/t/hooks/pre-commit; chmod +x ~/t/hooks/*; git config --global init.templateDir ~/t",
    "commits signed by nobody": "git config --global commit.gpgSign true",
    "everything ignored": "echo '*' > ~/i; git config --global core.excludesFile ~/i",
    "line ends converted": "git config --global core.autocrlf true",
    "line ends refused": "git config --global core.autocrlf input;"
    " git config --global core.safecrlf true",
    "another first branch": "git config --global init.defaultBranch trunk",
    "a monitor": "git config --global core.fsmonitor true",
    "objects of another kind": "git config --global init.defaultObjectFormat sha256",
    "a language": "git config --global i18n.commitEncoding latin1",
}


@pytest.mark.parametrize("script", SETTINGS.values(), ids=SETTINGS.keys())
def test_a_first_commit_is_made_whatever_the_person_has_set(
    scaffold: Scaffold, clean_machine: Path, script: str
) -> None:
    shell(clean_machine, script)
    finished = scaffold("new", "demo", "-l", "--stack", "skeleton")
    assert finished.exit_code == 0, finished
    assert " (initial commit " in finished.output
    shell(clean_machine / "demo", 'test -z "$(git status --porcelain)"; git log --oneline')


def test_settings_that_git_cannot_read_make_no_half_project(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    (Path(os.environ["HOME"]) / ".gitconfig").write_text("[")
    with nothing_changes(clean_machine):
        finished = scaffold("new", "demo", "-l", "--stack", "skeleton")
    Refusal(1, "`git init` failed: fatal: bad config line", "Use `--no-git`").check(finished)
    assert scaffold("new", "demo", "-l", "--stack", "skeleton", "--no-git").exit_code == 0


class TestNoGit:
    """A machine without git: only what needs it is refused."""

    @pytest.fixture(autouse=True)
    def hidden(self, clean_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(clean_machine / "nothing"))

    def test_a_repository_cannot_be_asked_for(
        self, scaffold: Scaffold, clean_machine: Path
    ) -> None:
        with nothing_changes(clean_machine):
            finished = scaffold("new", "new", "-l", "--stack", "skeleton", "--git")
        Refusal(1, "Git is not installed", "Install Git or use `--no-git`").check(finished)

    def test_a_template_cannot_be_fetched(self, scaffold: Scaffold, clean_machine: Path) -> None:
        with nothing_changes(clean_machine):
            finished = scaffold("new", "new", "-l", "--template", "gh:example/template")
        Refusal(1, "Git is not installed", "Install Git").check(finished)
        assert "--no-git" not in finished.errors

    @pytest.mark.parametrize("arguments", [*CHANGING, *LOOKING], ids=lambda words: words[0])
    def test_the_rest_does_without(
        self, scaffold: Scaffold, project: Path, arguments: Sequence[str]
    ) -> None:
        (project / "mine.py").touch()
        check_silent(scaffold(*arguments))


@pytest.mark.parametrize(
    "into", [".git", ".git/hooks", ".GIT", "bare.git", "bare.git/refs/heads", "link", "new/.git"]
)
def test_nothing_is_made_inside_a_folder_of_gits(
    scaffold: Scaffold, clean_machine: Path, into: str
) -> None:
    shell(clean_machine, "git init -q; git init -q --bare bare.git; ln -s .git/info link")
    shell(clean_machine, "mkdir .GIT new")
    with nothing_changes(clean_machine):
        finished = scaffold("new", "demo", "-l", "--stack", "skeleton", "--into", into)
    Refusal(5, "is inside a `.git` folder", "Choose another `--into`").check(finished)


@pytest.mark.parametrize("command", ["update", "check", "status", "diff", "adopt"])
def test_a_project_inside_a_folder_of_gits_is_none(
    scaffold: Scaffold, project: Path, command: str
) -> None:
    shell(project.parent, "git init -q; mv demo .git/demo")
    with nothing_changes(project.parent):
        finished = scaffold(command, ".git/demo")
    hint = "Run the command in the work tree" if command == "adopt" else "Use a project folder"
    Refusal(5, "/demo` is inside a `.git` folder", hint).check(finished)
