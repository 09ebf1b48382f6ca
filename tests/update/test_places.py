"""What an update removes is no obstacle; a file that stays out is reported until it is there."""

import json
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from copier import run_update

from scaffold.apply import finishing
from scaffold.apply.journal import apply_changes, recover, undo
from scaffold.errors import CutShortError
from scaffold.files.tree import Change, File, read_paths, read_tree
from scaffold.merge import merge_file
from scaffold.plan.actions import changes
from scaffold.plan.update import plan_update
from scaffold.project.not_created import with_not_created
from tests.kit.machine import Scaffold
from tests.kit.repositories import git

pytestmark = pytest.mark.story

# A path and its content; a content that begins with an arrow is the target of a symlink.
Files = Mapping[str, str]
ANSWERS = "{{ _copier_answers | to_nice_yaml }}"
LINES = "".join(f"line {number}\n" for number in range(12))
NFC, NFD = "caf\u00e9.md", unicodedata.normalize("NFD", "caf\u00e9.md")


def write(folder: Path, files: Files) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if content.startswith("-> "):
            (folder / path).symlink_to(content.removeprefix("-> "))
        else:
            (folder / path).write_text(content)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    folder = tmp_path / "template"
    folder.mkdir()
    git(folder, "init", "-q")
    return folder


Releases = Callable[..., Path]


@pytest.fixture
def releases(template: Path, clean_machine: Path, scaffold: Scaffold) -> Releases:
    """Make a project of the first of some releases, and tag the others."""

    def release(number: int, files: Files) -> None:
        git(template, "rm", "-rq", "--ignore-unmatch", ".")
        write(template, files)
        settings = "_preserve_symlinks: true\nname: {type: str, default: x}\n"
        write(template, {"copier.yml": settings, "[[ _copier_conf.answers_file ]].jinja": ANSWERS})
        (template / "[[ _copier_conf.answers_file ]].jinja").rename(
            template / "{{ _copier_conf.answers_file }}.jinja"
        )
        git(template, "add", "--all")
        git(template, "commit", "-qm", ".")
        git(template, "tag", f"v{number}.0.0")

    def make(first: Files, *others: Files) -> Path:
        release(1, first)
        made = scaffold("new", "demo", "--template", template, "--defaults", "--no-git")
        assert made.exit_code == 0, made.errors
        for number, files in enumerate(others, start=2):
            release(number, files)
        return clean_machine / "demo"

    return make


def contents(folder: Path) -> dict[str, str]:
    """Return the files of a project, without the answers; of a link, where it leads."""
    return {
        path: ("-> " if file.kind == "link" else "") + file.content.decode()
        for path, file in read_tree(folder).items()
        if not path.startswith((".scaffold/", ".copier-answers"))
    }


CHANGES: dict[str, tuple[Files, Files]] = {
    "a file becomes a folder": ({"conf": "1\n"}, {"conf/main": "2\n"}),
    "a folder becomes a file": ({"d/x": "1\n", "d/e/y": "1\n"}, {"d": "2\n"}),
    "both at once": ({"conf": "1\n", "d/x": "x\n"}, {"conf/main": "2\n", "d": "2\n"}),
    "a file becomes deep folders": ({"a": "1\n"}, {"a/b/c/d": "2\n", "a/b/e": "3\n"}),
    "deep folders become a file": ({"a/b/c/d": "1\n", "a/b/e": "1\n"}, {"a": "2\n"}),
    "a folder in a folder becomes a file": ({"a/b/c": "1\n", "a/x": "x\n"}, {"a/b": "2\n"}),
    "two change places": ({"a": LINES, "b/x": "x\n"}, {"a/x": "x\n", "b": LINES}),
    "only the case changes": ({"Readme.md": LINES}, {"README.md": LINES}),
    "the case of a folder changes": ({"Src/x.py": LINES, "Src/y": "y\n"}, {"src/x.py": LINES}),
    "only the form of an accent changes": ({NFC: LINES}, {NFD: LINES + "2\n"}),
    "a link becomes a file": ({"a": "-> b", "b": "b\n"}, {"a": "2\n", "b": "b\n"}),
    "a link becomes a folder": ({"a": "-> b", "b/x": "x\n"}, {"a/x": "2\n", "b/x": "x\n"}),
    "a folder becomes a link": ({"a/x": "1\n", "b/x": "x\n"}, {"a": "-> b", "b/x": "x\n"}),
    "a link becomes a link to elsewhere": ({"a": "-> b"}, {"a": "-> c"}),
}


