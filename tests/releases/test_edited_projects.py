"""What an owner has done to a project of release 0.1.0 lives on in release 0.2.0."""

import os
from pathlib import Path

import pytest

from scaffold.answers.file import parse_answers
from tests.adopt.conftest import OLD, contents, write
from tests.conftest import LAYOUTS
from tests.kit.machine import Scaffold
from tests.kit.terminal import read_until, start_on_terminal
from tests.update.standing import read_standing

pytestmark = [pytest.mark.story, pytest.mark.usefixtures("offline")]

TO = ("--to", "0.2.0")


@pytest.fixture(params=LAYOUTS)
def project(request: pytest.FixtureRequest, scaffold: Scaffold, clean_machine: Path) -> Path:
    """Make a project with release 0.1.0, in each layout."""
    options = ("--release", "0.1.0", "--layout", request.param, "--defaults", "--no-git")
    assert scaffold("new", "demo", *options).exit_code == 0
    return clean_machine / "demo"


def source(project: Path) -> Path:
    """Return the folder in which the stages stand."""
    package = project / "src" / "demo"
    return package if package.is_dir() else project / "src"


def answers(project: Path) -> dict[str, object]:
    return dict(parse_answers((project / ".copier-answers.yml").read_bytes()))


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in a file once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def test_edits_of_a_moved_file_arrive_at_its_new_place(scaffold: Scaffold, project: Path) -> None:
    data = source(project) / "data"
    edit(data / "make_sample.py", "NOISE_SHARE = 0.03", "NOISE_SHARE = 0.07  # ours")
    edit(data / "sample_writer.py", "SHORT_SHARE = 0.05 ", "SHORT_SHARE = 0.09 ")
    finished = scaffold("update", "demo", "--defaults", *TO)
    assert finished.exit_code == 0, finished.errors
    assert "NOISE_SHARE = 0.07  # ours" in (data / "sample" / "make.py").read_text()
    assert "from ...utils.files import" in (data / "sample" / "make.py").read_text()
    assert "SHORT_SHARE = 0.09 " in (data / "sample" / "writer.py").read_text()
    assert not (data / "make_sample.py").exists()
    assert not (data / "sample_writer.py").exists()


def test_a_moved_file_that_was_deleted_stays_deleted(scaffold: Scaffold, project: Path) -> None:
    data = source(project) / "data"
    (data / "make_sample.py").unlink()
    assert scaffold("update", "demo", "--defaults", *TO).exit_code == 0
    assert not (data / "make_sample.py").exists()
    assert not (data / "sample" / "make.py").exists()
    assert (data / "sample" / "writer.py").is_file()


def test_a_dropped_file_that_was_edited_stays_and_is_named(
    scaffold: Scaffold, project: Path
) -> None:
    seeds = source(project) / "utils" / "seeds.py"
    edit(seeds, "random.seed(seed)\n    np", "random.seed(seed + 1)\n    np")
    before = seeds.read_bytes()
    finished = scaffold("update", "demo", "--defaults", *TO)
    assert finished.exit_code == 4
    assert f"not deleted   {seeds.relative_to(project).as_posix()}" in finished.output
    assert seeds.read_bytes() == before


@pytest.mark.parametrize("content", [b"root = true\n\n[*]\nindent_style = tab\n", b""])
def test_a_file_of_the_owners_at_the_place_of_a_new_one_stays_and_is_named(
    scaffold: Scaffold, project: Path, content: bytes
) -> None:
    (project / ".editorconfig").write_bytes(content)
    finished = scaffold("update", "demo", "--defaults", *TO)
    assert finished.exit_code == 4
    assert "not created   .editorconfig" in finished.output
    assert (project / ".editorconfig").read_bytes() == content


