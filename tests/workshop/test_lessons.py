"""A project to learn with: blank where its lessons say so, and whole again when solved."""

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from scaffold.files.tree import Tree, read_tree
from scaffold.project.project import open_project
from scaffold.template.exercises.bodies import is_blank
from scaffold.template.exercises.lessons import LESSONS_FILE, Exercise, read_lessons
from scaffold.verbs.workshop import reset, solve
from scaffold.workshop.moved_notebooks import is_moved
from scaffold.workshop.solving import BACKUP
from tests.conftest import LAYOUTS
from tests.kit.machine import Scaffold
from tests.workshop.conftest import Made

pytestmark = pytest.mark.story

CLEAN = "src/demo/data/clean.py"
NOTEBOOK = "notebooks/first_model.ipynb"
THIN, PLAN = "notebooks/first_model.thin.ipynb", "notebooks/first_model.plan.toml"
MOVE = "move-notebook"


def exercises_of(project: Path) -> list[Exercise]:
    """Return the exercises that are functions to write."""
    lessons = read_lessons(project)
    return [each for lesson in lessons for each in lesson.exercises if each.file]


def files_of(project: Path) -> Tree:
    """Return the files of a project without those that scaffold keeps for undo."""
    return {
        path: file for path, file in read_tree(project).items() if not path.startswith(".scaffold/")
    }


def write_body(project: Path, body: str = '    return "mine"\n') -> None:
    """Do an exercise, in a way of one's own."""
    path = project / CLEAN
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(body if "exercise clean-text" in line else line for line in lines))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_six_lessons_are_blank_and_nothing_else_differs(learning: Made, layout: str) -> None:
    project, whole = learning(layout), learning(layout, workshop=False)
    assert [lesson.name for lesson in read_lessons(project)] == [
        "organise",
        "data",
        "train",
        "evaluate",
        "predict",
        "update",
    ]
    exercises = exercises_of(project)
    for exercise in exercises:
        assert is_blank((project / exercise.file).read_text("utf-8"), exercise.function)
    blank, reference = read_tree(project), read_tree(whole)
    differing = {path for path, file in reference.items() if blank.get(path) != file}
    assert differing == {exercise.file for exercise in exercises} | {".copier-answers.yml"}
    added = blank.keys() - reference.keys()
    assert {path for path in added if "workshop/" not in path} == {NOTEBOOK}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_all_solutions_give_the_reference_byte_for_byte(
    learning: Made, clean_machine: Path, layout: str
) -> None:
    project = shutil.copytree(learning(layout), clean_machine / "demo")
    exercises = exercises_of(project)
    assert solve(open_project(project), exercises) == [exercise.name for exercise in exercises]
    whole = learning(layout, workshop=False)
    for exercise in exercises:
        assert (project / exercise.file).read_bytes() == (whole / exercise.file).read_bytes()
    assert not (project / BACKUP).exists()
    assert solve(open_project(project), exercises) == []
    assert reset(open_project(project), exercises) == [exercise.name for exercise in exercises]
    blank = learning(layout)
    for exercise in exercises:
        assert (project / exercise.file).read_bytes() == (blank / exercise.file).read_bytes()


def test_every_exercise_names_tests_that_are_there_and_has_a_hint(learning: Made) -> None:
    project = learning("package")
    for lesson in read_lessons(project):
        assert lesson.title
        for exercise in lesson.exercises:
            assert exercise.hint
            assert exercise.tests
            for test in exercise.tests:
                file, _, function = test.partition("::")
                assert f"def {function}" in (project / file).read_text("utf-8"), test


