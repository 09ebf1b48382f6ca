"""Names, wherever a person can give one: to `new`, to `adopt`, and to an update of a project."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cases.refusals import Refusal, nothing_changes
from tests.kit.machine import Scaffold, shell

pytestmark = pytest.mark.case

# A name for each reason to refuse one, and words of the sentence and the hint.
PROJECTS = {
    "a keyword": ("class", "is a Python keyword", "Try `class-project`"),
    "a module of the library": ("json", "the standard library", "Try `json-project`"),
    "a device": ("con", "is reserved on Windows", "Try `con-project`"),
    "a device with an end": ("nul.txt", "is reserved on Windows", "Try `nul-txt`"),
    "a folder of every project": (
        "tests",
        "conflicts with a project folder",
        "Try `tests-project`",
    ),
    "too long": ("a" * 51, "it has more than 50 characters", "Try `aaaa"),
    "another script": ("日本", "is not allowed (use A-Z", "Try `my-project`"),
    "an escape": ("a\x1b[31m", "U+001B", "Try `a-31m`"),
    "a digit first": ("1abc", "is not a valid Python identifier", "Try `project-1abc`"),
    "a path": ("../demo", "it is a path", "or try `demo`"),
    "an expression": ("{{ 7 * 7 }}", "`{` is not allowed", "Try `project-7-7`"),
    "an option": ("--upload-pack", "start and end with a letter", "Try `upload-pack`"),
    "nothing": ("", "it is empty", "Try `my-project`"),
}
# The same for import packages.
PACKAGES = {
    "a keyword": ("class", "is a Python keyword", "Try `class_project`"),
    "a module of the library": ("json", "the standard library", "Try `json_project`"),
    "a device": ("aux", "is reserved on Windows", "Try `aux_project`"),
    "the folder of sources": ("src", "conflicts with a project folder", "Try `src_project`"),
    "capitals": ("Churn", "must be lowercase", "Try `churn`"),
    "a dash": ("a-b", "is not a valid Python identifier", "Try `a_b`"),
    "a path": ("../outside", "is not a valid Python identifier", "Try `outside`"),
    "an accent": ("café", "is not a valid Python identifier", "Try `cafe`"),
}


@pytest.mark.parametrize(("name", "sentence", "hint"), PROJECTS.values(), ids=PROJECTS.keys())
def test_a_project_is_not_made_under_such_a_name(
    scaffold: Scaffold, clean_machine: Path, name: str, sentence: str, hint: str
) -> None:
    with nothing_changes(clean_machine):
        finished = scaffold("new", "-l", "--stack", "skeleton", "--no-git", "--", name)
    Refusal(2, sentence, hint).check(finished)


@pytest.mark.parametrize("kind", ["a keyword", "a path"])
@pytest.mark.parametrize("command", ["update", "diff", "adopt", "new"])
def test_no_project_gets_such_a_name_as_an_answer(
    scaffold: Scaffold, project: Path, command: str, kind: str
) -> None:
    name, sentence, hint = PROJECTS[kind]
    arguments = [command, "demo"]
    if command == "adopt":
        (project / ".copier-answers.yml").unlink()
    if command == "new":
        arguments = ["new", "other", "-l", "--no-git"]
    with nothing_changes(project.parent):
        finished = scaffold(*arguments, "-d", f"project_name={name}")
    Refusal(2, sentence, hint).check(finished)


PACKAGES_BY_COMMAND = [
    *(pytest.param("new", *case, id=f"new-{kind}") for kind, case in PACKAGES.items()),
    *(pytest.param(command, *PACKAGES["capitals"], id=command) for command in ("update", "adopt")),
]


@pytest.mark.parametrize(("command", "name", "sentence", "hint"), PACKAGES_BY_COMMAND)
def test_no_project_gets_such_a_package(
    scaffold: Scaffold, project: Path, command: str, name: str, sentence: str, hint: str
) -> None:
    arguments = [command, "demo"]
    if command == "adopt":
        (project / ".copier-answers.yml").unlink()
    if command == "new":
        arguments = ["new", "other", "-l", "--no-git"]
    with nothing_changes(project.parent):
        finished = scaffold(*arguments, "-d", f"package_name={name}")
    Refusal(2, sentence, hint).check(finished)


def test_a_stack_that_takes_the_name_of_the_package_is_refused(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    assert scaffold("new", "pandas", "-l", "--stack", "skeleton", "--no-git").exit_code == 0
    with nothing_changes(clean_machine):
        finished = scaffold("update", "pandas", "-d", "stack=tagifai")
    Refusal(2, "conflicts with a dependency", "Try `pandas_project`").check(finished)
    assert (
        scaffold(
            "update", "pandas", "-d", "stack=tagifai", "-d", "package_name=pandas_project"
        ).exit_code
        == 0
    )


@pytest.mark.parametrize(
    "name", ["Churn.Model", "a", "x2", "match", "data", "a" * 50, "my_Project"]
)
def test_a_project_takes_a_name_that_works(scaffold: Scaffold, project: Path, name: str) -> None:
    assert scaffold("update", "demo", "-d", f"project_name={name}").exit_code == 0
    assert name in (project / "README.md").read_text()


# What a folder may be called in which an adoption looks for a name.
FOLDERS = {
    "class": "class-project",
    "My Repository (old)": "my-repository-old",
    "2024": "project-2024",
    "日本": "my-project",
    "con": "con-project",
    "-x": "x",
    "{{ 7 * 7 }}": "project-7-7",
    "n" * 200: "n" * 40,
    "a\nb": "a-b",
}


@pytest.mark.parametrize(("folder", "name"), FOLDERS.items())
def test_a_repository_of_any_name_is_adopted_under_one_that_works(
    scaffold: Scaffold, clean_machine: Path, folder: str, name: str
) -> None:
    (clean_machine / folder).mkdir()
    finished = scaffold("adopt", f"./{folder}")
    assert finished.exit_code == 0, finished
    assert f"project_name: {name}\n" in (clean_machine / folder / ".copier-answers.yml").read_text(
        "utf-8"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["new", "-x"], "No such option: -x", id="a name like an option"),
        pytest.param(["new"], "Missing argument 'NAME'", id="no name"),
        pytest.param(["new", "a", "b"], "unexpected extra argument", id="two names"),
        pytest.param(["update", "demo", "more"], "unexpected extra argument", id="two projects"),
        pytest.param(["add"], "Missing argument 'FEATURE'", id="no feature"),
        pytest.param(["upgrade"], "No such command 'upgrade'", id="no such command"),
    ],
)
def test_a_call_that_names_too_little_or_too_much_is_told(
    scaffold: Scaffold, project: Path, arguments: Sequence[str], words: str
) -> None:
    with nothing_changes(project.parent):
        finished = scaffold(*arguments)
    assert finished.exit_code == 2
    assert words in finished.errors
    assert "Traceback" not in finished.errors


PAIRS = ("stack", "=skeleton", " = ", "project name=demo", "stack=a=b")


@pytest.mark.parametrize(
    ("command", "pair"),
    [
        *(("new", pair) for pair in PAIRS),
        *((command, "stack") for command in ("update", "diff", "adopt")),
    ],
)
def test_a_pair_that_is_no_answer_is_told(
    scaffold: Scaffold, project: Path, command: str, pair: str
) -> None:
    if command == "adopt":
        shell(project, "rm .copier-answers.yml")
    name = "other" if command == "new" else "demo"
    with nothing_changes(project.parent):
        finished = scaffold(command, name, "-d", pair)
    assert finished.exit_code == 2, finished
    assert finished.error_lines[0].startswith("error: ")
    assert "Traceback" not in finished.errors
