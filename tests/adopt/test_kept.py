"""What an adopted repository keeps stays kept: by updates, by plain Copier, until handed over."""

import sys
from pathlib import Path

import pytest
import yaml

from tests.adopt.conftest import OLD, Repository, commit, contents
from tests.kit.machine import Scaffold, run_command

pytestmark = pytest.mark.story

# Changes answers, and nothing else.
STAY = ("--to", "v1.0.0")
KEPT = [path for path in OLD if path in {".gitignore", "README.md", "requirements.txt"}]


@pytest.fixture
def adopted(scaffold: Scaffold, repository: Repository, template: Path) -> Path:
    """Bring in an old repository, with a release of a template that has a newer one."""
    folder = repository()
    finished = scaffold("adopt", folder, "--template", template, "--release", "v1.0.0", "-l")
    assert finished.exit_code == 0, finished.errors
    commit(folder)
    return folder


def kept(folder: Path) -> list[str]:
    answers = yaml.safe_load((folder / ".copier-answers.yml").read_text())
    return list(answers.get("kept", []))


def assert_updated_without(folder: Path, paths: list[str]) -> None:
    after = contents(folder)
    assert {path: after[path] for path in paths} == {path: OLD[path] for path in paths}
    assert after["NEW.md"] == b"new\n"
    assert after["src/churn/models/net.py"] == OLD["src/churn/models/net.py"]
    assert b"_commit: v2.0.0" in after[".copier-answers.yml"]


def test_an_update_leaves_kept_files_alone(scaffold: Scaffold, adopted: Path) -> None:
    finished = scaffold("update", adopted)
    assert finished.exit_code == 0, finished.output
    assert_updated_without(adopted, KEPT)
    assert {f"/{path}" for path in (*KEPT, "tests/.gitkeep")} <= set(kept(adopted))


def test_plain_copier_leaves_kept_files_alone(adopted: Path) -> None:
    before = kept(adopted)
    copier = [sys.executable, "-m", "copier", "update", "--defaults"]
    for _ in range(2):
        finished = run_command(copier, folder=adopted)
        assert finished.exit_code == 0, finished.errors
        assert_updated_without(adopted, KEPT)
        assert kept(adopted) == before
        commit(adopted)


@pytest.mark.parametrize("others", ["[/.gitignore, /requirements.txt, /tests/.gitkeep]", "[]"])
def test_a_file_that_is_handed_over_stays_until_it_is_deleted(
    scaffold: Scaffold, adopted: Path, others: str
) -> None:
    finished = scaffold("update", adopted, *STAY, "-d", f"kept={others}")
    assert finished.exit_code == 4
    assert "README.md: your file was kept" in finished.output
    assert (adopted / "README.md").read_bytes() == OLD["README.md"]
    assert "/README.md" not in kept(adopted)
    again = scaffold("update", adopted, *STAY, "--allow-dirty")
    assert "Already up to date" in again.output


def test_a_file_that_is_handed_over_and_deleted_becomes_the_templates(
    scaffold: Scaffold, adopted: Path
) -> None:
    (adopted / "README.md").unlink()
    others = "[/.gitignore, /requirements.txt, /tests/.gitkeep]"
    finished = scaffold("update", adopted, *STAY, "-d", f"kept={others}", "--allow-dirty")
    assert finished.exit_code == 0, finished.output
    assert (adopted / "README.md").read_bytes().startswith(b"# churn\n")


def test_a_handed_over_file_is_merged_when_the_template_changes_it(
    scaffold: Scaffold, adopted: Path
) -> None:
    scaffold("update", adopted, *STAY, "-d", "kept=[/README.md]")
    commit(adopted)
    scaffold("update", adopted)
    ignored = (adopted / ".gitignore").read_bytes()
    assert all(line in ignored for line in OLD[".gitignore"].splitlines())
    assert (adopted / "README.md").read_bytes() == OLD["README.md"]


def test_a_file_that_its_owner_keeps_later_is_not_deleted(
    scaffold: Scaffold, adopted: Path
) -> None:
    before = (adopted / "Dockerfile").read_bytes()
    patterns = "[" + ", ".join([*kept(adopted), "/Dockerfile"]) + "]"
    finished = scaffold("update", adopted, *STAY, "-d", f"kept={patterns}")
    assert finished.exit_code == 0, finished.output
    assert (adopted / "Dockerfile").read_bytes() == before
    commit(adopted)
    scaffold("update", adopted)
    assert (adopted / "Dockerfile").read_bytes() == before


def test_a_kept_file_is_never_taken_for_one_that_moved(
    scaffold: Scaffold, repository: Repository, template: Path
) -> None:
    like = (template / "template" / ".gitignore").read_bytes()
    folder = repository({"requirements.txt": like + b"mine\n"})
    scaffold("adopt", folder, "--template", template, "--release", "v1.0.0", "-l")
    (folder / ".gitignore").unlink()
    assert "deleted  .gitignore" in scaffold("status", folder).output
    commit(folder)
    scaffold("update", folder)
    assert (folder / "requirements.txt").read_bytes() == like + b"mine\n"


def test_a_project_that_keeps_nothing_has_no_such_line(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    scaffold("new", "demo", "--defaults", "--stack", "skeleton", "--no-git", "-d", "kept=[]")
    assert b"kept" not in (clean_machine / "demo" / ".copier-answers.yml").read_bytes()


@pytest.mark.parametrize("value", ["README.md", "{a: b}", "[1]", "3", ""])
def test_only_a_list_of_paths_can_be_kept(scaffold: Scaffold, value: str) -> None:
    finished = scaffold("new", "demo", "--defaults", "--no-git", "-d", f"kept={value}")
    assert finished.exit_code == 2
    assert "Use a list of paths" in finished.error_lines[0]
