"""Every exercise can be done, and its tests tell whether it was."""

import json
import shutil
from pathlib import Path

import pytest

from scaffold.project.project import open_project
from scaffold.template.exercises.lessons import Exercise, Lesson, read_lessons
from scaffold.template.releases import bundled_release
from scaffold.verbs.new import NewRequest, make_project
from scaffold.verbs.workshop import reset, solve
from scaffold.workshop.progress import ExerciseState, look_at_all
from tests.kit.machine import run_command
from tests.projects.conftest import Environment, must_succeed

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("environment")]


@pytest.fixture
def project(clean_machine: Path) -> Path:
    """A project to learn with."""
    answers = {"author_name": "Ada Example", "workshop": True}
    return make_project(NewRequest("demo", clean_machine, bundled_release(), answers)).path


@pytest.fixture
def solved(project: Path, environment: Environment) -> Path:
    """A project to learn with, in which everything was solved."""
    environment.install_instead(project)
    exercises = [exercise for _, exercise in all_exercises(project)]
    solve(open_project(project), exercises)
    return project


def all_exercises(project: Path) -> list[tuple[Lesson, Exercise]]:
    return [(lesson, each) for lesson in read_lessons(project) for each in lesson.exercises]


def test_every_exercise_fails_blank_and_passes_as_soon_as_it_is_solved_in_the_order_of_lessons(
    project: Path, environment: Environment
) -> None:
    environment.install_instead(project)
    exercises = [each for _, each in all_exercises(project) if not each.answers]
    blank = look_at_all(project, read_lessons(project), environment.script("python"))
    states = {result.exercise.name: result.state for result in blank}
    assert {states[each.name] for each in exercises} == {ExerciseState.TODO}
    for exercise in exercises:
        solve(open_project(project), [exercise])
        must_succeed(
            environment.run(project, "python", "-m", "pytest", "-q", "-x", *exercise.tests)
        )


def test_states_are_those_of_the_tests(solved: Path, environment: Environment) -> None:
    lessons, python = read_lessons(solved), environment.script("python")
    module = solved / "src/demo/data/elt.py"
    module.write_text(module.read_text("utf-8").replace("split())] > 1", "split())] > 2"))
    (rare,) = [each for _, each in all_exercises(solved) if each.name == "rare-labels"]
    reset(open_project(solved), [rare])
    states = {result.exercise.name: result.state for result in look_at_all(solved, lessons, python)}
    assert states["raise-python"] is ExerciseState.TODO
    assert states["similar-labels"] is ExerciseState.FAILING
    assert states["rare-labels"] is ExerciseState.TODO
    assert states["find-root"] is states["clean-text"] is ExerciseState.DONE
    assert states["move-notebook"] is ExerciseState.DONE


def test_a_notebook_that_computes_something_else_is_not_done(
    solved: Path, environment: Environment
) -> None:
    module = solved / "src/demo/data/first_model.py"
    module.write_text(module.read_text("utf-8").replace("text.lower()", "text"))
    found = look_at_all(solved, read_lessons(solved)[:1], environment.script("python"))
    states = {result.exercise.name: result for result in found}
    assert states["move-notebook"].state is ExerciseState.FAILING
    assert states["move-notebook"].open_test.endswith("test_both_show_the_same_in_every_cell")
    assert states["find-root"].state is ExerciseState.DONE


def test_a_module_that_is_not_python_fails_its_own_exercises_alone(
    solved: Path, environment: Environment
) -> None:
    (solved / "src/demo/data/clean.py").write_text("def (\n")
    lessons = read_lessons(solved)[1:2]
    found = look_at_all(solved, lessons, environment.script("python"))
    assert {each.exercise.name: each.state for each in found}["clean-text"] is ExerciseState.FAILING


def test_a_solved_workshop_passes_all_checks_of_a_project(
    solved: Path, environment: Environment
) -> None:
    shutil.rmtree(solved / "workshop" / "backup", ignore_errors=True)
    for check in (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]):
        must_succeed(environment.run(solved, *check))


def test_a_learner_sees_what_is_done(project: Path, environment: Environment) -> None:
    environment.install_instead(project)
    solve(open_project(project), [each for _, each in all_exercises(project)[:2]])
    command = ["scaffold", "workshop", "status", "--project", str(project)]
    settings = {"VIRTUAL_ENV": str(environment.folder)}
    shown = run_command(command, settings=settings)
    assert shown.exit_code == 0, shown.errors
    assert "  done     move-notebook" in shown.output
    assert "  todo     name-columns" in shown.output
    assert "2 of 14 exercises done" in shown.output
    assert shown.output.endswith("Next: run `scaffold workshop hint name-columns`\n")
    listed = json.loads(run_command([*command, "--json"], settings=settings).output)["exercises"]
    assert [each["state"] for each in listed[:3]] == ["done", "done", "todo"]
    assert listed[-1]["state"] == "todo"
