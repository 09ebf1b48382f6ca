"""Compiled templates are kept for the next process, and only trusted where nobody else writes."""

import hashlib
import marshal
import os
from pathlib import Path

import jinja2
import pytest
from jinja2.bccache import Bucket

from scaffold.template import bytecode
from scaffold.template.bytecode import OneFileCache, find_cache


class CountingCache(OneFileCache):
    """Counts what is compiled."""

    compiled = 0

    def dump_bytecode(self, bucket: Bucket) -> None:
        super().dump_bytecode(bucket)
        self.compiled += 1


def render(path: Path | None, text: str = "{{ 1 + 1 }}", settings: str = "") -> tuple[str, bool]:
    """Render a text as a process of its own does; say also whether it was compiled."""
    cache = CountingCache(path, settings)
    loader = jinja2.FunctionLoader(lambda name: name)
    environment = jinja2.Environment(loader=loader, bytecode_cache=cache)  # noqa: S701 - no HTML
    rendered = environment.get_template(text).render()
    cache.save()
    return rendered, bool(cache.compiled)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "templates.bin"


def test_a_second_process_compiles_nothing(path: Path) -> None:
    assert render(path) == ("2", True)
    assert render(path) == ("2", False)


def test_a_changed_text_is_compiled_again(path: Path) -> None:
    render(path)
    assert render(path, "{{ 1 + 2 }}") == ("3", True)
    assert render(path) == ("2", False)


def test_other_settings_compile_again(path: Path) -> None:
    render(path)
    assert render(path, settings="trim") == ("2", True)


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "other"])
def test_a_damaged_file_is_rebuilt(path: Path, damage: str) -> None:
    render(path)
    content = path.read_bytes()
    damaged = {
        "cut": content[:-1],
        "changed": content[:-1] + bytes([content[-1] ^ 1]),
        "empty": b"",
        "other": b"x" * len(content),
    }
    path.write_bytes(damaged[damage])
    assert render(path) == ("2", True)
    assert path.read_bytes() == content


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_can_write_is_not_read(path: Path, mode: int) -> None:
    render(path)
    path.chmod(mode)
    assert render(path) == ("2", True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert render(path) == ("2", False)


def test_a_file_of_another_user_is_not_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    render(path)
    other = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: other)
    assert render(path) == ("2", True)


def test_a_symlink_is_not_followed(path: Path) -> None:
    render(path)
    elsewhere = path.with_name("elsewhere")
    path.rename(elsewhere)
    content = elsewhere.read_bytes()
    path.symlink_to(elsewhere)
    assert render(path, "{{ 3 }}") == ("3", True)
    assert not path.is_symlink()
    assert elsewhere.read_bytes() == content


def test_where_owners_are_unknown_the_digest_decides(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "getuid")
    render(path)
    assert render(path) == ("2", False)


def test_without_a_place_nothing_is_kept() -> None:
    assert render(None) == ("2", True)


def test_a_folder_that_cannot_be_made_keeps_nothing(path: Path) -> None:
    path.parent.write_text("a file", "utf-8")
    assert render(path) == ("2", True)
    assert path.parent.read_text("utf-8") == "a file"


def test_a_cache_that_would_be_too_large_is_not_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bytecode, "_LARGEST", 100)
    assert render(path) == ("2", True)
    assert not path.exists()


def test_nothing_is_left_beside_the_file(path: Path) -> None:
    render(path)
    render(path, "{{ 3 }}")
    assert list(path.parent.iterdir()) == [path]


def test_a_file_begins_with_the_digest_of_the_rest(path: Path) -> None:
    render(path)
    content = path.read_bytes()
    assert hashlib.sha256(content[32:]).digest() == content[:32]
    assert all(isinstance(code, bytes) for code in marshal.loads(content[32:]).values())  # noqa: S302


def test_each_release_python_and_jinja_has_a_file_of_its_own() -> None:
    found = find_cache("1.2.3")
    assert found is not None
    assert found.name.startswith("1.2.3-")
    assert jinja2.__version__ in found.name
    assert found.is_relative_to(Path.home())
