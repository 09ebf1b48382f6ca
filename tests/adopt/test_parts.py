"""Parts of a template that an adoption takes or leaves out."""

import json

import pytest

from scaffold.adoption.parts import PARTS, choose_parts, leave_out, part_of
from scaffold.errors import InvalidAnswerError
from tests.adopt.conftest import Repository
from tests.kit.machine import Scaffold

RUNS = {
    ".python-version": b"3.12\n",
    "requirements.txt": b"numpy\n",
    "main.py": b'if __name__ == "__main__":\n    print("ran")\n',
}
FILES = {"train.py": b"import torch\n", "README.md": b"# Net\n"}


@pytest.mark.parametrize(
    ("path", "part"),
    [
        (".editorconfig", "editor"),
        (".github/workflows/checks.yml", "ci"),
        ("docker/Dockerfile.gpu", "container"),
        ("data/sample/a.csv", "data"),
        ("requirements.txt", "dependencies"),
        ("README.md", "docs"),
        (".gitignore", "ignore"),
        ("src/churn/data/load.py", "code"),
        ("tests/data/a.csv", "tests"),
        ("pyproject.toml", "packaging"),
    ],
)
def test_each_file_belongs_to_a_part(path: str, part: str) -> None:
    assert part_of(path) == part


def test_parts_are_chosen_by_name() -> None:
    assert choose_parts(None, None) == PARTS
    assert choose_parts("ignore, editor", None) == {"ignore", "editor"}
    assert choose_parts(None, "editor") == PARTS - {"editor"}
    assert choose_parts("ignore,editor", "editor") == {"ignore"}
    with pytest.raises(InvalidAnswerError, match="Unknown part `lint`"):
        choose_parts("lint", None)


def test_what_is_left_out_says_so() -> None:
    found = leave_out([".editorconfig", ".gitignore"], {"ignore"})
    assert found == {".editorconfig": "part `editor` is left out"}


@pytest.mark.story
def test_only_the_chosen_parts_are_added_now_and_by_updates(
    repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository(FILES)
    assert scaffold("adopt", folder, "--defaults", "--only", "dependencies").exit_code == 0
    added = {path.name for path in folder.iterdir()} - {*FILES, ".git", ".scaffold"}
    assert added == {"requirements.txt", ".copier-answers.yml"}
    answers = (folder / ".copier-answers.yml").read_text()
    assert "- /.editorconfig" in answers
    assert "- /.gitignore" in answers


@pytest.mark.story
def test_a_part_that_is_left_out_is_not_merged(repository: Repository, scaffold: Scaffold) -> None:
    folder = repository({**FILES, ".gitignore": b"*.pt\n"})
    command = ("adopt", folder, "--json", "--merge", "--without", "ignore,editor")
    result = json.loads(scaffold(*command).output)
    actions = {each["path"]: (each["part"], each["action"]) for each in result["actions"]}
    assert actions[".gitignore"] == ("ignore", "kept")
    assert actions["requirements.txt"] == ("dependencies", "create")
    reasons = {each["path"]: each["reason"] for each in result["not_created"]}
    assert reasons[".editorconfig"] == "part `editor` is left out"
    assert (folder / ".gitignore").read_bytes() == b"*.pt\n"


@pytest.mark.story
@pytest.mark.parametrize(
    ("part", "feature", "path"),
    [("container", "docker", "Dockerfile"), ("hooks", "pre-commit", ".pre-commit-config.yaml")],
)
def test_a_part_that_is_asked_for_brings_its_feature(
    part: str, feature: str, path: str, repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository(RUNS)
    result = scaffold("adopt", folder, "--only", part, "--no-gates", "--json")
    answers = {each["name"]: each for each in json.loads(result.output)["answers"]}
    assert answers["features"]["value"] == [feature]
    assert answers["features"]["reason"] == f"`--only {part}`"
    assert (folder / path).is_file()
    assert not (folder / ".editorconfig").exists()


@pytest.mark.story
def test_given_features_count_more_than_a_part_which_says_so(
    repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository(RUNS)
    options = ("--defaults", "--only", "ignore,container", "--features", "none")
    finished = scaffold("adopt", folder, *options)
    assert "`--only container` adds nothing" in finished.errors
    assert "`--features docker`" in finished.errors
    assert "--only ignore" not in finished.errors
    assert not (folder / "Dockerfile").exists()


@pytest.mark.story
def test_a_part_without_a_feature_that_can_be_chosen_names_all(
    repository: Repository, scaffold: Scaffold
) -> None:
    finished = scaffold("adopt", repository(RUNS), "--defaults", "--only", "ci")
    assert "`--features github` or `--features gitlab`" in finished.errors.replace("\n", " ")


@pytest.mark.story
def test_an_unknown_part_is_a_usage_error(repository: Repository, scaffold: Scaffold) -> None:
    finished = scaffold("adopt", repository(FILES), "--without", "lint")
    assert finished.exit_code == 2
    assert "Unknown part `lint`" in finished.errors