def test_a_notebook_is_moved_and_taken_back(project: Path, scaffold: Scaffold) -> None:
    before = files_of(project)
    finished = scaffold("workshop", "solve", "organise", "--project", project)
    solved = "Solved move-notebook, find-root, name-columns; run `scaffold undo` to revert\n"
    assert finished.output == solved
    moved = files_of(project)
    assert {path.split("/")[2] for path in moved.keys() - before.keys() if "src/" in path} == {
        "data",
        "models",
        "evaluation",
        "inference",
        "utils",
    }
    assert is_moved(project, NOTEBOOK)
    again = scaffold("workshop", "solve", "organise", "--project", project)
    assert again.output == "Nothing to do: already solved\n"
    assert scaffold("undo", project).exit_code == 0
    assert files_of(project) == before
    scaffold("workshop", "solve", MOVE, "--project", project)
    finished = scaffold("workshop", "reset", MOVE, "--project", project)
    assert finished.output == "Cleared move-notebook; run `scaffold undo` to revert\n"
    after = files_of(project)
    assert {path for path in after if not path.startswith(BACKUP)} == before.keys()
    kept = f"{BACKUP}/{MOVE}-1/"
    backup = {path.removeprefix(kept) for path in after if path.startswith(kept)}
    assert backup == {path for path in moved if path not in before}
    scaffold("workshop", "solve", MOVE, "--project", project)
    scaffold("workshop", "reset", MOVE, "--project", project)
    assert (project / BACKUP / f"{MOVE}-2").is_dir()


def test_a_notebook_is_moved_as_the_plan_of_the_learner_says(
    project: Path, scaffold: Scaffold
) -> None:
    scaffold("notebook", "plan", project / NOTEBOOK)
    plan = (project / PLAN).read_text("utf-8")
    (project / PLAN).write_text(plan.replace("prepare_counts", "unite_rare_tags"), "utf-8")
    assert not is_moved(project, NOTEBOOK)
    scaffold("workshop", "solve", MOVE, "--project", project)
    assert "def unite_rare_tags(" in (project / "src/demo/data/first_model.py").read_text("utf-8")
    kept = project / BACKUP / f"{MOVE}-1" / PLAN
    assert "unite_rare_tags" in kept.read_text("utf-8")


def test_a_plan_that_no_longer_fits_is_replaced_and_kept(project: Path, scaffold: Scaffold) -> None:
    scaffold("notebook", "plan", project / NOTEBOOK)
    plan = (project / PLAN).read_text("utf-8")
    (project / PLAN).write_text(plan.replace('digest = "', 'digest = "0'), "utf-8")
    finished = scaffold("workshop", "solve", MOVE, "--project", project)
    assert finished.exit_code == 0, finished.errors
    assert is_moved(project, NOTEBOOK)
    assert 'digest = "0' in (project / BACKUP / f"{MOVE}-1" / PLAN).read_text("utf-8")


def test_a_move_in_place_is_taken_back(project: Path, scaffold: Scaffold) -> None:
    before = files_of(project)
    moved = scaffold("notebook", "move", "--in-place", "--allow-dirty", project / NOTEBOOK)
    assert moved.exit_code == 0, moved.errors
    scaffold("workshop", "reset", MOVE, "--project", project)
    after = files_of(project)
    assert {path for path in after if not path.startswith(BACKUP)} == before.keys()
    assert after[NOTEBOOK] == before[NOTEBOOK]


def test_an_update_keeps_the_moved_notebook(project: Path, scaffold: Scaffold) -> None:
    scaffold("workshop", "solve", MOVE, "--project", project)
    before = files_of(project)
    finished = scaffold("update", project, "--defaults", "-d", "oldest_python=3.12")
    assert finished.exit_code == 0, finished.errors
    after = files_of(project)
    own = [path for path in after if "first_model" in path]
    assert len(own) == 9
    assert all(after[path] == before[path] for path in own)
    settings = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
    assert settings["project"]["requires-python"] == ">=3.12"
    assert "src/demo/*/first_model.py" in settings["tool"]["ruff"]["lint"]["per-file-ignores"]
    left = scaffold("update", project, "--defaults", "--allow-dirty", "-d", "workshop=false")
    assert left.exit_code in (0, 4), left.errors
    assert files_of(project).keys() >= set(own) - {NOTEBOOK}


