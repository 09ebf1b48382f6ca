"""Paths and places: what is named, and what stands where a command wants to look or to write."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.adopt.conftest import OLD, write
from tests.cases.refusals import Refusal, nothing_changes
from tests.kit.machine import Scaffold, shell
from tests.update.obstacles import IN_PLACE, ON_THE_WAY, clear
from tests.update.standing import changed, lost, read_standing

pytestmark = pytest.mark.case

STAGE = """
    touch file; mkfifo pipe; mkdir empty full 'two words'; touch full/mine
    ln -s nothing dangling; ln -s loop loop; ln -s outside link; mkdir outside
"""
LONG = "n" * 300
NAME = "Choose another name or `--into`"
INTO = "Choose another `--into`"
# What `new` is asked for, and how it refuses.
DESTINATIONS: dict[str, tuple[Sequence[str], Refusal]] = {
    "a file": (["file"], Refusal(5, "/file` is a file", NAME)),
    "a pipe": (["pipe"], Refusal(5, "/pipe` is a file", NAME)),
    "a link": (["link"], Refusal(5, "/link` is a symlink", NAME)),
    "a dangling link": (["dangling"], Refusal(5, "/dangling` is a symlink", NAME)),
    "a link to itself": (["loop"], Refusal(5, "/loop` is a symlink", NAME)),
    "a folder with a file": (["full"], Refusal(5, "is not empty", "run `scaffold adopt` there")),
    "into a file": (["demo", "--into", "file"], Refusal(5, "/file` is not a folder", INTO)),
    "into below a file": (["demo", "--into", "file/a"], Refusal(5, "/file` is not a folder", INTO)),
    "into a pipe": (["demo", "--into", "pipe"], Refusal(5, "/pipe` is not a folder", INTO)),
    "into a dangling link": (
        ["demo", "--into", "dangling"],
        Refusal(5, "/dangling` is not a folder", INTO),
    ),
    "into below a dangling link": (
        ["demo", "--into", "dangling/a"],
        Refusal(5, "/dangling` is not a folder", INTO),
    ),
    "into a link to itself": (["demo", "--into", "loop"], Refusal(5, "loop", INTO)),
    "into a long name": (["demo", "--into", LONG], Refusal(5, "Path too long: `", INTO)),
    "into a long name in a folder": (
        ["demo", "--into", f"empty/{LONG}"],
        Refusal(5, "Path too long: `", INTO),
    ),
    "into a long way": (["demo", "--into", "d/" * 2100], Refusal(5, "Path too long: `", INTO)),
    "a way out": (
        ["../demo"],
        Refusal(2, "`../demo`: it is a path", "Use `--into` for the parent folder, or try `demo`"),
    ),
    "two names": (
        ["a/b"],
        Refusal(2, "`a/b`: it is a path", "Use `--into` for the parent folder, or try `a-b`"),
    ),
}


@pytest.mark.parametrize(("arguments", "refusal"), DESTINATIONS.values(), ids=DESTINATIONS.keys())
def test_a_place_in_which_nothing_can_be_made_is_told(
    scaffold: Scaffold, clean_machine: Path, arguments: Sequence[str], refusal: Refusal
) -> None:
    shell(clean_machine, STAGE)
    with nothing_changes(clean_machine):
        refusal.check(scaffold("new", "-l", "--stack", "skeleton", "--no-git", *arguments))


@pytest.mark.parametrize(
    "into", ["empty", "link", "two words", "a/b/c", "empty/../full", "-x", "~", "a\nb", "é", "."]
)
def test_a_place_in_which_a_project_can_be_made_is_taken_as_it_is_written(
    scaffold: Scaffold, clean_machine: Path, into: str
) -> None:
    shell(clean_machine, STAGE)
    before = read_standing(clean_machine)
    finished = scaffold("new", "demo", "-l", "--stack", "skeleton", "--no-git", f"--into={into}")
    assert finished.exit_code == 0, finished
    assert (clean_machine / into / "demo" / "README.md").is_file()
    assert lost(before, clean_machine) == []


@pytest.mark.parametrize("name", ["Demo", "DEMO"])
def test_a_project_beside_its_twin_leaves_that_alone(
    scaffold: Scaffold, project: Path, name: str
) -> None:
    """On systems that tell capitals apart, both may stand."""
    with nothing_changes(project):
        assert scaffold("new", name, "-l", "--stack", "skeleton", "--no-git").exit_code == 0


VERBS = {
    "project": (("update", "diff", "check", "status"), "Use a project folder"),
    "adopt": (("adopt",), "Run `scaffold new`"),
    "journal": (("recover", "undo"), "Use a project folder"),
}


@pytest.mark.parametrize(("commands", "hint"), VERBS.values(), ids=VERBS.keys())
@pytest.mark.parametrize(
    "path", ["nowhere", "file", "pipe", "dangling", "loop", "file/demo", LONG, "d/" * 2100]
)
def test_a_path_that_leads_to_no_folder_is_told_by_every_command(
    scaffold: Scaffold, clean_machine: Path, commands: Sequence[str], hint: str, path: str
) -> None:
    shell(clean_machine, STAGE)
    with nothing_changes(clean_machine):
        for command in commands:
            Refusal(5, "is not a folder", hint).check(scaffold(command, path))


def test_names_that_are_no_text_can_be_worked_with(scaffold: Scaffold, project: Path) -> None:
    odd = os.fsdecode(b"caf\xe9")
    try:
        project.rename(project.with_name(odd))
    except OSError:
        pytest.skip("this file system only takes names that are text")
    for command in ("update", "status", "check", "diff", "undo"):
        finished = scaffold(command, odd)
        assert "Traceback" not in finished.errors
        assert finished.exit_code in {0, 5}, finished


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("adopt", "{}"), id="adopt"),
        pytest.param(("adopt", "{}", "--json"), id="adopt for machines"),
        pytest.param(("new", "demo", "-l", "--stack=skeleton", "--into={}"), id="new"),
        pytest.param(("new", "demo", "-l", "--json", "--into={}"), id="new for machines"),
    ],
)
def test_names_that_are_no_text_are_printed(
    scaffold_process: Scaffold, clean_machine: Path, arguments: Sequence[str]
) -> None:
    odd = os.fsdecode(b"caf\xe9")
    try:
        (clean_machine / odd).mkdir()
    except OSError:
        pytest.skip("this file system only takes names that are text")
    spelled = [word.format(odd) for word in arguments]
    finished = scaffold_process(*spelled, PYTHONIOENCODING="utf-8:strict")
    assert finished.exit_code == 0, finished
    assert "caf\\udce9" in finished.output
    if "--json" in arguments:
        assert odd in json.dumps(json.loads(finished.output), ensure_ascii=False)


@pytest.fixture
def old(clean_machine: Path) -> Path:
    """Give a repository that no template has made."""
    folder = clean_machine / "old"
    folder.mkdir()
    write(folder, OLD)
    return folder


@pytest.mark.parametrize("obstacle", IN_PLACE)
@pytest.mark.parametrize(
    ("path", "merge"),
    [
        pytest.param("README.md", [], id="plain"),
        pytest.param("requirements.txt", ["--merge"], id="merge"),
    ],
)
def test_what_stands_where_an_adoption_has_a_file_stays(
    scaffold: Scaffold, old: Path, outside: Path, path: str, merge: list[str], obstacle: str
) -> None:
    clear(old / path)
    before, led_to = read_standing(old), read_standing(outside)
    IN_PLACE[obstacle](old / path, outside)
    owned = changed(before, read_standing(old))
    finished = scaffold("adopt", "old", *merge)
    assert finished.exit_code == 0, finished
    assert finished.error_lines == []
    assert f"kept          {path}" in finished.output
    assert lost(owned, old) == []
    assert read_standing(outside) == led_to
    assert scaffold("undo", "old").exit_code == 0
    assert lost({**before, **owned}, old) == []


@pytest.mark.parametrize("obstacle", ON_THE_WAY)
def test_what_stands_where_an_adoption_has_a_folder_stays(
    scaffold: Scaffold, old: Path, outside: Path, obstacle: str
) -> None:
    before, led_to = read_standing(old), read_standing(outside)
    ON_THE_WAY[obstacle](old / "data", outside)
    owned = changed(before, read_standing(old))
    finished = scaffold("adopt", "old", "--merge")
    assert finished.exit_code == 0, finished
    assert "kept          data/.gitkeep" in finished.output
    assert lost(owned, old) == []
    assert read_standing(outside) == led_to
    assert b"- /data\n" in (old / ".copier-answers.yml").read_bytes()


# What stands in the place of scaffold's own folder, or of the answers, when a folder is adopted.
IN_THE_PLACE_OF_STATE = {
    "a file": "printf mine > {place}",
    "a dangling link": "ln -s nothing {place}",
    "a link outside": "ln -s ../outside {place}",
    "a link to itself": "ln -s {place} {place}",
    "a pipe": "mkfifo {place}",
}


@pytest.mark.parametrize("script", IN_THE_PLACE_OF_STATE.values(), ids=IN_THE_PLACE_OF_STATE.keys())
def test_a_folder_whose_place_for_journals_is_taken_is_not_adopted(
    scaffold: Scaffold, old: Path, outside: Path, script: str
) -> None:
    shell(old, script.format(place=".scaffold"))
    with nothing_changes(old, outside):
        refusal = Refusal(5, ".scaffold` is not a folder", "Rename it")
        refusal.check(scaffold("adopt", "old"))


ANSWERS_TAKEN = {
    "a folder": ("mkdir {place}", Refusal(5, "is not a regular file", "Rename it")),
    "a pipe": ("mkfifo {place}", Refusal(5, "is not a regular file", "Rename it")),
    "a twin": ("touch .COPIER-answers.yml", Refusal(5, "is not a regular file", "Rename it")),
    "a link": (
        "ln -s README.md {place}",
        Refusal(1, "is a symlink", "Replace it with a regular file"),
    ),
    "a dangling link": (
        "ln -s a {place}",
        Refusal(1, "is a symlink", "Replace it with a regular file"),
    ),
}


@pytest.mark.parametrize(("script", "refusal"), ANSWERS_TAKEN.values(), ids=ANSWERS_TAKEN.keys())
def test_a_folder_whose_place_for_answers_is_taken_is_not_adopted(
    scaffold: Scaffold, old: Path, script: str, refusal: Refusal
) -> None:
    shell(old, script.format(place=".copier-answers.yml"))
    with nothing_changes(old):
        refusal.check(scaffold("adopt", "old"))


@pytest.mark.parametrize("obstacle", IN_PLACE)
def test_commands_that_look_tell_what_stands_in_the_way_and_write_nothing(
    scaffold: Scaffold, project: Path, outside: Path, obstacle: str
) -> None:
    for path in ("README.md", "Dockerfile"):
        clear(project / path)
        IN_PLACE[obstacle](project / path, outside)
    with nothing_changes(project, outside):
        status = scaffold("status", "demo")
        diff = scaffold("diff", "demo", "-d", "description=Another sentence.")
    assert status.exit_code == 0, status
    assert "edited   Dockerfile" in status.output
    assert diff.exit_code == 4, diff
    assert "conflict README.md: " in diff.errors
    assert diff.error_lines == []


@pytest.mark.parametrize("obstacle", ["a folder with a file", "a link outside", "a pipe"])
@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        pytest.param(("add", "github", "demo"), ".github/dependabot.yml", id="add"),
        pytest.param(("remove", "docker", "demo"), "Dockerfile", id="remove"),
    ],
)
def test_features_leave_what_stands_in_their_way(
    scaffold: Scaffold,
    project: Path,
    outside: Path,
    arguments: Sequence[str],
    path: str,
    obstacle: str,
) -> None:
    clear(project / path)
    before, led_to = read_standing(project), read_standing(outside)
    IN_PLACE[obstacle](project / path, outside)
    owned = changed(before, read_standing(project))
    finished = scaffold(*arguments)
    assert finished.exit_code == 4, finished
    assert len([line for line in finished.output.splitlines() if f" {path}: " in line]) == 1
    assert lost(owned, project) == []
    assert read_standing(outside) == led_to


FEATURES = {
    "misspelled": ("dockers", "Unknown feature `dockers`", "Did you mean `docker`?"),
    "in capitals": ("DOCKER", "Unknown feature `DOCKER`", "Run `scaffold list`"),
    "two at once": ("docker,github", "Unknown feature `docker,github`", ""),
    "empty": ("", "Unknown feature ``", "Run `scaffold list`"),
    "a path": ("../docker", "Unknown feature `../docker`", "Did you mean `docker`?"),
    "a stack": ("tagifai", "Unknown feature `tagifai`", "Run `scaffold list`"),
    "an expression": ("{{ 1 }}", "Unknown feature `{{ 1 }}`", "Run `scaffold list`"),
    "with an escape": ("a\x1b[2J", "Unknown feature `a\\x1b[2J`", "Run `scaffold list`"),
    "markup": ("[red]", "Unknown feature `[red]`", "Run `scaffold list`"),
}


FEATURES_BY_COMMAND = [
    *(pytest.param("add", *case, id=f"add-{kind}") for kind, case in FEATURES.items()),
    pytest.param("remove", *FEATURES["misspelled"], id="remove"),
]


@pytest.mark.parametrize(("command", "name", "sentence", "hint"), FEATURES_BY_COMMAND)
def test_a_feature_that_there_is_not_is_told(
    scaffold: Scaffold, project: Path, command: str, name: str, sentence: str, hint: str
) -> None:
    with nothing_changes(project):
        Refusal(2, sentence, hint).check(scaffold(command, name, "demo"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(("add", "docker", "demo"), "Feature `docker` is already enabled", id="add"),
        pytest.param(("remove", "github", "demo"), "Feature `github` is not enabled", id="remove"),
    ],
)
def test_a_feature_that_is_so_already_is_nothing_to_do(
    scaffold: Scaffold, project: Path, arguments: Sequence[str], words: str
) -> None:
    with nothing_changes(project):
        finished = scaffold(*arguments)
    assert finished.exit_code == 0
    assert words in finished.output
