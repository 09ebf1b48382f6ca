"""Updates of real projects, from a template that changes between two releases."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from scaffold.errors import (
    AnswersFileError,
    DowngradeError,
    InterruptedCommandError,
    InvalidAnswerError,
    NotAProjectError,
    UncleanRepositoryError,
)
from scaffold.plan.actions import Action
from scaffold.project.guard import check_repository
from scaffold.template.releases import Source, bundled_release
from scaffold.template.trusted_addresses import trusting
from scaffold.verbs import update
from scaffold.verbs.new import NewRequest, make_project
from scaffold.verbs.planned_update import PlannedUpdate
from scaffold.verbs.update import UpdateRequest
from tests.cases.journals import write_journal
from tests.conftest import FEATURES

EVERYTHING = list(FEATURES)


@pytest.fixture
def project(clean_machine: Path) -> Path:
    """Make a project of the bundled template, in a repository of its own."""
    answers = {"features": EVERYTHING}
    return make_project(NewRequest("demo", clean_machine, bundled_release(), answers)).path


def commit(project: Path) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "add", "-A"], cwd=project, check=True)
    subprocess.run(["git", *identity, "commit", "-qm", "x"], cwd=project, check=True)


def contents(project: Path) -> dict[str, bytes]:
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and not {".git", ".scaffold"} & set(path.parts)
    }


def actions(planned: PlannedUpdate) -> dict[str, Action]:
    return {action.path: action.action for action in planned.plan.actions}


def run(project: Path, **answers: object) -> PlannedUpdate:
    planned = update.plan(UpdateRequest(project, answers=answers))
    assert update.apply(planned) == []
    return planned


def test_an_update_with_nothing_new_plans_nothing(project: Path) -> None:
    before = contents(project)
    planned = run(project)
    assert planned.is_empty
    assert contents(project) == before
    assert not (project / ".scaffold").exists()


def test_a_feature_goes_and_comes_back_byte_for_byte(project: Path) -> None:
    before = contents(project)
    run(project, features=["github"])
    assert not (project / "Dockerfile").exists()
    assert not (project / ".vscode").exists()
    run(project, features=EVERYTHING)
    assert contents(project) == before


def test_another_stack_takes_the_place_of_the_old_one_and_edits_stay(project: Path) -> None:
    edited = project / "src" / "demo" / "models" / "train.py"
    edited.write_bytes(edited.read_bytes() + b"\n# mine\n")
    planned = run(project, stack="skeleton")
    assert actions(planned)["src/demo/models/train.py"] is Action.NOT_DELETED
    assert edited.read_bytes().endswith(b"# mine\n")
    assert not (project / "src" / "demo" / "models" / "tune.py").exists()


def test_a_renamed_package_takes_the_owners_edits_along(project: Path) -> None:
    edited = project / "src" / "demo" / "models" / "train.py"
    mine = edited.read_bytes() + b"\n# mine\n"
    edited.write_bytes(mine)
    run(project, package_name="churn")
    assert (project / "src" / "churn" / "models" / "train.py").read_bytes() == mine
    assert not (project / "src" / "demo").exists()


def test_twice_is_once(project: Path) -> None:
    run(project, features=["docker"])
    after = contents(project)
    assert update.plan(UpdateRequest(project, answers={"features": ["docker"]})).is_empty
    assert contents(project) == after


def test_the_answers_say_what_was_answered(project: Path) -> None:
    run(project, description="Another sentence.")
    assert b"description: Another sentence.\n" in (project / ".copier-answers.yml").read_bytes()
    assert b"Another sentence." in (project / "README.md").read_bytes()


def test_conflicts_name_the_release_that_a_template_from_elsewhere_has(
    clean_machine: Path,
) -> None:
    template = clean_machine / "template"
    template.mkdir()
    answers = "{{ _copier_conf.answers_file }}.jinja"
    (template / answers).write_text("{{ _copier_answers | to_nice_yaml }}")
    subprocess.run(["git", "init", "-q"], cwd=template, check=True)
    release(template, "v1.0.0", "first\n")
    project = make_project(NewRequest("demo", clean_machine, Source(str(template)))).path
    (project / "file").write_text("mine\n")
    release(template, "v2.0.0", "second\n")
    with trusting([str(template)]):
        assert run(project).target == "v2.0.0"
    assert ">>>>>>> template v2.0.0\n" in (project / "file").read_text()


def release(template: Path, tag: str, text: str) -> None:
    (template / "file").write_text(text)
    commit(template)
    subprocess.run(["git", "tag", tag], cwd=template, check=True)


def test_the_project_may_be_named_from_below(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "src")
    run(Path(".."), features=["github"])
    assert not (project / "Dockerfile").exists()


@pytest.mark.parametrize(
    "hide",
    [
        pytest.param(["git", "update-index", "--skip-worktree", "README.md"], id="skip-worktree"),
        pytest.param(["git", "update-index", "--assume-unchanged", "README.md"], id="unchanged"),
        pytest.param(["sh", "-c", "echo README.md >> .git/info/exclude"], id="ignored"),
    ],
)
def test_an_edit_that_git_does_not_see_is_still_the_owners(project: Path, hide: list[str]) -> None:
    subprocess.run(hide, cwd=project, check=True)
    mine = b"# mine\n\n" + (project / "README.md").read_bytes()
    (project / "README.md").write_bytes(mine)
    run(project, description="Another sentence.")
    merged = (project / "README.md").read_bytes()
    assert merged.startswith(b"# mine\n\n")
    assert b"Another sentence." in merged


class TestRefusals:
    def test_a_folder_without_answers_is_no_project(self, clean_machine: Path) -> None:
        with pytest.raises(NotAProjectError, match=r"No `\.copier-answers\.yml` in"):
            update.plan(UpdateRequest(clean_machine))

    @pytest.mark.parametrize(
        ("content", "problem"),
        [
            pytest.param(b"a: [", "Invalid YAML", id="broken"),
            pytest.param(b"<<<<<<< HEAD\n", "conflict markers", id="conflict"),
            pytest.param(b"", "No answers in", id="empty"),
            pytest.param(b"- a\n", "No answers in", id="a list"),
            pytest.param(b"stack: tagifai\n", "lacks `_src_path` or `_commit`", id="no release"),
            pytest.param("a: é".encode("utf-16"), "not UTF-8", id="UTF-16"),
            pytest.param(b"!!python/object/apply:os.getcwd []", "Invalid YAML", id="python tag"),
            pytest.param(b"a: !custom 1", "Invalid YAML", id="custom tag"),
        ],
    )
    def test_answers_that_cannot_be_read_are_named(
        self, project: Path, content: bytes, problem: str
    ) -> None:
        (project / ".copier-answers.yml").write_bytes(content)
        with pytest.raises(AnswersFileError, match=problem):
            update.plan(UpdateRequest(project))

    def test_an_unknown_answer_is_named(self, project: Path) -> None:
        with pytest.raises(InvalidAnswerError, match="Unknown question `colour`"):
            update.plan(UpdateRequest(project, answers={"colour": "red"}))

    def test_a_project_of_a_newer_release_is_not_taken_back(self, project: Path) -> None:
        answers = project / ".copier-answers.yml"
        answers.write_text(answers.read_text().replace("_commit: v0", "_commit: v99"))
        with pytest.raises(DowngradeError, match="Cannot downgrade"):
            update.plan(UpdateRequest(project))

    def test_an_interrupted_command_comes_first(self, project: Path) -> None:
        write_journal(project, [], {})
        with pytest.raises(InterruptedCommandError):
            update.plan(UpdateRequest(project))

    def test_every_caller_of_the_verb_gets_the_guard(self, project: Path) -> None:
        (project / "notes").touch()
        request = UpdateRequest(project, answers={"features": ["docker"]})
        with pytest.raises(UncleanRepositoryError, match="uncommitted changes"):
            update.update(request)
        result = update.update(replace(request, allow_dirty=True))
        assert result.skipped == ()
        assert not result.planned.is_empty
        assert not (project / ".vscode").exists()

    def test_changes_that_are_not_committed_are_not_mixed_in(self, project: Path) -> None:
        (project / "notes").touch()
        with pytest.raises(UncleanRepositoryError, match="uncommitted changes"):
            check_repository(project, allow_dirty=False)
        check_repository(project, allow_dirty=True)

    @pytest.mark.parametrize(
        ("place", "name"), [("MERGE_HEAD", "merge"), ("rebase-merge", "rebase")]
    )
    def test_an_update_does_not_enter_a_merge(self, project: Path, place: str, name: str) -> None:
        (project / ".git" / place).touch()
        with pytest.raises(UncleanRepositoryError, match=f"A {name} is in progress"):
            check_repository(project, allow_dirty=True)

    def test_a_folder_without_repository_or_git_is_fine(
        self, clean_machine: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        check_repository(clean_machine, allow_dirty=False)
        monkeypatch.setenv("PATH", str(clean_machine))
        check_repository(clean_machine, allow_dirty=False)