@pytest.fixture(params=CHANGES)
def planned(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, list[Change], Files]:
    """Plan a change of an unedited project, without rendering it."""
    project, wanted = tmp_path / "project", tmp_path / "wanted"
    old, new = CHANGES[request.param]
    write(project, old)
    write(wanted, new)
    base, theirs = read_tree(project), read_tree(wanted)
    merge = partial(merge_file, ours_name="yours", theirs_name="template")
    ours = read_paths(project, base.keys() | theirs.keys())
    return (
        project,
        [Change(*change) for change in changes(plan_update(base, ours, theirs, {}, merge))],
        new,
    )


def test_an_unedited_project_becomes_what_the_template_gives(
    planned: tuple[Path, list[Change], Files],
) -> None:
    project, steps, new = planned
    old = contents(project)
    assert apply_changes(project, "update", steps) == []
    assert contents(project) == new
    undo(project)
    assert contents(project) == old
    undo(project)
    assert contents(project) == new


def test_a_command_that_is_killed_between_two_changes_is_finished(
    planned: tuple[Path, list[Change], Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    project, steps, new = planned
    old, really_make = contents(project), finishing._make
    for stop in range(len(steps) + 1):
        left = [stop]

        def kill(*arguments: Any, left: list[int] = left) -> bool:
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
            return really_make(*arguments)

        monkeypatch.setattr(finishing, "_make", kill)
        with suppress(CutShortError):
            apply_changes(project, "update", steps)
        monkeypatch.setattr(finishing, "_make", really_make)
        assert recover(project) == []
        assert contents(project) == new
        undo(project)
        assert contents(project) == old


def test_a_journal_whose_last_change_was_made_is_finished(
    planned: tuple[Path, list[Change], Files],
) -> None:
    project, steps, new = planned
    apply_changes(project, "update", steps)
    (project / ".scaffold" / "undo").rename(project / ".scaffold" / "journal")
    assert recover(project) == []
    assert contents(project) == new


@pytest.mark.parametrize(
    "change", ["both at once", "only the case changes", "a link becomes a folder"]
)
def test_an_update_of_a_real_project_needs_no_help(
    scaffold: Scaffold, releases: Releases, change: str
) -> None:
    old, new = CHANGES[change]
    project = releases(old, new)
    finished = scaffold("update", project, "--defaults")
    assert (finished.exit_code, finished.error_lines) == (0, [])
    assert contents(project) == new
    assert b"_not_created" not in (project / ".copier-answers.yml").read_bytes()
    assert scaffold("check", project).exit_code == 0
    assert "Already up to date" in scaffold("update", project, "--defaults").output


def test_an_edit_follows_a_file_into_the_folder_that_takes_its_name(
    scaffold: Scaffold, releases: Releases
) -> None:
    project = releases({"conf": LINES}, {"conf/main": LINES + "new\n"})
    write(project, {"conf": "mine\n" + LINES})
    assert scaffold("update", project, "--defaults").exit_code == 0
    assert contents(project) == {"conf/main": "mine\n" + LINES + "new\n"}


def test_an_edit_follows_a_change_of_case(scaffold: Scaffold, releases: Releases) -> None:
    project = releases({"Readme.md": LINES}, {"README.md": LINES + "new\n"})
    write(project, {"Readme.md": "mine\n" + LINES})
    assert scaffold("update", project, "--defaults").exit_code == 0
    assert contents(project) == {"README.md": "mine\n" + LINES + "new\n"}
    scaffold("undo", project)
    assert contents(project) == {"Readme.md": "mine\n" + LINES}


def test_an_empty_folder_that_a_deletion_left_gives_way(
    scaffold: Scaffold, releases: Releases
) -> None:
    project = releases({"d/x": "x\n", "d/e/y": "y\n"}, {"d": "2\n"})
    (project / "d" / "e" / "y").unlink()
    assert scaffold("update", project, "--defaults").exit_code == 0
    assert contents(project) == {"d": "2\n"}


class TestFilesThatStayOut:
    """Something of the user's is in the place of a new file."""

    OBSTACLES: Mapping[str, Files] = {
        "another file": {"conf/main": "mine\n"},
        "a folder with a file": {"conf/main/mine": "mine\n"},
        "a file on the way": {"conf": "mine\n"},
        "a link on the way": {"conf": "-> elsewhere"},
        "a name in another case": {"conf/Main": "mine\n"},
        "a folder in another case": {"Conf/mine": "mine\n"},
    }

    @pytest.fixture(params=OBSTACLES)
    def blocked(
        self, request: pytest.FixtureRequest, releases: Releases, scaffold: Scaffold
    ) -> Path:
        project = releases(
            {"a": "1\n"}, {"a": "2\n", "conf/main": "2\n"}, {"a": "3\n", "conf/main": "3\n"}
        )
        write(project, self.OBSTACLES[request.param])
        finished = scaffold("update", project, "--to", "v2.0.0", "--defaults")
        assert finished.exit_code == 4
        assert "not created conf/main: " in finished.output
        return project

    def test_it_is_reported_until_it_is_there(self, scaffold: Scaffold, blocked: Path) -> None:
        before = contents(blocked)
        for _ in range(2):
            again = scaffold("update", blocked, "--to", "v2.0.0", "--defaults")
            assert again.exit_code == 0
            assert "Already up to date" in again.output
            assert "not created conf/main: " in again.output
            assert contents(blocked) == before
        checked = scaffold("check", blocked)
        assert checked.exit_code == 3
        assert "  not created  conf/main: " in checked.output
        assert "1 file was not created" in checked.output
        found = json.loads(scaffold("check", blocked, "--json").output)
        assert [(file["path"], file["state"]) for file in found["drifted"]] == [
            ("conf/main", "not created")
        ]
        states = json.loads(scaffold("status", blocked, "--json").output)["files"]
        assert [file["state"] for file in states if file["path"] == "conf/main"] == ["not created"]
        assert "  not created  conf/main" in scaffold("status", blocked).output

    def test_it_comes_once_its_place_is_free(self, scaffold: Scaffold, blocked: Path) -> None:
        for path in ("conf/main/mine", "conf/Main", "conf/main", "conf", "Conf/mine"):
            place = blocked / path
            if place.is_symlink() or place.is_file():
                place.unlink()
            if (
                place.parent != blocked
                and place.parent.is_dir()
                and not any(place.parent.iterdir())
            ):
                place.parent.rmdir()
        assert "the path is free now" in scaffold("check", blocked).output
        finished = scaffold("update", blocked, "--to", "v2.0.0", "--defaults")
        assert finished.exit_code == 0
        assert contents(blocked) == {"a": "2\n", "conf/main": "2\n"}
        assert b"_not_created" not in (blocked / ".copier-answers.yml").read_bytes()
        assert scaffold("check", blocked).output.count("conf/main") == 0

    def test_a_later_release_reports_it_again(self, scaffold: Scaffold, blocked: Path) -> None:
        finished = scaffold("update", blocked, "--defaults")
        assert finished.exit_code == 4
        assert "not created conf/main: " in finished.output
        assert (blocked / "a").read_text() == "3\n"
        answers = yaml.safe_load((blocked / ".copier-answers.yml").read_text())
        assert answers["_not_created"] == ["conf/main"]


@pytest.fixture
def own_file(releases: Releases, scaffold: Scaffold) -> Path:
    project = releases({"a": "1\n", "b": "b\n"}, {"b": "b\n", "c": "2\n"}, {"b": "b\n"})
    write(project, {"c": "mine\n"})
    (project / "b").unlink()
    assert scaffold("update", project, "--to", "v2.0.0", "--defaults").exit_code == 4
    return project


def test_a_file_that_the_user_deleted_is_not_reported(scaffold: Scaffold, own_file: Path) -> None:
    found = json.loads(scaffold("check", own_file, "--json").output)
    assert [file["path"] for file in found["drifted"]] == ["c"]
    states = json.loads(scaffold("status", own_file, "--json").output)["files"]
    assert {file["path"]: file["state"] for file in states if len(file["path"]) == 1} == {
        "b": "deleted",
        "c": "not created",
    }


def test_a_patch_never_replaces_the_file_in_its_place(scaffold: Scaffold, own_file: Path) -> None:
    assert scaffold("check", own_file, "--patch").output == ""
    (own_file / "c").unlink()
    (own_file / "c").mkdir()
    assert "No patch for c" in scaffold("check", own_file, "--patch").output
    (own_file / "c").rmdir()
    assert "+++ b/c" in scaffold("check", own_file, "--patch").output


def test_the_same_content_settles_it(scaffold: Scaffold, own_file: Path) -> None:
    write(own_file, {"c": "2\n"})
    found = json.loads(scaffold("check", own_file, "--json").output)
    assert found["drifted"] == []
    assert scaffold("update", own_file, "--to", "v2.0.0", "--defaults").exit_code == 0
    assert b"_not_created" not in (own_file / ".copier-answers.yml").read_bytes()


def test_a_file_that_the_template_drops_is_not_missed(scaffold: Scaffold, own_file: Path) -> None:
    assert scaffold("update", own_file, "--defaults").exit_code == 0
    assert (own_file / "c").read_text() == "mine\n"
    assert scaffold("check", own_file).exit_code == 0


def test_workflows_are_told(scaffold: Scaffold, own_file: Path) -> None:
    lines = scaffold("check", own_file, "--github").output.splitlines()
    (warning,) = [line for line in lines if line.startswith("::warning file=c,")]
    assert "File of release 2.0.0 not created: you have another file at this path" in warning


@pytest.mark.parametrize("listed", ["c", "[1, {}]", "{}"])
def test_a_list_that_cannot_be_read_lists_nothing(
    scaffold: Scaffold, own_file: Path, listed: str
) -> None:
    answers = own_file / ".copier-answers.yml"
    answers.write_text(answers.read_text().replace("_not_created:\n- c", f"_not_created: {listed}"))
    found = json.loads(scaffold("check", own_file, "--json").output)
    assert found["drifted"] == []


def test_plain_copier_takes_the_list_for_no_answer(own_file: Path) -> None:
    git(own_file, "init", "-q")
    git(own_file, "add", "-A")
    git(own_file, "commit", "-qm", ".")
    run_update(own_file, overwrite=True, defaults=True, quiet=True)
    answers = yaml.safe_load((own_file / ".copier-answers.yml").read_text())
    assert answers["_commit"] == "v3.0.0"
    assert "_not_created" not in answers


def test_answers_that_are_written_as_json_list_it_too() -> None:
    for content in (
        b'{"a": 1, "_commit": "v1"}',
        b"# By Copier\na: 1\n_commit: v1\n",
        b"a: 1\n_commit: v1",
    ):
        listed = with_not_created(File(content), ["d/\u00e9", "c"])
        assert yaml.safe_load(listed.content) == {
            "a": 1,
            "_commit": "v1",
            "_not_created": ["c", "d/\u00e9"],
        }
        assert with_not_created(File(content), []) == File(content)
