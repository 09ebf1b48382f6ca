import json
from pathlib import Path

import pytest

from scaffold.apply.journal import apply_changes, recover
from scaffold.apply.journal_errors import StateError
from scaffold.errors import ForbiddenPlaceError
from scaffold.files.paths import check_place, naming_failed_writes
from scaffold.files.tree import Change, File
from scaffold.template.releases import Source
from scaffold.verbs.new import NewRequest, make_project
from tests.cases.journals import step, write_journal


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("../escape", id="up"),
        pytest.param("a/../../escape", id="down and up"),
        pytest.param("/etc/passwd", id="absolute"),
        pytest.param("C:/x", id="a drive"),
        pytest.param("a\\b", id="a separator of Windows"),
        pytest.param("", id="nothing"),
        pytest.param(".", id="the folder itself"),
        pytest.param("a/../b", id="up and back"),
        pytest.param(".git/hooks/pre-commit", id="git"),
        pytest.param("vendored/.git/config", id="git of a submodule"),
        pytest.param("vendored/.git", id="the file of a submodule"),
        pytest.param(".GIT/config", id="git in capitals"),
        pytest.param(".git./config", id="git with a dot"),
        pytest.param(".git /config", id="git with a blank"),
        pytest.param("git~1/config", id="git by its short name"),
        pytest.param(".g\u200cit/config", id="git with a character that is not seen"),
        pytest.param(".scaffold/lock", id="the lock"),
        pytest.param(".Scaffold/journal/journal.json", id="the journal in capitals"),
    ],
)
def test_a_place_outside_or_inside_git_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(ForbiddenPlaceError):
        check_place(path)
    with pytest.raises(ForbiddenPlaceError):
        apply_changes(tmp_path, "update", [Change(path, None, File(b"x"))])
    assert not list(tmp_path.rglob("config"))


@pytest.mark.parametrize("path", [".gitignore", ".github/workflows/a.yml", "a/b..c", "src/git/x"])
def test_a_place_with_a_like_name_is_fine(path: str) -> None:
    check_place(path)


def test_a_journal_from_a_stranger_leads_nowhere_else(tmp_path: Path) -> None:
    project = tmp_path / "project"
    journal = project / ".scaffold" / "journal"
    (journal / "new").mkdir(parents=True)
    (journal / "new" / "0").write_text("evil\n")
    after = {"kind": "file", "sha256": "0"}
    escape = {"number": 0, "path": "../escape", "before": None, "after": after}
    (journal / "journal.json").write_text(json.dumps({"command": "update", "steps": [escape]}))
    with pytest.raises(ForbiddenPlaceError):
        recover(project)
    assert not (tmp_path / "escape").exists()


def test_a_linked_memory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    project = tmp_path / "project"
    project.mkdir()
    (project / ".scaffold").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StateError):
        apply_changes(project, "update", [Change("a", None, File(b"x"))])
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_template_cannot_bring_a_hook(clean_machine: Path) -> None:
    hooks = clean_machine / "template" / "{% if true %}.git{% endif %}" / "hooks"
    hooks.mkdir(parents=True)
    (hooks / "pre-commit").write_text("#!/bin/sh\n")
    (clean_machine / "template" / "copier.yml").write_text("_exclude: [copier.yml]\n")
    with pytest.raises(ForbiddenPlaceError):
        make_project(NewRequest("demo", clean_machine, Source(str(clean_machine / "template"))))
    assert not (clean_machine / "demo").exists()


@pytest.mark.parametrize("mode", ["0o644", True, 0o1777, -1])
def test_a_journal_with_a_mode_that_no_file_has_is_refused(tmp_path: Path, mode: object) -> None:
    entry = {**step("a", None, b"new\n"), "mode": mode}
    write_journal(tmp_path, [entry], {"new/0": b"new\n"})
    with pytest.raises(StateError):
        recover(tmp_path)
    assert not (tmp_path / "a").exists()


def test_an_error_that_is_none_of_the_file_system_is_no_failed_write(tmp_path: Path) -> None:
    with (
        pytest.raises(OSError, match=r"^odd$"),
        naming_failed_writes(tmp_path, "Free some space"),
    ):
        raise OSError("odd")
