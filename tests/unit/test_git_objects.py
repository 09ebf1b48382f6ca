"""A bundle is read as it was written, or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.files.tree import File
from scaffold.git.git_objects import Objects, read_references


@pytest.fixture
def references() -> dict[str, str]:
    return {"HEAD": "1" * 40, "refs/heads/main": "1" * 40, "refs/tags/v1": "2" * 40}


@pytest.fixture
def bundle(references: dict[str, str]) -> bytes:
    objects = Objects()
    objects.add_commit({"a/b": File(b"content\n")}, None, "2026-01-01", "Begin")
    return objects.bundle(references)


def test_the_names_in_a_bundle_are_read_back(
    tmp_path: Path, bundle: bytes, references: dict[str, str]
) -> None:
    (tmp_path / "bundle").write_bytes(bundle)
    assert read_references(tmp_path / "bundle") == references


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "nothing in it": lambda _: b"",
    "its end is missing": lambda content: content[:-1],
    "only its names are there": lambda content: content.partition(b"\n\n")[0],
    "a byte of its objects is another": lambda content: content.replace(b"PACK", b"PECK"),
    "a byte of its digest is another": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
    "a byte stands behind its end": lambda content: content + b"\n",
    "another version of bundles": lambda content: content.replace(b"# v2", b"# v3"),
    "something else": lambda _: b"[remote]\n\nurl = nowhere\n",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_bundle_has_no_names(
    tmp_path: Path, bundle: bytes, damage: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "bundle").write_bytes(damage(bundle))
    assert read_references(tmp_path / "bundle") == {}


def test_what_is_no_file_has_no_names(tmp_path: Path) -> None:
    assert read_references(tmp_path) == read_references(tmp_path / "missing") == {}
