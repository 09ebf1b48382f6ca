"""A repository that is adopted already: twice is once."""

import json
from pathlib import Path

import pytest

from tests.adopt.conftest import OLD, Repository, commit, contents, write
from tests.adopt.test_adopting import answers_of
from tests.kit.machine import Scaffold

pytestmark = pytest.mark.story


@pytest.mark.parametrize("first", [[], ["--merge"]])
@pytest.mark.parametrize("committed", [True, False])
def test_the_same_command_again_changes_nothing(
    scaffold: Scaffold, repository: Repository, first: list[str], *, committed: bool
) -> None:
    folder = repository()
    options = [*first, "--features", "docker,notebooks", "-d", "project_name=leave"]
    assert scaffold("adopt", folder, *options).exit_code == 0
    if committed:
        commit(folder)
    before = contents(folder)
    finished = scaffold("adopt", folder, *options)
    assert finished.exit_code == 0, finished.errors
    assert finished.output.startswith("Nothing to do: ")
    assert contents(folder) == before


def test_nothing_to_do_is_told_as_json(scaffold: Scaffold, repository: Repository) -> None:
    folder = repository()
    scaffold("adopt", folder)
    again = json.loads(scaffold("adopt", folder, "--json").output)
    assert again["actions"] == again["answers"] == []


def test_files_are_united_later(scaffold: Scaffold, repository: Repository) -> None:
    at_once, later = repository(name="one/churn"), repository(name="two/churn")
    assert scaffold("adopt", at_once, "--merge").exit_code == 0
    assert scaffold("adopt", later).exit_code == 0
    commit(later)
    assert "/.gitignore" in str(answers_of(later)["kept"])
    dry = scaffold("adopt", later, "--merge", "--dry-run")
    assert "merge         .gitignore" in dry.output
    finished = scaffold("adopt", later, "--merge")
    assert finished.exit_code == 0, finished.errors
    assert contents(later) == contents(at_once)
    assert scaffold("undo", later).exit_code == 0
    assert "/.gitignore" in str(answers_of(later)["kept"])


@pytest.mark.parametrize(
    ("options", "sentence", "hint"),
    [
        (["--stack", "tagifai"], "another answer to `stack`", "`scaffold update -d stack=...`"),
        (["--features", "all"], "another answer to `features`", "scaffold update -d features="),
        (["-d", "nothing=1"], "another answer to `nothing`", "scaffold update"),
        (["--template", "other"], "is already a project of the template", "Run `scaffold update`"),
    ],
)
def test_other_answers_are_for_an_update(
    scaffold: Scaffold, repository: Repository, options: list[str], sentence: str, hint: str
) -> None:
    folder = repository()
    scaffold("adopt", folder)
    before = contents(folder)
    finished = scaffold("adopt", folder, "--merge", "--allow-dirty", *options)
    assert finished.exit_code == 5
    assert sentence in finished.error_lines[0]
    assert hint in finished.error_lines[1]
    assert contents(folder) == before


def test_a_project_of_another_template_is_a_project(
    scaffold: Scaffold, repository: Repository, template: Path
) -> None:
    folder = repository()
    options = ("--template", template, "--release", "v1.0.0")
    assert scaffold("adopt", folder, *options).exit_code == 0
    commit(folder)
    before = contents(folder)
    for again in ((), options, ("--merge",)):
        assert scaffold("adopt", folder, *again).exit_code == 0
    assert b"# new in 2" not in contents(folder)[".gitignore"]
    assert contents(folder).keys() == before.keys()


def test_a_project_that_was_generated_is_a_project(scaffold: Scaffold, clean_machine: Path) -> None:
    scaffold("new", "demo", "--defaults", "--stack", "skeleton", "--no-git")
    before = contents(clean_machine / "demo")
    for options in ((), ("--merge",)):
        assert "Nothing to do" in scaffold("adopt", "demo", *options).output
    assert contents(clean_machine / "demo") == before


def test_what_is_kept_is_kept_by_a_later_merge_too(
    scaffold: Scaffold, repository: Repository
) -> None:
    folder = repository({**OLD, "data/raw.csv": b"1\n"})
    scaffold("adopt", folder, "-d", "kept=[/data, /mine]")
    write(folder, {".gitignore": b"a\n"})
    finished = scaffold("adopt", folder, "--merge", "--allow-dirty", "-d", "kept=[]")
    assert finished.exit_code == 5
    assert scaffold("adopt", folder, "--merge", "--allow-dirty").exit_code == 0
    assert {"/data", "/mine", "/README.md"} <= set(answers_of(folder)["kept"])  # type: ignore[call-overload]


def test_an_update_ignores_no_data_that_the_adoption_left_tracked(
    scaffold: Scaffold, repository: Repository
) -> None:
    files = {".gitignore": b"*.tmp\n", "data/iris.csv": b"1\n", "train.py": b"print()\n"}
    folder = repository(files)
    assert scaffold("adopt", folder, "--merge", "--release", "v0.2.0").exit_code == 0
    commit(folder)
    assert scaffold("update", folder, "--defaults").exit_code == 0
    rules = (folder / ".gitignore").read_text("utf-8").splitlines()
    assert "/.scaffold/" in rules
    assert [rule for rule in rules if "data" in rule] == []