def test_where_the_new_place_of_an_edited_file_is_taken_both_stay_and_both_are_named(
    scaffold: Scaffold, project: Path
) -> None:
    data = source(project) / "data"
    edit(data / "make_sample.py", "SEED = 6", "SEED = 7")
    before = (data / "make_sample.py").read_bytes()
    (data / "sample" / "make.py").write_text("MINE = 1\n")
    finished = scaffold("update", "demo", "--defaults", *TO)
    assert finished.exit_code == 4
    folder = data.relative_to(project).as_posix()
    assert f"not created   {folder}/sample/make.py" in finished.output
    assert f"not deleted   {folder}/make_sample.py" in finished.output
    assert (data / "sample" / "make.py").read_text() == "MINE = 1\n"
    assert (data / "make_sample.py").read_bytes() == before


def test_a_new_question_takes_its_default_and_an_old_answer_stays(
    scaffold: Scaffold, project: Path
) -> None:
    before = answers(project)
    assert "oldest_python" not in before
    assert scaffold("update", "demo", "--defaults", *TO).exit_code == 0
    after = answers(project)
    assert after == {**before, "_commit": "v0.2.0", "oldest_python": "3.11"}
    assert after["description"] == "A machine-learning project."
    assert 'requires-python = ">=3.11"' in (project / "pyproject.toml").read_text()


def test_an_answer_to_a_new_question_is_merged_with_the_owners_edits(
    scaffold: Scaffold, project: Path
) -> None:
    metadata = project / "pyproject.toml"
    edit(metadata, "dependencies = [\n", 'dependencies = [\n  "polars>=1.30",\n')
    edit(project / "justfile", "# Check everything\n", "# Check everything we have\n")
    finished = scaffold("update", "demo", "--defaults", *TO, "-d", "oldest_python=3.12")
    assert finished.exit_code == 0, finished.errors
    assert answers(project)["oldest_python"] == "3.12"
    assert 'requires-python = ">=3.12"' in metadata.read_text()
    assert "Python :: 3.11" not in metadata.read_text()
    assert '  "polars>=1.30",\n' in metadata.read_text()
    assert "# Check everything we have\n" in (project / "justfile").read_text()
    assert "--python-version 3.12 " in (project / "justfile").read_text()


def test_on_a_terminal_the_new_question_is_asked_and_no_other(project: Path) -> None:
    process, terminal = start_on_terminal("update", project, *TO)
    shown = read_until(terminal, "3.13")
    os.write(terminal, b"\x1b[B\r")  # one line down, and Enter
    shown += read_until(terminal, "Updated 0.1.0 -> 0.2.0")
    assert process.wait(timeout=60) == 0
    os.close(terminal)
    assert "Oldest Python that the project runs on" in shown  # The words of release 0.2.0.
    assert "Name of the" not in shown
    assert "One sentence about the project" not in shown
    assert answers(project)["oldest_python"] == "3.12"


def test_undo_takes_an_edited_project_back_to_the_release_before(
    scaffold: Scaffold, project: Path
) -> None:
    edit(source(project) / "data" / "make_sample.py", "SEED = 6", "SEED = 7")
    before = read_standing(project)
    assert scaffold("update", "demo", "--defaults", *TO).exit_code == 0
    assert scaffold("undo", "demo").exit_code == 0
    assert read_standing(project) == before


def test_an_adopted_repository_gets_what_is_new_and_keeps_what_it_had(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    folder = clean_machine / "churn"
    folder.mkdir()
    write(folder, {**OLD, "README.md": b"# Churn\n"})
    options = ("--release", "0.1.0", "--defaults", "--allow-dirty", "--features", "all")
    adopted = scaffold("adopt", folder, *options)
    assert adopted.exit_code == 0, adopted.errors
    before = contents(folder)
    updated = scaffold("update", folder, "--defaults", *TO)
    assert updated.exit_code == 0, updated.errors
    after = contents(folder)
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert ".editorconfig" in changed
    assert not changed & {path for path, content in OLD.items() if content}
    assert answers(folder)["kept"]


def test_a_project_goes_back_where_the_older_release_is_named(
    scaffold: Scaffold, project: Path
) -> None:
    before = contents(project)
    assert scaffold("update", "demo", "--defaults", *TO).exit_code == 0
    assert contents(project) != before
    finished = scaffold("update", "demo", "--defaults", "--to", "v0.1.0")
    assert finished.exit_code == 0, finished
    assert contents(project) == before