def test_what_a_learner_wrote_is_kept_when_the_solution_comes_and_goes(
    project: Path, scaffold: Scaffold
) -> None:
    write_body(project)
    finished = scaffold("workshop", "solve", "clean-text", "--project", project)
    assert finished.output == "Solved clean-text; run `scaffold undo` to revert\n"
    assert (project / BACKUP / "clean-text-1.py").read_text() == '    return "mine"\n'
    scaffold("workshop", "reset", "clean-text", "--project", project)
    assert "return" in (project / BACKUP / "clean-text-2.py").read_text()
    assert scaffold("undo", project).exit_code == 0
    assert "exercise clean-text" not in (project / CLEAN).read_text("utf-8")


def test_undo_brings_back_what_a_learner_wrote(project: Path, scaffold: Scaffold) -> None:
    write_body(project)
    before = (project / CLEAN).read_bytes()
    scaffold("workshop", "solve", "data", "--project", project)
    assert (project / CLEAN).read_bytes() != before
    scaffold("undo", project)
    assert (project / CLEAN).read_bytes() == before
    assert not (project / BACKUP / "clean-text-1.py").exists()


def test_an_update_keeps_the_exercises_and_what_a_learner_wrote(
    project: Path, scaffold: Scaffold
) -> None:
    write_body(project)
    finished = scaffold("update", project, "--defaults", "-d", "oldest_python=3.12")
    assert finished.exit_code == 0, finished.errors
    assert 'return "mine"' in (project / CLEAN).read_text("utf-8")
    blank = [e for e in exercises_of(project) if e.file != CLEAN]
    for exercise in blank:
        assert is_blank((project / exercise.file).read_text("utf-8"), exercise.function)
    assert "workshop: true\n" in (project / ".copier-answers.yml").read_text("utf-8")


def test_the_lesson_about_updates_is_solved_by_an_update(project: Path, scaffold: Scaffold) -> None:
    finished = scaffold("workshop", "solve", "update", "--project", project)
    assert finished.exit_code == 0, finished.errors
    assert 'requires-python = ">=3.12"' in (project / "pyproject.toml").read_text("utf-8")
    assert "oldest_python: '3.12'" in (project / ".copier-answers.yml").read_text("utf-8")


def test_a_workshop_can_be_left_with_all_that_was_written(
    project: Path, scaffold: Scaffold
) -> None:
    write_body(project)
    finished = scaffold("update", project, "--defaults", "-d", "workshop=false")
    assert 'return "mine"' in (project / CLEAN).read_text("utf-8")
    assert "NotImplementedError" not in (project / "src/demo/config.py").read_text("utf-8")
    assert not (project / LESSONS_FILE).exists()
    assert finished.exit_code in (0, 4), finished.errors


def test_a_hint_says_where_and_how(project: Path, scaffold: Scaffold) -> None:
    finished = scaffold("workshop", "hint", "clean-text", "--project", project)
    assert finished.output.startswith(f"clean-text: clean_text in {CLEAN}\n  The order decides")
    assert "Tests: tests/code/test_clean.py" in finished.output


def test_new_makes_a_project_to_learn_with(scaffold: Scaffold, clean_machine: Path) -> None:
    finished = scaffold("new", "demo", "--workshop", "--seed", "7", "--defaults", "--json")
    assert json.loads(finished.output)["answers"]["workshop"] is True
    answers = (clean_machine / "demo" / ".copier-answers.yml").read_text("utf-8")
    assert "sample_seed: 7\n" in answers
    assert "workshop: true\n" in answers


def test_new_says_how_a_learner_begins(scaffold: Scaffold) -> None:
    finished = scaffold("new", "demo", "--workshop", "--defaults")
    steps = [
        line.strip() for line in finished.output.partition("Next steps:")[2].splitlines() if line
    ]
    assert steps[0].startswith("cd demo && python3 -m venv .venv")
    assert steps[1:] == [
        ".venv/bin/pip install --editable . --group dev",
        "scaffold workshop status",
    ]


