"""`just release` adds an archive and sets the version, or refuses before it changes anything."""

import subprocess
from pathlib import Path

import pytest

from scaffold.template.archives import archive_path, read_archives
from scaffold.template.archives.packing import open_archive
from scaffold.template.notes import Note, parse_notes
from tests.releases.conftest import Checkout

pytestmark = [pytest.mark.story, pytest.mark.xdist_group("releases")]


def changes(checkout: Checkout) -> str:
    status = ["git", "status", "--porcelain"]
    return subprocess.run(
        status, cwd=checkout.path, check=True, capture_output=True, text=True
    ).stdout


def test_a_release_adds_an_archive_and_keeps_the_earlier_ones(
    older: Checkout, newer: Checkout
) -> None:
    assert list(newer.digests()) == ["0.1.0", "0.2.0"]
    assert newer.digests()["0.1.0"] == older.digests()["0.1.0"]
    for version in newer.digests():
        archive = archive_path(newer.path / "scaffold" / "template" / "archives", version)
        assert 20_000 < archive.stat().st_size < 500_000
    assert newer.scaffold("--version").output == "scaffold 0.2.0\n"


def test_the_same_commit_is_released_to_the_same_bytes(
    older: Checkout, unreleased: Checkout, tmp_path: Path
) -> None:
    again = unreleased.copy(tmp_path / "again")
    assert again.release("0.1.0").exit_code == 0
    archives = Path("scaffold", "template", "archives", "0.1.0.tar.gz")
    assert (again.path / archives).read_bytes() == (older.path / archives).read_bytes()


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("0.1.0", "was released already"),
        ("0.0.9", "is not newer than 0.1.0"),
        ("0.1.0rc1", "is not newer than 0.1.0"),
        ("0.2.0.dev1", "is not written as"),
        ("0.2.0+local", "is not written as"),
        ("0.2", "is not written as"),
        ("v0.2.0", "is not written as"),
        ("0.2.0-rc.1", "is not written as"),
        ("newest", "is not a version"),
        ("../0.2.0", "is not a version"),
    ],
)
def test_a_version_that_cannot_follow_is_refused(
    older: Checkout, version: str, reason: str
) -> None:
    finished = older.release(version)
    assert finished.exit_code == 1
    assert reason in finished.errors
    assert changes(older) == ""


@pytest.mark.parametrize("change", ["edited", "untracked", "staged", "deleted"])
def test_a_template_that_is_not_committed_is_refused(
    older: Checkout, tmp_path: Path, change: str
) -> None:
    checkout = older.copy(tmp_path / "checkout")
    changed = checkout.path / "template" / ("new" if change == "untracked" else ".gitignore")
    if change == "deleted":
        changed.unlink()
    else:
        changed.write_text("changed\n")
    if change == "staged":
        subprocess.run(["git", "add", "template"], cwd=checkout.path, check=True)
    before = changes(checkout)
    finished = checkout.release("0.2.0")
    assert finished.exit_code == 1
    assert "uncommitted changes" in finished.errors
    assert changes(checkout) == before


def test_a_link_in_the_template_is_refused(older: Checkout, tmp_path: Path) -> None:
    checkout = older.copy(tmp_path / "checkout")
    (checkout.path / "template" / "link").symlink_to("/etc/passwd")
    checkout.commit()
    finished = checkout.release("0.2.0")
    assert finished.exit_code == 1
    assert "is not a regular file" in finished.errors


def test_a_release_carries_the_fragments_about_the_template_as_its_notes(
    older: Checkout, tmp_path: Path
) -> None:
    checkout = older.copy(tmp_path / "checkout")
    fragments = checkout.path / "changelog.d"
    for file in fragments.glob("*.template.md"):
        file.unlink()
    (fragments / "+a.template.md").write_text("Only `ray` is new.\n<!-- stack: ray -->\n")
    (fragments / "+b.added.md").write_text("A command is new.\n")
    (checkout.path / "template" / "new").write_text("new\n")
    checkout.commit()
    assert checkout.release("0.2.0").exit_code == 0
    written = checkout.path / "notes" / "0.2.0.toml"
    assert parse_notes(written.read_text()) == [Note("Only `ray` is new.", {"stack": ("ray",)})]
    archives = read_archives(checkout.path / "scaffold" / "template" / "archives")
    assert open_archive(archives[-1])["notes/0.2.0.toml"].content == written.read_bytes()
