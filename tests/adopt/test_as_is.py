"""The layout `as-is`: stages are paths of the repository, and nothing is created beside them."""

import json
import sys
from pathlib import Path

import pytest

from scaffold.adoption.stage_paths import as_answer, explain, find_stages
from scaffold.project.stage_names import read_stages
from tests.adopt.conftest import Files, Repository, commit, contents
from tests.kit.machine import Scaffold, run_command

PACKAGE: Files = {
    "pyproject.toml": b'[project]\nname = "churn"\nversion = "1"\n'
    b'[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n',
    "churn/__init__.py": b"",
    "churn/dataset.py": b"from churn.train import fit\n",
    "churn/helpers.py": b"X = 1\n",
    "churn/train.py": b"def fit() -> None: ...\n",
    "churn/net/__init__.py": b"",
}


@pytest.mark.parametrize(
    ("files", "stages"),
    [
        (
            {"churn/data.py", "churn/models/net.py"},
            {"data": "churn/data.py", "models": "churn/models"},
        ),
        ({"train.py", "model.py"}, {"models": ["model.py", "train.py"]}),
        ({"evaluate_model.py"}, {"evaluation": "evaluate_model.py"}),
        ({"a/data.py", "a/sub/data.py"}, {"data": "a/data.py"}),
        ({"a/data.py", "a/data_tool.py"}, {"data": "a/data.py"}),
        ({"data/rows.csv", "docs/utils.py", "tests/utils.py", "{{x}}/data.py"}, {}),
        ({"web/manage.py", "web/shop/models.py"}, {}),
        ({"core.py", "a/b/c/d/e/data.py"}, {}),
        ({"a/model_selection.py"}, {}),
        (
            {"a_model/datasets/load.py", "a_model/net.py", "a_model/utils/io.py"},
            {"data": "a_model/datasets", "utils": "a_model/utils"},
        ),
        ({"a_model/net.py", "a_model/train.py"}, {"models": "a_model"}),
        ({f"{name}/data.py" for name in "abcdef"}, {}),
    ],
)
def test_stages_are_found_by_names(files: set[str], stages: dict[str, str | list[str]]) -> None:
    assert as_answer(find_stages(files)) == stages


def test_a_longer_name_is_less_certain_and_says_so() -> None:
    assert explain(find_stages({"data.py"})) == "by the names of modules and folders"
    assert explain(find_stages({"data_tool.py"})) == "by names; less certain: data_tool.py"


@pytest.mark.parametrize(
    "answers",
    [
        {"stages": {"data": "a.py"}},
        {"layout": "flat", "stages": {"data": "a.py"}},
        {"layout": "as-is", "stages": ["data"]},
        {"layout": "as-is", "stages": {"other": "a.py"}},
    ],
)
def test_only_valid_stages_of_the_layout_are_read(answers: dict[str, object]) -> None:
    assert read_stages(answers) == {}


def test_a_stage_has_one_path_or_several() -> None:
    answers = {"layout": "as-is", "stages": {"data": "a/", "models": ["b", 1, "c.py"]}}
    assert read_stages(answers) == {"data": ("a",), "models": ("b", "c.py")}


@pytest.fixture
def adopted(repository: Repository, scaffold: Scaffold) -> Path:
    folder = repository(PACKAGE)
    assert scaffold("adopt", folder, "--defaults").exit_code == 0
    commit(folder)
    return folder


@pytest.mark.story
def test_code_stays_where_it_is_and_the_answers_say_where(adopted: Path) -> None:
    answers = (adopted / ".copier-answers.yml").read_text()
    assert "layout: as-is" in answers
    assert "data: churn/dataset.py" in answers
    assert "models: churn/train.py" in answers
    added = contents(adopted).keys() - PACKAGE.keys()
    assert added == {".copier-answers.yml", ".editorconfig", ".gitignore", "README.md"}
    readme = (adopted / "README.md").read_text()
    assert "| `churn/dataset.py` | Code that loads, checks, cleans and splits the data. |" in readme


@pytest.mark.story
def test_status_and_doctor_name_the_paths_of_the_repository(
    adopted: Path, scaffold: Scaffold
) -> None:
    assert "models  churn/train.py" in scaffold("status", adopted).output
    stages = json.loads(scaffold("status", adopted, "--json").output)["stages"]
    assert stages == {
        "data": ["churn/dataset.py"],
        "models": ["churn/train.py"],
        "utils": ["churn/helpers.py"],
    }
    found = scaffold("doctor", adopted, "--select", "ML101,ML102").output
    assert "churn/dataset.py" in found
    assert "`data` imports from the later stage `models`" in found
    (adopted / "churn/train.py").unlink()
    found = scaffold("doctor", adopted, "--select", "ML101").output
    assert "stage `models` is missing" in found


@pytest.mark.story
@pytest.mark.parametrize("command", ["scaffold", "copier"])
def test_updates_and_plain_copier_create_no_stage_folders(
    repository: Repository, template: Path, scaffold: Scaffold, command: str
) -> None:
    folder = repository(PACKAGE)
    options = ("--layout", "as-is", "-d", "stages={data: churn/dataset.py}", "--release", "v1.0.0")
    finished = scaffold("adopt", folder, "--defaults", "--template", template, *options)
    assert finished.exit_code == 0, finished
    commit(folder)
    before = contents(folder).keys()
    if command == "scaffold":
        assert scaffold("update", folder, "--defaults").exit_code == 0
    else:
        update = [sys.executable, "-m", "copier", "update", "--defaults", "--quiet"]
        assert run_command(update, folder=folder).exit_code == 0
    assert contents(folder).keys() - before == {"NEW.md"}
    assert "stages:\n    data: churn/dataset.py" in (folder / ".copier-answers.yml").read_text()


@pytest.mark.story
def test_a_stack_with_code_needs_its_own_folders(
    repository: Repository, scaffold: Scaffold
) -> None:
    refused = scaffold(
        "adopt", repository(PACKAGE), "--json", "--stack", "tabular", "--layout", "as-is"
    )
    assert refused.exit_code == 2
    assert "the code of this stack has its own folders" in refused.errors


@pytest.mark.story
def test_a_new_project_cannot_keep_code_where_it_is(
    clean_machine: Path, scaffold: Scaffold
) -> None:
    refused = scaffold("new", "demo", "--stack", "skeleton", "--layout", "as-is", "--defaults")
    assert refused.exit_code == 2
    assert "`scaffold adopt`" in refused.errors
    assert not (clean_machine / "demo").exists()


@pytest.mark.story
def test_an_earlier_release_without_the_layout_gets_another_one(
    repository: Repository, scaffold: Scaffold
) -> None:
    found = scaffold("adopt", repository(PACKAGE), "--json", "--dry-run", "--release", "0.2.0")
    answers = {each["name"]: each["value"] for each in json.loads(found.output)["answers"]}
    assert answers["layout"] == "flat"
    assert "stages" not in answers
