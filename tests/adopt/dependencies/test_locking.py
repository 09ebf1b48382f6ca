"""A lock has the versions of the old one, and names no index of this machine."""

import json
import os
import threading
import tomllib
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scaffold.adoption.dependencies.declared_project import read_project
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.locking import lock, read_pins
from tests.adopt.conftest import Repository
from tests.adopt.dependencies.conftest import PACKAGES, uv_on_path, write, write_wheel
from tests.kit.machine import Scaffold

PROJECT = "[project]\nname = 'x'\nversion = '1'\nrequires-python = '>=3.11'\n"
POETRY_LOCK = "[[package]]\nname = 'Apple'\nversion = '1.5'\n[[package]]\nname = 'broken'\n"
PIPFILE_LOCK = json.dumps(
    {
        "default": {"apple": {"version": "==1.5"}, "near": {"path": "."}},
        "develop": {"core": {"version": "==1.0"}},
    }
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Serve an index, as the lists of its folders."""
    for (name, version), requires in PACKAGES.items():
        (tmp_path / f"served/{name}").mkdir(parents=True, exist_ok=True)
        write_wheel(tmp_path / f"served/{name}", name, version, requires)
    handler = partial(_Quiet, directory=str(tmp_path / "served"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """Let uv be found, without settings of the machine."""
    for name in [name for name in os.environ if name.startswith(("UV_", "PIP_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", uv_on_path())
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    return dict(os.environ)


def lock_text(folder: Path, text: str, environment: dict[str, str]) -> tuple[str, str]:
    return lock(Folder(folder), text, read_project(tomllib.loads(text)), environment)


@pytest.mark.story
@pytest.mark.parametrize(
    ("files", "settings", "version"),
    [
        ({"poetry.lock": POETRY_LOCK}, "", "1.5"),
        ({"poetry.lock": POETRY_LOCK}, "[tool.uv]\nprerelease = 'allow'\n", "1.5"),
        ({"Pipfile.lock": PIPFILE_LOCK}, "", "1.5"),
        ({"poetry.lock": POETRY_LOCK.replace("1.5", "7.0")}, "", "2.0"),
        ({"poetry.lock": "package = 1"}, "", "2.0"),
        (
            {"poetry.lock": POETRY_LOCK},
            "[tool.uv]\nconstraint-dependencies = ['apple<1.5']\n",
            "1.0",
        ),
    ],
    ids=["Poetry", "settings", "Pipenv", "missing version", "no list", "constraints"],
)
def test_a_new_lock_keeps_the_versions_of_the_old_one(
    files: dict[str, str],
    settings: str,
    version: str,
    tmp_path: Path,
    address: str,
    environment: dict[str, str],
) -> None:
    write(tmp_path / "project", files)
    index = f"[[tool.uv.index]]\nurl = '{address}'\ndefault = true\n"
    text = f"{PROJECT}dependencies = ['apple']\n{settings}{index}"
    written, reason = lock_text(tmp_path / "project", text, environment)
    assert reason == ""
    packages = {each["name"]: each["version"] for each in tomllib.loads(written)["package"]}
    assert packages["apple"] == version
    assert "tool.uv.constraint" not in written


@pytest.mark.parametrize(
    ("files", "text", "reason"),
    [
        ({"uv.lock": ""}, PROJECT, "`uv.lock` is yours: run `uv lock` to update it"),
        (
            {},
            f"{PROJECT}[tool.uv.sources]\nfive = {{path = 'five'}}\n",
            "run `uv lock` to write `uv.lock`: local packages are not built here",
        ),
        (
            {},
            f"{PROJECT}dependencies = ['x @ file:///no/such/x-1-py3-none-any.whl']\n",
            "`uv.lock` is not written: `uv lock` failed",
        ),
    ],
)
def test_a_lock_that_cannot_be_written_has_a_reason(
    files: dict[str, str], text: str, reason: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    write(tmp_path / "project", files)
    assert lock_text(tmp_path / "project", text, environment) == ("", reason)


def test_a_uv_that_cannot_start_locks_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"uv": "#!/no/such/program\n"})
    (tmp_path / "uv").chmod(0o755)
    found = lock_text(tmp_path, PROJECT, {"PATH": str(tmp_path)})
    assert found == ("", "`uv.lock` is not written: `uv lock` failed")


def test_the_pins_of_all_old_locks_are_read(tmp_path: Path) -> None:
    write(tmp_path, {"poetry.lock": POETRY_LOCK, "Pipfile.lock": PIPFILE_LOCK})
    assert [*read_pins(Folder(tmp_path))] == [("apple", "1.5"), ("apple", "1.5"), ("core", "1.0")]


@pytest.mark.story
def test_a_lock_with_the_index_of_the_repository_is_written(
    address: str, environment: dict[str, str], repository: Repository, scaffold: Scaffold
) -> None:
    assert environment
    folder = repository({"requirements.txt": f"--index-url {address}\napple\n".encode()})
    done = scaffold("dependencies", folder)
    assert done.exit_code == 0, done
    assert "  create  uv.lock" in done.output
    assert f'registry = "{address}' in (folder / "uv.lock").read_text()
