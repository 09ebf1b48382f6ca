"""Every exercise can be done, and its tests tell whether it was."""

import json
import shutil
from pathlib import Path

import pytest

from scaffold.new import NewProject, make_project
from scaffold.project import open_project
from scaffold.releases import bundled_release
from scaffold.workshop.lessons import Exercise, Lesson, read_lessons
from scaffold.workshop.progress import State, look_at
from scaffold.workshop.solving import reset, solve
from tests.machine import run_command
from tests.projects.conftest import Environment, must_succeed

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("environment")]


@pytest.fixture
def project(clean_machine: Path) -> Path:
    """A project to learn with."""
    answers = {"author_name": "Ada Example", "workshop": True}
    return make_project(NewProject("demo", clean_machine, bundled_release(), answers)).path


@pytest.fixture
def solved(project: Path, environment: Environment) -> Path:
    """A project to learn with, in which everything was solved."""
    environment.install(project, "--no-deps")
    exercises = [exercise for _, exercise in all_exercises(project)]
    solve(open_project(project), [exercise for exercise in exercises if exercise.file])
    return project


def all_exercises(project: Path) -> list[tuple[Lesson, Exercise]]:
    return [(lesson, each) for lesson in read_lessons(project) for each in lesson.exercises]


def test_every_exercise_fails_blank_and_passes_solved(
    solved: Path, environment: Environment
) -> None:
    python = environment.script("python")
    for lesson, exercise in all_exercises(solved):
        if not exercise.file:
            assert look_at(solved, lesson, exercise, python).state is State.FAILING
            continue
        assert look_at(solved, lesson, exercise, python).state is State.DONE, exercise.name
        reset(open_project(solved), [exercise])
        assert look_at(solved, lesson, exercise, python).state is State.BLANK
        tests = environment.run(solved, "python", "-m", "pytest", "-q", "-x", *exercise.tests)
        assert tests.exit_code == 1, exercise.name
        assert "NotImplementedError" in tests.output, exercise.name
        solve(open_project(solved), [exercise])


def test_a_solved_workshop_passes_all_checks_of_a_project(
    solved: Path, environment: Environment
) -> None:
    shutil.rmtree(solved / "workshop" / "backup", ignore_errors=True)
    for check in (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]):
        must_succeed(environment.run(solved, *check))


def test_a_learner_sees_what_is_done(project: Path, environment: Environment) -> None:
    environment.install(project, "--no-deps")
    solve(open_project(project), [each for _, each in all_exercises(project)[:2]])
    command = ["scaffold", "workshop", "status", "--project", str(project)]
    settings = {"VIRTUAL_ENV": str(environment.folder)}
    shown = run_command(command, settings=settings)
    assert shown.exit_code == 0, shown.errors
    assert "  done     find-root" in shown.output
    assert "  blank    clean-text" in shown.output
    assert "2 of 13 exercises are done." in shown.output
    assert shown.output.endswith("Next: `scaffold workshop hint clean-text`.\n")
    listed = json.loads(run_command([*command, "--json"], settings=settings).output)["exercises"]
    assert [each["state"] for each in listed[:3]] == ["done", "done", "blank"]
    assert listed[-1]["state"] == "failing"
