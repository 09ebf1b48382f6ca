"""An older release is unpacked once, whole or not at all, however many ask for it and die."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.errors import TemplateSourceError, WriteError
from scaffold.template.archives.release_files import digest, read_template
from scaffold.template.unpacking import unpacked
from tests.kit.machine import run_command
from tests.releases.conftest import SMALL, Archiver, Checkout

pytestmark = pytest.mark.story

DATA = Path(".local", "share", "mlops-scaffold")


def test_a_release_is_unpacked_into_the_home_and_used_again(archived: Archiver) -> None:
    archive = archived()
    folder = unpacked(archive)
    assert folder == Path.home() / DATA / "releases" / f"1.0.0-{archive.archive[:8]}"
    assert read_template(folder) == SMALL
    before = {path: path.stat().st_ino for path in folder.rglob("*")}
    archive.path.unlink()
    assert unpacked(archive) == folder
    assert {path: path.stat().st_ino for path in folder.rglob("*")} == before


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda folder: (folder / "copier.yml").write_bytes(b""), id="changed"),
        pytest.param(lambda folder: (folder / "copier.yml").unlink(), id="missing"),
        pytest.param(lambda folder: (folder / "template" / "more").touch(), id="added"),
        pytest.param(lambda folder: (folder / "template").rename(folder / "other"), id="moved"),
    ],
)
def test_a_damaged_folder_is_made_anew(
    archived: Archiver, damage: Callable[[Path], object]
) -> None:
    archive = archived()
    folder = unpacked(archive)
    damage(folder)
    assert unpacked(archive) == folder
    assert read_template(folder) == SMALL
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


@pytest.mark.parametrize("obstacle", ["file", "link to nowhere", "link to a folder"])
def test_what_stands_in_the_way_is_replaced(archived: Archiver, obstacle: str) -> None:
    archive = archived()
    elsewhere = Path.home() / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine").touch()
    folder = Path.home() / DATA / "releases" / f"1.0.0-{archive.archive[:8]}"
    folder.parent.mkdir(parents=True)
    if obstacle == "file":
        folder.touch()
    else:
        folder.symlink_to(elsewhere if "folder" in obstacle else "nowhere")
    assert read_template(unpacked(archive)) == SMALL
    assert [path.name for path in elsewhere.iterdir()] == ["mine"]


def test_a_wrong_archive_is_not_unpacked(archived: Archiver) -> None:
    archive = archived()
    archive.path.write_bytes(archive.path.read_bytes()[:-1])
    with pytest.raises(TemplateSourceError, match="is corrupt"):
        unpacked(archive)
    assert not (Path.home() / DATA).exists()


@pytest.mark.parametrize("home", ["a file", "missing in a read-only place"])
def test_without_a_home_to_write_in_a_temporary_folder_serves(
    archived: Archiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("HOME", str(tmp_path / "file") if home == "a file" else "/proc/nowhere")
    archive = archived()
    folder = unpacked(archive)
    assert read_template(folder) == SMALL
    assert tmp_path not in folder.parents
    assert unpacked(archive) == folder


def test_where_nothing_can_be_written_it_is_a_sentence_and_a_hint(
    archived: Archiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/dev/null")
    monkeypatch.setattr(tempfile, "tempdir", "/dev/null")
    with pytest.raises(WriteError, match=r"Cannot unpack release .*: not a directory") as caught:
        unpacked(archived())
    assert "temporary folder" in caught.value.hint


@pytest.mark.xdist_group("releases")
def test_the_temporary_folder_goes_with_the_process(newer: Checkout, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    program = "import scaffold.template.releases as r; print(r.find_release('0.1.0').path)"
    finished = newer.python("-c", program, HOME="/dev/null", TMPDIR=str(temporary))
    assert Path(finished.output.strip()).parent == temporary, finished.errors
    assert list(temporary.iterdir()) == []


@pytest.mark.xdist_group("releases")
def test_processes_that_unpack_at_once_get_the_same_whole_release(
    newer: Checkout, tmp_path: Path
) -> None:
    program = (
        "import sys\nfrom scaffold.template.releases import find_release\n"
        "import scaffold.template.unpacking\n"
        "print('ready', flush=True)\nsys.stdin.read(1)\nprint(find_release('0.1.0').path)\n"
    )
    expected = newer.digests()["0.1.0"]["tree"]
    for number in range(3):
        home = tmp_path / str(number)
        home.mkdir()
        environment = {**os.environ, "PYTHONPATH": str(newer.path), "HOME": str(home)}
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", program],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(4)
        ]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        printed = dict.fromkeys(processes, "")
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        for process in processes:
            printed[process] = process.communicate()[0].strip()
            assert process.returncode == 0
        folders = list((home / DATA / "releases").iterdir())
        assert {Path(each) for each in printed.values()} == set(folders)
        assert [digest(read_template(folder)) for folder in folders] == [expected]


# How a trial may end; where nothing can be kept, a temporary folder serves.
ENDS = {"kill": -9, "ctrl-c": 130, "full disk": 0}


@pytest.mark.parametrize("fault", ENDS)
def test_a_fault_at_any_event_leaves_nothing_half(
    archived: Archiver, tmp_path: Path, fault: str
) -> None:
    driver = [sys.executable, "-m", "tests.releases.faulted_unpacking"]
    # What a killed process leaves among the temporary files goes with those of this test.
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    command = [*driver, str(tmp_path), archived().archive, fault]
    finished = run_command(command, settings={"TMPDIR": str(temporary)})
    assert finished.exit_code == 0, finished.errors
    trials = json.loads(finished.output)
    assert len(trials) > 20
    for trial in trials:
        after, again = trial["after"], trial["finally"]
        assert trial["ended"] == ENDS[fault], trial
        assert False not in [*after["releases"], *after["repository"]], trial
        assert trial["again"] == 0, trial
        assert again["releases"] == again["repository"] == [True], trial
        # What an ended one left beside goes when something is written there again.
        assert not again["others"] or after["releases"] or after["repository"], trial
