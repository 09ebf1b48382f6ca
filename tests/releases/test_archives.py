"""Archives are the same bytes every time, and nothing gets out of a wrong one."""

import io
import tarfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from packaging.version import Version

from scaffold import __version__
from scaffold.errors import TemplateSourceError
from scaffold.files.tree import File
from scaffold.template.archives import FOLDER, read_archives, write_digests
from scaffold.template.archives.packing import open_archive, pack, unpack
from scaffold.template.archives.release_files import digest, read_template
from scaffold.template.git_bundle import commit_of
from tests.conftest import REPOSITORY
from tests.releases.conftest import SMALL, Archiver

RELEASED = read_archives()


def crafted(name: str, **fields: object) -> bytes:
    """Return an archive with one odd member behind a good one."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("copier.yml"))
        member = tarfile.TarInfo(name)
        for field, value in fields.items():
            setattr(member, field, value)
        archive.addfile(member)
    return buffer.getvalue()


def test_the_same_files_give_the_same_bytes_whatever_their_order_and_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = pack(SMALL)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert pack(dict(reversed(list(SMALL.items())))) == first


def test_what_was_packed_comes_out_with_its_modes() -> None:
    assert unpack(pack(SMALL)) == SMALL


def test_an_archive_names_nobody_and_no_time() -> None:
    with tarfile.open(fileobj=io.BytesIO(pack(SMALL))) as archive:
        facts = {(each.uid, each.gid, each.uname, each.gname, each.mtime) for each in archive}
    assert facts == {(0, 0, "", "", 0)}


def test_the_template_of_a_checkout_leaves_out_what_python_left_there(tmp_path: Path) -> None:
    for path, file in SMALL.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(file.content)
    for left in ("template/__pycache__/a.py", "template/b.pyc", "questions/.DS_Store", "other"):
        (tmp_path / left).parent.mkdir(exist_ok=True)
        (tmp_path / left).touch()
    assert digest(read_template(tmp_path)) == digest(SMALL)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(
            lambda content: content[:-9] + bytes([content[-9] ^ 1]) + content[-8:], id="a bit"
        ),
        pytest.param(lambda content: content[:100], id="cut off"),
        pytest.param(lambda content: content + b"\0", id="longer"),
        pytest.param(lambda _: pack({**SMALL, "copier.yml": File(b"")}), id="another template"),
    ],
)
def test_an_archive_that_is_not_the_released_one_is_not_opened(
    archived: Archiver, damage: Callable[[bytes], bytes]
) -> None:
    archive = archived()
    archive.path.write_bytes(damage(archive.path.read_bytes()))
    with pytest.raises(TemplateSourceError, match=r"archive of release 1\.0\.0 is corrupt"):
        open_archive(archive)


def test_what_is_known_of_archives_is_read_as_it_was_written(
    archived: Archiver, tmp_path: Path
) -> None:
    first = archived()
    assert read_archives(tmp_path) == ()
    known = (first, replace(first, version="1.1.0", commit="c" * 40))
    write_digests(known, tmp_path)
    assert read_archives(tmp_path) == known
    text = (tmp_path / "digests.json").read_bytes()
    assert text.endswith(b"}\n")
    assert b"\r" not in text
    assert open_archive(read_archives(tmp_path)[0]) == SMALL


def test_a_missing_archive_is_a_sentence_and_a_hint(archived: Archiver) -> None:
    archive = archived()
    archive.path.unlink()
    with pytest.raises(TemplateSourceError, match="is missing") as caught:
        open_archive(archive)
    assert caught.value.hint == "Reinstall mlops-scaffold"


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "//template/a",
        "../a",
        "template/../../a",
        "template/..",
        "template/./a",
        "template//a",
        "template/a\\..\\b",
        "C:/template/a",
        "template/C:a",
        "template/a:stream",
        "template/.git/config",
        "template/.GIT/hooks/x",
        "template/a\nb",
        "elsewhere/a",
        "copier.yml",
        "COPIER.YML",
        "copier.yml/below-a-file",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(TemplateSourceError, match="A release cannot contain"):
        unpack(crafted(path))


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        (tarfile.SYMTYPE, "/etc/passwd"),
        (tarfile.SYMTYPE, "../../a"),
        (tarfile.SYMTYPE, "copier.yml"),
        (tarfile.LNKTYPE, "copier.yml"),
        (tarfile.LNKTYPE, "/etc/passwd"),
        (tarfile.DIRTYPE, ""),
        (tarfile.FIFOTYPE, ""),
        (tarfile.CHRTYPE, ""),
        (tarfile.BLKTYPE, ""),
    ],
)
def test_what_is_no_plain_file_is_refused(kind: bytes, target: str) -> None:
    with pytest.raises(TemplateSourceError, match="is not a regular file"):
        unpack(crafted("template/a", type=kind, linkname=target))


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b" + bytes(50), pack(SMALL)[:90]])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(TemplateSourceError, match="Cannot read an archive"):
        unpack(content)


def test_a_link_is_not_packed() -> None:
    with pytest.raises(TemplateSourceError, match="is not a regular file"):
        pack({**SMALL, "template/link": File(b"copier.yml", "link")})


def test_released_archives_are_as_they_were_released() -> None:
    for number, archive in enumerate(RELEASED):
        tree = open_archive(archive)
        assert digest(tree) == archive.tree
        commit = commit_of(RELEASED[:number], tree, archive.date, archive.version)
        assert commit == archive.commit, archive.version


def test_the_folder_holds_the_released_archives_and_no_others() -> None:
    assert {path.name for path in FOLDER.glob("*.tar.gz")} == {each.path.name for each in RELEASED}
    versions = [Version(archive.version) for archive in RELEASED]
    assert versions == sorted(set(versions))


def test_the_newest_archive_is_the_template_of_the_checkout_or_a_new_version_has_begun() -> None:
    current = Version(__version__)
    newest = RELEASED[-1] if RELEASED else None
    if newest and not current.is_devrelease:
        assert current == Version(newest.version)
        assert digest(read_template(REPOSITORY)) == newest.tree
    else:
        assert current.is_devrelease, "cut the release with `just release`"
        assert newest is None or current > Version(newest.version)
