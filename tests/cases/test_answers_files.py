"""What every command but `update` says to an answers file, whatever it is and holds."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from scaffold import __version__
from tests.cases.refusals import Refusal, nothing_changes
from tests.kit.machine import Scaffold
from tests.update.test_answers_files import BOMB, MARKERS

pytestmark = pytest.mark.case

ANSWERS = ".copier-answers.yml"
RELEASE = f"_commit: v{__version__}".encode()
# The commands that begin with the answers; undo and recover need none.
READING = {
    "diff": ("diff", "demo", "-d", "description=Another sentence."),
    "check": ("check", "demo"),
    "status": ("status", "demo"),
    "add": ("add", "github", "demo"),
    "remove": ("remove", "docker", "demo"),
}


def check_each(
    scaffold: Scaffold, project: Path, refusal: Refusal, commands: Sequence[str] = tuple(READING)
) -> None:
    with nothing_changes(project.parent):
        for command in commands:
            refusal.check(scaffold(*READING[command]))


def folder(file: Path) -> None:
    file.mkdir()


def filled_folder(file: Path) -> None:
    file.mkdir()
    (file / "stack").write_bytes(b"skeleton\n")


def link_to_nothing(file: Path) -> None:
    file.symlink_to("nothing")


def link_to_itself(file: Path) -> None:
    file.symlink_to(file.name)


def link_to_folder(file: Path) -> None:
    file.symlink_to("src")


def link_to_file(file: Path) -> None:
    file.with_name("answers.yml").write_bytes(b"stack: skeleton\n")
    file.symlink_to("answers.yml")


LINK = Refusal(1, "is a symlink", "Replace it with a regular file")
RESTORE = "Fix the file or restore it from Git"
FOLDER = Refusal(1, "`.copier-answers.yml` is a folder", RESTORE)
PIPE = Refusal(1, "`.copier-answers.yml` is a device or pipe", RESTORE)
STANDING: dict[str, tuple[Callable[[Path], object], Refusal]] = {
    "a folder": (folder, FOLDER),
    "a folder with a file": (filled_folder, FOLDER),
    "a pipe": (os.mkfifo, PIPE),
    "a link to a file": (link_to_file, LINK),
    "a link to a folder": (link_to_folder, LINK),
    "a link to nothing": (link_to_nothing, LINK),
    "a link to itself": (link_to_itself, LINK),
}


@pytest.mark.parametrize(("stand", "refusal"), STANDING.values(), ids=STANDING.keys())
def test_what_is_no_file_is_never_opened(
    scaffold: Scaffold, project: Path, stand: Callable[[Path], object], refusal: Refusal
) -> None:
    (project / ANSWERS).unlink()
    stand(project / ANSWERS)
    check_each(scaffold, project, refusal)
    with nothing_changes(project.parent):
        refusal.check(scaffold("update", "demo"))


CONTENTS = {
    "empty": (b"", Refusal(1, "No answers in", RESTORE)),
    "broken": (b"a: [", Refusal(1, "line 1", RESTORE)),
    "UTF-16": ("a: b\n".encode("utf-16"), Refusal(1, "is not UTF-8", RESTORE)),
    "markers": (MARKERS, Refusal(1, "conflict markers", "Resolve the conflict")),
    "a bomb": (BOMB, Refusal(1, "has too many values", RESTORE)),
    "a megabyte": (b"#" * 1_000_001, Refusal(1, "is a file of more than 1,000,000 bytes", RESTORE)),
    "deep": (b"a: " + b"[" * 1000, Refusal(1, "Invalid value in", RESTORE)),
    "twice": (b"a: 1\na: 2\n", Refusal(1, "Duplicate key `a`", "Remove one of them")),
    "no release": (
        b"stack: skeleton\n",
        Refusal(1, "lacks `_src_path` or `_commit`", "Restore it from Git"),
    ),
}


@pytest.mark.parametrize(("content", "refusal"), CONTENTS.values(), ids=CONTENTS.keys())
def test_a_content_that_holds_no_answers_is_told_by_every_command(
    scaffold: Scaffold, project: Path, content: bytes, refusal: Refusal
) -> None:
    (project / ANSWERS).write_bytes(content)
    check_each(scaffold, project, refusal)


NEWER = Refusal(1, "Unknown release `v99.0.0`", "Upgrade mlops-scaffold")
DEV = Refusal(1, "Unknown release `v0.0.7.dev0`", "Development versions are not released")
KINDS = ("check", "status")
CHANGE = "Change the value with `-d KEY=VALUE`"
LIST = Refusal(2, "`features` requires a list", "Use a list")
FEATURES = b"features:\n- docker\n- vscode"
# What is replaced, by what, which commands refuse it, and how.
REPLACED: dict[str, tuple[bytes, bytes, Sequence[str], Refusal]] = {
    "a newer release": (RELEASE, b"_commit: v99.0.0", ("check", "status", "add", "remove"), NEWER),
    "a newer release, in a diff": (
        *(RELEASE, b"_commit: v99.0.0", ("diff",)),
        Refusal(5, f"Cannot downgrade from 99.0.0 to {__version__}", "Upgrade mlops-scaffold"),
    ),
    "a development version": (RELEASE, b"_commit: v0.0.7.dev0", tuple(READING), DEV),
    "a release that never was": (
        *(RELEASE, b"_commit: v0.0.7", tuple(READING)),
        Refusal(1, "Unknown release `v0.0.7`", "Run `scaffold list`"),
    ),
    "a commit for a release": (
        *(RELEASE, b"_commit: 0123abc", ("check", "status", "add", "remove", "diff")),
        Refusal(1, "Unknown release `0123abc`", "Run `scaffold list`"),
    ),
    "an unknown stack": (
        *(b"stack: skeleton", b"stack: churn", ("diff", "check", "status", "add")),
        Refusal(2, "`churn` is not a choice for `stack`", "Choose one with `-d stack=...`: tag"),
    ),
    "an unknown layout": (
        *(b"layout: package", b"layout: spiral", ("diff", "check", "status", "add")),
        Refusal(2, "`spiral` is not a choice for `layout`", "`: package, flat"),
    ),
    "an unknown feature": (
        *(b"- docker", b"- airflow", ("diff", "check", "status", "add")),
        Refusal(2, "`airflow` is not a choice for `features`", "`: docker, "),
    ),
    "features as a text": (FEATURES, b"features: docker", ("diff", *KINDS), LIST),
    "features as broken YAML": (FEATURES, b'features: "[docker"', ("diff", *KINDS), LIST),
    "features as nothing": (FEATURES, b"features: null", ("diff", *KINDS), LIST),
    "features in a list": (FEATURES, b"features: [[docker]]", ("diff", *KINDS, "add"), LIST),
    "features in a mapping": (FEATURES, b"features: [{docker: yes}]", ("diff", *KINDS), LIST),
    "no list to add to": (
        *(FEATURES, b"features: docker", ("add", "remove")),
        Refusal(1, "`features` in `.copier-answers.yml` is not a list", "restore it from Git"),
    ),
    "a stack as a list": (
        *(b"stack: skeleton", b"stack: [skeleton]", ("diff", *KINDS)),
        Refusal(2, "`stack` requires a single value", CHANGE),
    ),
    "a description as a mapping": (
        *(b"project_name: demo", b"project_name: {a: b}", ("diff", *KINDS)),
        Refusal(2, "`project_name` requires a single value", CHANGE),
    ),
    "a package that leads out": (
        *(b"package_name: demo", b"package_name: ../outside", ("diff", *KINDS, "add")),
        Refusal(2, "'package_name'", CHANGE),
    ),
    "a template that is gone": (
        *(
            b"_src_path: ~/.local/share/mlops-scaffold/template",
            b"_src_path: /gone",
            ("diff", *KINDS),
        ),
        Refusal(5, "is not trusted: /gone", "scaffold trust /gone"),
    ),
    "a template that is a device": (
        *(b"_src_path: ~/.local/share/mlops-scaffold/template", b"_src_path: /dev/zero"),
        *(("diff", *KINDS), Refusal(5, "is not trusted: /dev/zero", "scaffold trust /dev/zero")),
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "commands", "refusal"), REPLACED.values(), ids=REPLACED.keys()
)
def test_an_answer_that_cannot_be_is_told_by_every_command_that_needs_it(
    scaffold: Scaffold,
    project: Path,
    old: bytes,
    new: bytes,
    commands: Sequence[str],
    refusal: Refusal,
) -> None:
    content = (project / ANSWERS).read_bytes()
    assert old in content
    (project / ANSWERS).write_bytes(content.replace(old, new, 1))
    check_each(scaffold, project, refusal, commands)


def test_a_folder_without_answers_is_told_how_to_get_some(
    scaffold: Scaffold, project: Path
) -> None:
    (project / ANSWERS).unlink()
    refusal = Refusal(5, "No `.copier-answers.yml` in", "Run `scaffold adopt`")
    check_each(scaffold, project, refusal)


@pytest.mark.parametrize("command", READING)
def test_a_folder_in_a_project_is_told_where_the_project_is(
    scaffold: Scaffold, project: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(project / "src" / "demo")
    arguments = [word for word in READING[command] if word != "demo"]
    with nothing_changes(project):
        finished = scaffold(*arguments)
    told = f"No `{ANSWERS}` in `{project / 'src/demo'}`"
    Refusal(5, told, f"Did you mean `{project}`?").check(finished)


@pytest.mark.parametrize("content", [b"", MARKERS, None], ids=["empty", "markers", "missing"])
def test_undo_needs_no_answers_that_can_be_read(
    scaffold: Scaffold, project: Path, content: bytes | None
) -> None:
    """Undo compares bytes: it knows that the answers are not those that the update wrote."""
    scaffold("update", "demo", "-d", "description=Another sentence.")
    if content is None:
        (project / ANSWERS).unlink()
    else:
        (project / ANSWERS).write_bytes(content)
    with nothing_changes(project):
        told = f"Cannot undo: 1 file was edited afterwards (`{ANSWERS}`)"
        Refusal(5, told, "Commit or stash your changes").check(scaffold("undo", "demo"))


@pytest.mark.parametrize(
    "added",
    [
        pytest.param(b"colour: red\n", id="an unknown key"),
        pytest.param(b"colour: {a: [1, {b: c}]}\n", id="an unknown mapping"),
        pytest.param(b"a: &a [1]\nb: *a\n", id="an alias"),
        pytest.param(b"# caf\xc3\xa9 " + b"x" * 100_000 + b"\n", id="a long comment"),
    ],
)
@pytest.mark.parametrize("command", ["status", "add"])
def test_what_a_template_does_not_ask_for_is_no_obstacle(
    scaffold: Scaffold, project: Path, command: str, added: bytes
) -> None:
    with (project / ANSWERS).open("ab") as stream:
        stream.write(added)
    finished = scaffold(*READING[command])
    assert finished.exit_code == 0, finished
    assert finished.error_lines == []


@pytest.mark.parametrize("arguments", [("adopt", "demo"), ("adopt", "demo", "--merge")])
@pytest.mark.parametrize("kind", ["broken", "markers", "UTF-16", "no release"])
def test_a_project_with_broken_answers_is_not_adopted_again(
    scaffold: Scaffold, project: Path, kind: str, arguments: Sequence[str]
) -> None:
    content, refusal = CONTENTS[kind]
    (project / ANSWERS).write_bytes(content)
    with nothing_changes(project.parent):
        refusal.check(scaffold(*arguments))


FILES_OF_ANSWERS = {
    "missing": (None, "No such file or directory", "Check `--data-file`"),
    "empty": (b"", "No answers in", "Write one `key: value` pair per line"),
    "a list": (b"- stack\n", "No answers in", "Write one `key: value` pair per line"),
    "broken": (b"a: [", "line 1", "Write one `key: value` pair per line"),
    "a tag": (
        b"a: !!python/name:os.system\n",
        "Invalid YAML in",
        "Write one `key: value` pair per line",
    ),
    "Latin-1": (b"author_name: Andr\xe9\n", "it is not UTF-8", "Check `--data-file`"),
    "a number as key": (b"1: 2\n", "No answers in", "Write one `key: value` pair per line"),
    "an unknown key": (b"stak: tagifai\n", "Unknown question `stak`", "Did you mean `stack`?"),
    "a hidden question": (b"tagifai: .\n", "Unknown question `tagifai`", ""),
    "features in a list": (b"features: [[docker]]\n", "requires a list", "[docker, github]"),
    "a bomb": (BOMB + b"features: *a9\n", "Invalid value in", "per line"),
}


@pytest.mark.parametrize(
    ("content", "sentence", "hint"), FILES_OF_ANSWERS.values(), ids=FILES_OF_ANSWERS.keys()
)
def test_a_data_file_that_cannot_be_used_makes_no_project(
    scaffold: Scaffold, clean_machine: Path, content: bytes | None, sentence: str, hint: str
) -> None:
    if content is not None:
        (clean_machine / "answers.yml").write_bytes(content)
    with nothing_changes(clean_machine):
        finished = scaffold("new", "demo", "-l", "--data-file", "answers.yml")
    Refusal(2, sentence, hint).check(finished)


@pytest.mark.parametrize("stand", [folder, link_to_nothing, link_to_itself])
def test_a_data_file_that_is_no_file_makes_no_project(
    scaffold: Scaffold, clean_machine: Path, stand: Callable[[Path], object]
) -> None:
    stand(clean_machine / "answers.yml")
    with nothing_changes(clean_machine):
        finished = scaffold("new", "demo", "-l", "--data-file", "answers.yml")
    Refusal(2, "Cannot read `", "Check `--data-file`").check(finished)


def test_a_copy_of_a_project_is_the_same_project(scaffold: Scaffold, project: Path) -> None:
    shutil.copytree(project, project.with_name("copy"))
    assert scaffold("check", "copy").output == scaffold("check", "demo").output
