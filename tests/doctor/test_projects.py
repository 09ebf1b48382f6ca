"""The checks of projects that a template made."""

import shutil
import subprocess
from pathlib import Path

import pytest

from scaffold.apply.journal import undo
from scaffold.doctor.diagnosis import diagnose
from scaffold.files.tree import list_files
from scaffold.git.queries import make_first_commit
from scaffold.verbs.doctor import apply_fixes
from tests.conftest import FEATURES, LAYOUTS, STACKS, Render
from tests.doctor.conftest import read_files

pytestmark = pytest.mark.story

ANSWERS = ".copier-answers.yml"


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def messages(project: Path, code: str) -> list[str]:
    (check,) = diagnose(project, [code]).examined
    return [f"{finding.path} {finding.message}" for finding in check.found]


@pytest.mark.parametrize("features", [(), FEATURES], ids=["no features", "all features"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("stack", STACKS)
def test_a_fresh_project_has_no_finding(
    clean_machine: Path, rendered: Render, stack: str, layout: str, features: tuple[str, ...]
) -> None:
    project = shutil.copytree(rendered(stack, layout, features), clean_machine / "demo")
    assert diagnose(project).findings == []
    make_first_commit(project, "Begin")
    assert diagnose(project).findings == []


def test_a_stage_that_is_missing_gets_an_empty_package(project: Path) -> None:
    shutil.rmtree(project / "src" / "demo" / "models")
    before = read_files(project)
    assert messages(project, "ML101") == ["src/demo/models stage folder is missing"]
    apply_fixes(diagnose(project))
    assert read_files(project) == {**before, "src/demo/models/__init__.py": b""}
    assert diagnose(project).findings == []
    undo(project)
    assert read_files(project) == before


@pytest.mark.parametrize(("rule", "narrow"), [("models/", "/models/"), ("models", "/models")])
def test_a_stage_that_git_ignores_is_not_missing(project: Path, rule: str, narrow: str) -> None:
    (project / ".gitignore").write_text(f"{rule}\n")
    make_first_commit(project, "Begin")
    subprocess.run(["git", "rm", "-rq", "--cached", "src/demo/models"], cwd=project, check=True)
    reason = f"ignored by .gitignore:1 `{rule}`; write `{narrow}`"
    assert messages(project, "ML101") == [f"src/demo/models is {reason}"]
    assert not [f for f in diagnose(project).findings if f.repair and "models" in f.path]
    for file in list_files(project / "src" / "demo" / "models"):
        (project / "src" / "demo" / "models" / file).unlink()
    cache = project / "src" / "demo" / "models" / "__pycache__"
    cache.mkdir(exist_ok=True)
    (cache / "a.pyc").touch()
    assert messages(project, "ML101") == ["src/demo/models stage folder is missing"]


def test_a_file_in_the_place_of_a_stage_is_left_to_its_owner(project: Path) -> None:
    shutil.rmtree(project / "src" / "demo" / "models")
    (project / "src" / "demo" / "models").write_text("mine\n")
    (finding,) = diagnose(project).findings
    assert (finding.path, finding.repair) == ("src/demo/models", None)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_flow_is_watched_in_every_layout(
    clean_machine: Path, rendered: Render, layout: str
) -> None:
    project = shutil.copytree(rendered("skeleton", layout, ()), clean_machine / "demo")
    place = "src/demo/data" if layout == "package" else "src/data"
    (project / place / "load.py").write_text("from ..models import train\n")
    (said,) = messages(project, "ML102")
    assert said == f"{place}/load.py `data` imports from the later stage `models`"


def test_answers_that_are_no_yaml_are_found_and_the_other_checks_go_on(project: Path) -> None:
    (project / ANSWERS).write_text("stack: [\n")
    (said,) = messages(project, "ML401")
    assert said.startswith(f"{ANSWERS} is invalid: Invalid YAML in `{ANSWERS}`")
    assert len(diagnose(project).findings) == 1


def test_an_answer_that_the_template_does_not_take_is_found(project: Path) -> None:
    edit(project / ANSWERS, "layout: package", "layout: round")
    (said,) = messages(project, "ML401")
    assert "layout" in said


def test_a_release_that_nobody_has_is_a_reason_to_skip(project: Path) -> None:
    edit(project / ANSWERS, "_commit: v", "_commit: v99.")
    assert messages(project, "ML401") == []


def test_a_newer_release_is_found(clean_machine: Path, rendered: Render) -> None:
    made = rendered("skeleton", "package", (), "demo", "v0.1.0")
    project = shutil.copytree(made, clean_machine / "demo")
    (said,) = messages(project, "ML402")
    assert said.startswith(f"{ANSWERS} is at release 0.1.0; release ")


def test_a_template_that_is_not_to_be_had_is_a_reason_to_skip(project: Path) -> None:
    address = next(
        line for line in (project / ANSWERS).read_text().splitlines() if "_src_path" in line
    )
    edit(project / ANSWERS, address, "_src_path: /nowhere/template")
    diagnosis = diagnose(project)
    assert diagnosis.findings == []
    assert "ML402" in {skipped["code"] for skipped in diagnosis.as_json()["skipped"]}
