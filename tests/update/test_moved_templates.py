"""A project follows its template to another address, and tries changes that are not committed."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from scaffold.template.releases import TEMPLATE_ADDRESS
from tests.kit.machine import Scaffold
from tests.kit.repositories import git
from tests.update.test_template_settings import ANSWERS, NAME, commit, contents, release

pytestmark = pytest.mark.story

FILES = {
    "copier.yml": "_exclude: [copier.yml, .git]\nname: {type: str, default: demo}\n",
    "README.md.jinja": "# {{ name }}\n",
    NAME: ANSWERS,
}
NEWER = {**FILES, "README.md.jinja": "# {{ name }}\n\nMore.\n"}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    template = tmp_path / "template"
    release(template, "v1.0.0", FILES)
    return template


@pytest.fixture
def project(template: Path, scaffold: Scaffold, clean_machine: Path) -> Path:
    assert scaffold("new", "demo", "--template", template, "--defaults", "--no-git").exit_code == 0
    commit(clean_machine / "demo")
    return clean_machine / "demo"


def source(project: Path) -> str:
    return str(yaml.safe_load((project / ".copier-answers.yml").read_text())["_src_path"])


def test_a_template_that_moved_is_recorded_and_that_is_undone(
    template: Path, project: Path, scaffold: Scaffold, tmp_path: Path
) -> None:
    before = contents(project)
    moved = template.rename(tmp_path / "moved")
    assert scaffold("update", project, "--defaults").exit_code == 1
    finished = scaffold("update", project, "--defaults", "--template", moved)
    assert finished.exit_code == 0, finished.errors
    assert "Updated the answers" in finished.output
    assert f"template {moved}: the template of the project from now on" in finished.output
    assert source(project) == str(moved)
    assert scaffold("check", project).exit_code == 0
    assert scaffold("undo", project).exit_code == 0
    assert contents(project) == before


def test_a_move_and_a_release_are_one_update(
    template: Path, project: Path, scaffold: Scaffold, tmp_path: Path
) -> None:
    moved = Path(shutil.copytree(template, tmp_path / "moved"))
    release(moved, "v1.1.0", NEWER)
    shown = scaffold("update", project, "--template", moved, "--dry-run", "--json")
    assert json.loads(shown.output)["template"] == str(moved)
    assert source(project) == str(template)
    assert scaffold("update", project, "--defaults", "--template", moved).exit_code == 0
    assert (project / "README.md").read_text() == "# demo\n\nMore.\n"
    commit(project)
    again = scaffold("update", project, "--defaults", "--template", moved)
    assert "Already up to date" in again.output
    assert "from now on" not in again.output


def test_only_an_update_that_is_made_trusts_the_new_address(
    template: Path, project: Path, scaffold: Scaffold, tmp_path: Path
) -> None:
    moved = Path(shutil.copytree(template, tmp_path / "moved"))
    assert scaffold("update", project, "--dry-run", "--template", moved).exit_code == 0
    assert str(moved) not in scaffold("trust", "--list").output
    assert scaffold("update", project, "--defaults", "--template", moved).exit_code == 0
    assert str(moved) in scaffold("trust", "--list").output


def test_a_template_inside_the_project_is_refused(
    template: Path, project: Path, scaffold: Scaffold
) -> None:
    shutil.copytree(template, project / "inside")
    commit(project)
    finished = scaffold("update", project, "--defaults", "--template", project / "inside")
    assert finished.exit_code == 5, finished.errors
    assert source(project) == str(template)


def test_an_address_without_the_release_of_the_project_is_refused(
    project: Path, scaffold: Scaffold, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    release(other, "v3.0.0", FILES)
    finished = scaffold("update", project, "--defaults", "--template", other)
    assert finished.exit_code == 1
    assert "No release `v1.0.0`" in finished.errors


def test_a_project_goes_to_a_copy_of_the_bundled_template_and_back(
    scaffold: Scaffold, clean_machine: Path, tmp_path: Path
) -> None:
    options = ("--stack", "skeleton", "--defaults", "--release", "v0.1.0")
    assert scaffold("new", "bundled", *options, "--no-git").exit_code == 0
    project = clean_machine / "bundled"
    assert source(project) == TEMPLATE_ADDRESS
    hosted = tmp_path / "hosted"
    git(tmp_path, "clone", "-q", str(Path(TEMPLATE_ADDRESS).expanduser()), str(hosted))
    moved = scaffold("update", project, "--template", hosted, "--to", "v0.2.0", "--defaults")
    assert moved.exit_code == 0, moved.errors
    assert source(project) == str(hosted)
    back = scaffold("update", project, "--template", TEMPLATE_ADDRESS, "--defaults")
    assert back.exit_code == 0, back.errors
    assert source(project) == TEMPLATE_ADDRESS


def test_uncommitted_changes_are_tried_and_that_is_printed(
    template: Path, project: Path, scaffold: Scaffold
) -> None:
    before = contents(project)
    (template / "README.md.jinja").write_text("# {{ name }}\n\nTried.\n")
    (template / "new.txt").write_text("new\n")
    words = "uncommitted changes of the template were used"
    compared = scaffold("diff", project, "--to", "HEAD")
    assert words in compared.errors
    assert "+Tried." in compared.output
    planned = scaffold("update", project, "--to", "HEAD", "--dry-run", "--json")
    assert json.loads(planned.output)["uncommitted"] is True
    tried = scaffold("update", project, "--to", "HEAD", "--defaults")
    assert tried.exit_code == 0, tried.errors
    assert words in tried.errors
    assert (project / "new.txt").read_text() == "new\n"
    assert scaffold("undo", project).exit_code == 0
    assert contents(project) == before
    made = scaffold("new", "tried", "--template", template, "--release", "HEAD", "--defaults")
    assert words in made.errors


def test_a_commit_that_is_not_tagged_needs_no_warning(
    template: Path, project: Path, scaffold: Scaffold
) -> None:
    (template / "README.md.jinja").write_text("# {{ name }}\n\nCommitted.\n")
    commit(template)
    tried = scaffold("update", project, "--to", "HEAD", "--defaults")
    assert "uncommitted" not in tried.errors
    assert "Committed." in (project / "README.md").read_text()


def test_a_release_that_records_no_answers_leaves_the_file_and_updates_the_rest(
    template: Path, project: Path, scaffold: Scaffold
) -> None:
    (template / NAME).unlink()
    release(template, "v1.1.0", {each: NEWER[each] for each in NEWER if each != NAME})
    before = (project / ".copier-answers.yml").read_bytes()
    finished = scaffold("update", project, "--defaults")
    assert finished.exit_code == 0, finished
    assert (project / "README.md").read_text() == "# demo\n\nMore.\n"
    assert (project / ".copier-answers.yml").read_bytes() == before


def test_an_address_is_needed_to_stop_trusting_it(scaffold: Scaffold) -> None:
    for options in ((), ("--remove",), ("--list", "--remove")):
        refused = scaffold("trust", *options)
        assert refused.exit_code == 2
        assert "address" in refused.errors
