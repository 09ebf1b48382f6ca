"""Updates leave code alone once it is the user's, and say so; the user can decide otherwise."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from scaffold.errors import InvalidAnswerError
from scaffold.verbs.ownership import normalize_paths
from tests.kit.git_states import IDENTITY
from tests.kit.machine import Scaffold, shell

pytestmark = pytest.mark.story


@pytest.fixture
def project(clean_machine: Path, scaffold: Scaffold) -> Path:
    """A project of the first release, without a repository."""
    made = scaffold("new", "demo", "-l", "--release", "0.1.0", "--no-git")
    assert made.exit_code == 0, made
    return clean_machine / "demo"


def answers(project: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((project / ".copier-answers.yml").read_text())
    return loaded


def python_files(project: Path, folder: str) -> list[Path]:
    return sorted((project / folder).rglob("*.py"))


def replace_code(project: Path) -> set[Path]:
    """Replace all model code and tests with a few modules of the user's own."""
    for path in [*python_files(project, "src"), *python_files(project, "tests")]:
        path.unlink()
    own = {"src/demo/__init__.py": "", "src/demo/cli.py": "def main():\n    return 0\n"}
    own |= {"src/demo/fit.py": "x = 1\n", "tests/test_fit.py": "def test() -> None:\n    pass\n"}
    for name, text in own.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    return {project / name for name in own}


def test_replaced_code_gets_no_file_of_the_template_and_the_rest_is_updated(
    project: Path, scaffold: Scaffold
) -> None:
    own = replace_code(project)
    finished = scaffold("update", "demo", "-l")
    assert finished.exit_code == 0, finished
    assert {*python_files(project, "src"), *python_files(project, "tests")} == own
    assert (project / "compose.yaml").is_file()
    assert re.search(r"^yours src/: \d+ of \d+ files are edited or deleted", finished.output, re.M)
    assert "scaffold update --with src" in finished.output
    assert answers(project)["kept"] == ["/src", "/tests"]
    left = answers(project)["_base_releases"]
    assert {*left.values()} == {"v0.1.0"}
    # Your code reads the parameters, and the README describes code that you do not have.
    assert {"src", "tests", "config/args.json", "README.md"} <= left.keys()
    assert "left out config/args.json: it belongs to src/, which is yours" in finished.output
    assert not (project / "AGENTS.md").exists()


def test_a_second_update_changes_nothing_and_undo_reverts_the_first(
    project: Path, scaffold: Scaffold
) -> None:
    replace_code(project)
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    assert scaffold("update", "demo", "-l").exit_code == 0
    again = scaffold("update", "demo", "-l", "--json")
    assert [a for a in json.loads(again.output)["actions"] if a["action"] != "unchanged"] == []
    assert scaffold("undo", "demo").exit_code == 0
    after = {path: path.read_bytes() for path in before}
    assert after == before


def test_words_renamed_through_all_stages_conflict_nowhere_in_the_code(
    project: Path, scaffold: Scaffold
) -> None:
    edited = 0
    for path in [*python_files(project, "src"), *python_files(project, "tests")]:
        text = path.read_text()
        renamed = text.replace("tag", "category").replace("projects", "tickets")
        edited += renamed != text
        path.write_text(renamed)
    assert edited > 20
    before = {path: path.read_bytes() for path in python_files(project, "src")}
    planned = scaffold("update", "demo", "-l", "--json")
    actions = json.loads(planned.output)["actions"]
    assert [each for each in actions if each["path"].startswith(("src/", "tests/"))] == []
    assert {path: path.read_bytes() for path in python_files(project, "src")} == before


def test_a_fix_in_the_code_is_merged_with_those_of_the_template(
    project: Path, scaffold: Scaffold
) -> None:
    fixed = project / "src" / "demo" / "utils" / "seeds.py"
    fixed = fixed if fixed.exists() else python_files(project, "src/demo/utils")[-1]
    fixed.write_text(fixed.read_text() + "\n\nFIXED = True\n")
    finished = scaffold("update", "demo", "-l", "--json")
    result = json.loads(finished.output)
    assert result["taken"] == []
    assert [each["path"] for each in result["actions"] if each["action"] == "create"] != []
    assert "FIXED = True" in fixed.read_text()
    assert "kept" not in answers(project)