@pytest.mark.parametrize(
    ("arguments", "problem", "hint"),
    [
        pytest.param(["--workshop", "--stack", "skeleton"], "stack tagifai", "", id="skeleton"),
        pytest.param(["--seed", "7"], "--seed", "--workshop", id="a seed without a workshop"),
        pytest.param(["--workshop", "--seed", "-1"], "--seed", "", id="a negative seed"),
    ],
)
def test_what_cannot_be_a_workshop_is_refused(
    scaffold_process: Scaffold, arguments: list[str], problem: str, hint: str
) -> None:
    finished = scaffold_process("new", "demo", "--defaults", *arguments)
    assert finished.exit_code == 2
    assert problem in finished.errors
    assert hint in finished.errors
    assert not Path("demo").exists()


@pytest.mark.parametrize(
    ("damage", "arguments", "problem"),
    [
        pytest.param(
            "none", ["solve", "clean-txt"], "Unknown lesson or exercise `clean-txt`", id="a typo"
        ),
        pytest.param("no lessons", ["hint", "data"], "is not a workshop project", id="no lessons"),
        pytest.param(
            "bad lessons",
            ["status"],
            "Invalid `workshop/lessons.toml`",
            id="lessons that are no TOML",
        ),
        pytest.param(
            "odd lessons",
            ["status"],
            "Invalid `workshop/lessons.toml`",
            id="lessons without a list",
        ),
        pytest.param(
            "odd exercises",
            ["status"],
            "Invalid `workshop/lessons.toml`: `x` is not a table",
            id="exercises that are no tables",
        ),
        pytest.param(
            "odd name",
            ["status"],
            "Invalid `workshop/lessons.toml`: `1` is not a string",
            id="name",
        ),
        pytest.param("no file", ["solve", "data"], "is not a file", id="a file that is gone"),
        pytest.param("a folder", ["solve", "data"], "is not a file", id="a folder in its place"),
        pytest.param(
            "syntax", ["solve", "data"], "clean.py`: syntax error (line 1)", id="a syntax error"
        ),
        pytest.param("latin", ["reset", "data"], "not UTF-8", id="another encoding"),
        pytest.param(
            "renamed", ["solve", "data"], "clean.py`: `clean_text` not found", id="renamed"
        ),
        pytest.param("none", ["status"], "No virtual environment", id="no environment"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_a_hint(
    project: Path, scaffold_process: Scaffold, damage: str, arguments: list[str], problem: str
) -> None:
    harm(project, damage)
    before = read_tree(project)
    finished = scaffold_process("workshop", *arguments, "--project", project, VIRTUAL_ENV="")
    assert finished.exit_code == 1
    assert problem in finished.error_lines[0]
    assert finished.error_lines[1].startswith("hint: ")
    assert read_tree(project) == before


def harm(project: Path, damage: str) -> None:
    """Do to a project what happens to projects."""
    lessons, file = project / LESSONS_FILE, project / CLEAN
    contents = {
        "bad lessons": (lessons, b"[["),
        "odd lessons": (lessons, b"lessons = 1\n"),
        "odd exercises": (lessons, b"[[lessons]]\nname = 'a'\ntitle = 'A'\nexercises = ['x']\n"),
        "odd name": (lessons, b"[[lessons]]\nname = 1\ntitle = 'A'\nexercises = []\n"),
        "syntax": (file, b"def (\n"),
        "latin": (file, b"# caf\xe9\n"),
        "renamed": (file, b"def clean() -> None: ...\n"),
    }
    if damage in contents:
        path, content = contents[damage]
        path.write_bytes(content)
    elif damage == "no lessons":
        lessons.unlink()
    elif damage in {"no file", "a folder"}:
        file.unlink()
        if damage == "a folder":
            file.mkdir()