def test_a_path_is_owned_and_followed_by_command(project: Path, scaffold: Scaffold) -> None:
    owned = scaffold("own", "src/demo/models", "README.md", "--project", "demo")
    assert owned.exit_code == 0, owned
    assert answers(project)["kept"] == ["/README.md", "/src/demo/models"]
    models = {path: path.read_bytes() for path in python_files(project, "src/demo/models")}
    updated = scaffold("update", "demo", "-l")
    assert updated.exit_code == 4, updated
    kept = [line for line in updated.output.splitlines() if line.startswith("not deleted ")]
    assert kept != []
    assert [line for line in kept if not line.endswith(" imports it")] == []
    assert {path: path.read_bytes() for path in python_files(project, "src/demo/models")} == models

    followed = scaffold("update", "demo", "-l", "--with", "src/demo/models")
    assert followed.exit_code == 4, followed  # Modules that stayed import some of the old ones.
    assert answers(project)["kept"] == ["/README.md"]
    assert answers(project)["followed"] == ["src/demo/models"]
    assert answers(project)["_base_releases"]["README.md"] == "v0.1.0"
    assert "src/demo/models" not in answers(project)["_base_releases"]
    changed = {path: path.read_bytes() for path in python_files(project, "src/demo/models")}
    assert changed != models


def test_new_files_that_need_a_deleted_module_are_named_and_not_created(
    project: Path, scaffold: Scaffold
) -> None:
    (project / "src" / "demo" / "config.py").unlink()
    finished = scaffold("update", "demo", "-l", "--json")
    left_out = {each["path"]: each["reason"] for each in json.loads(finished.output)["left_out"]}
    assert "it imports src/demo/config.py, which is deleted" in left_out.values()
    assert not any((project / path).exists() for path in left_out if "demo/models/new" in path)


@pytest.mark.parametrize(
    ("path", "words", "code"),
    [
        ("../x", "`../x` is outside the project or reserved", 2),
        (".git/hooks", "`.git/hooks` is outside the project or reserved", 2),
        ("src/demo", "You own `/src` as a whole", 2),
    ],
)
def test_a_path_that_cannot_change_hands_is_named(
    project: Path, scaffold: Scaffold, path: str, words: str, code: int
) -> None:
    assert scaffold("own", "src", "--project", "demo").exit_code == 0
    before = (project / ".copier-answers.yml").read_bytes()
    refused = scaffold("follow", path, "--project", "demo")
    assert refused.exit_code == code
    assert words in refused.errors
    assert (project / ".copier-answers.yml").read_bytes() == before


def test_another_template_may_mean_something_else_by_kept(
    clean_machine: Path, scaffold: Scaffold
) -> None:
    template = clean_machine / "template"
    template.mkdir()
    (template / "copier.yml").write_text("kept: {default: none}\nq: {default: x}\n")
    (template / "q.txt.jinja").write_text("{{ q }} {{ kept }}\n")
    answers_file = template / "{{ _copier_conf.answers_file }}.jinja"
    answers_file.write_text("{{ _copier_answers | to_nice_yaml }}")
    shell(template, f"{IDENTITY} git init -q; git add -A; git commit -qm 0; git tag v1.0.0")
    made = scaffold("new", "made", "-l", "--template", "template", "-d", "kept=all", "--no-git")
    assert made.exit_code == 0, made
    project = clean_machine / "made"
    updated = scaffold("update", "made", "-d", "q=y")
    assert updated.exit_code == 0, updated
    assert (project / "q.txt").read_text() == "y all\n"
    assert answers(project)["kept"] == "all"
    refused = scaffold("own", "q.txt", "--project", "made")
    assert (refused.exit_code, refused.output) == (2, "")
    assert refused.error_lines[-2:] == [
        "error: `kept` in `.copier-answers.yml` is not a list of paths",
        "hint: Use a list of paths, as in `[/README.md, /src]`",
    ]
    assert answers(project)["kept"] == "all"


def test_paths_are_those_of_the_project_however_they_are_written(tmp_path: Path) -> None:
    inside = str(tmp_path / "src" / "a.py")
    assert normalize_paths(tmp_path, [inside, "src/a.py", "./src//a.py"]) == ["src/a.py"] * 3
    with pytest.raises(InvalidAnswerError, match="is outside the project"):
        normalize_paths(tmp_path, [str(tmp_path.parent / "other")])
