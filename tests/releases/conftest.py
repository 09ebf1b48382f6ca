"""Checkouts that have released: the state after one release, and the state after the next."""

import hashlib
import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from scaffold.files.tree import File, Tree
from scaffold.template.archives import Archive, archive_path
from scaffold.template.archives.packing import pack
from scaffold.template.archives.release_files import digest
from tests.conftest import REPOSITORY
from tests.kit.machine import Finished, run_command

SMALL: Tree = {
    "copier.yml": File(b"_subdirectory: template\n"),
    "questions/project.yml": File(b"project_name: {type: str}\n"),
    "template/README.md.jinja": File(b"# {{ project_name }}\n"),
    "template/tools/run": File(b"#!/bin/sh\n", "executable"),
    "template/\xfcber.csv": File(b"a,b\r\n"),
}

Archiver = Callable[..., Archive]
Installed = Callable[..., Callable[..., Finished]]


@dataclass(frozen=True, slots=True)
class Checkout:
    """A copy of this repository, whose package is run from there."""

    path: Path

    def python(self, *arguments: str, **settings: str) -> Finished:
        """Run Python with the package of this checkout."""
        # Bytecode of a source that changed within the same second would still be taken for its.
        environment = {"PYTHONPATH": str(self.path), "PYTHONDONTWRITEBYTECODE": "1", **settings}
        return run_command([sys.executable, *arguments], settings=environment)

    def scaffold(self, *arguments: str, **settings: str) -> Finished:
        """Run the command of this checkout, which has to succeed."""
        finished = self.python("-m", "scaffold", *arguments, **settings)
        assert finished.exit_code == 0, finished.errors
        return finished

    def refresh(self, **settings: str) -> str:
        """Bring the repository of plain Copier up to date; return what a person is told."""
        program = "from scaffold.template.git_bundle import refresh_repository as refresh\n"
        finished = self.python("-c", f"{program}print(refresh(), end='')", **settings)
        assert finished.exit_code == 0, finished.errors
        return finished.output

    def release(self, version: str) -> Finished:
        """Cut a release."""
        return self.python(str(self.path / "tools" / "release.py"), version)

    def commit(self) -> None:
        """Commit everything."""
        identity = ("-c", "user.name=Ada", "-c", "user.email=ada@localhost")
        for arguments in (["add", "--all", "--force"], [*identity, "commit", "--quiet", "-m", "."]):
            subprocess.run(["git", *arguments], cwd=self.path, check=True)

    def copy(self, path: Path) -> "Checkout":
        """Return a copy that a test may change."""
        shutil.copytree(self.path, path)
        return Checkout(path)

    def digests(self) -> Mapping[str, Mapping[str, str]]:
        """Return what is known of its releases."""
        path = self.path / "scaffold" / "template" / "archives" / "digests.json"
        entries: Mapping[str, Mapping[str, str]] = json.loads(path.read_text())
        return entries


@pytest.fixture(scope="session")
def unreleased(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """This repository as it was before its first release."""
    checkout = Checkout(tmp_path_factory.mktemp("unreleased"))
    list_files = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = run_command(list_files, folder=REPOSITORY).output.split("\0")
    for name in listed:
        wanted = not name.startswith(("tests/", "docs/", "scaffold/template/archives/digests"))
        if wanted and not name.endswith(".tar.gz") and (REPOSITORY / name).is_file():
            (checkout.path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, checkout.path / name)
    version = checkout.path / "scaffold" / "__init__.py"
    version.write_text('"""A copy."""\n\n__version__ = "0.1.0.dev0"\n')
    subprocess.run(["git", "init", "--quiet"], cwd=checkout.path, check=True)
    checkout.commit()
    return checkout


@pytest.fixture(scope="session")
def older(unreleased: Checkout, tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """The state after release 0.1.0."""
    checkout = unreleased.copy(tmp_path_factory.mktemp("older") / "checkout")
    finished = checkout.release("0.1.0")
    assert finished.exit_code == 0, finished.errors
    checkout.commit()
    return checkout


@pytest.fixture(scope="session")
def newer(older: Checkout, tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """The state after release 0.2.0, in which one line and one executable are new."""
    checkout = older.copy(tmp_path_factory.mktemp("newer") / "checkout")
    with (checkout.path / "template" / ".gitignore").open("a") as ignored:
        ignored.write("# New in 0.2.0\n")
    added = checkout.path / "template" / "new-in-0.2.0"
    added.write_text("#!/bin/sh\n")
    added.chmod(0o755)
    checkout.commit()
    finished = checkout.release("0.2.0")
    assert finished.exit_code == 0, finished.errors
    checkout.commit()
    return checkout


@pytest.fixture
def archived(tmp_path: Path) -> Archiver:
    """Write an archive into a folder of its own, from files or from crafted bytes."""

    def write(tree: Tree = SMALL, content: bytes | None = None) -> Archive:
        packed = pack(tree) if content is None else content
        archive_path(tmp_path, "1.0.0").write_bytes(packed)
        sha256 = hashlib.sha256(packed).hexdigest()
        return Archive("1.0.0", "2026-11-21", sha256, digest(tree), "", tmp_path)

    return write


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    """Lay out an installation of a version: links to the code of this checkout, named parts of it.

    By links, so that a measurement of coverage knows the code.
    """

    def lay_out(version: str, *parts: str) -> Callable[..., Finished]:
        folder = tmp_path / "installed"
        (folder / "scaffold").mkdir(parents=True)
        for part in parts:
            copy = shutil.copytree if (REPOSITORY / part).is_dir() else shutil.copy2
            copy(REPOSITORY / part, folder / part)
        for module in (REPOSITORY / "scaffold").iterdir():
            if module.name not in {"__init__.py", "__pycache__"}:
                (folder / "scaffold" / module.name).symlink_to(module)
        about = f'"""An installation."""\n\n__version__ = "{version}"\n'
        (folder / "scaffold" / "__init__.py").write_text(about)
        command = [sys.executable, "-m", "scaffold"]
        settings = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
        return lambda *given: run_command([*command, *given], settings=settings)

    return lay_out


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut this process, the Pythons that it starts, and git off the network."""

    def refuse(_: socket.socket, address: object) -> None:
        raise OSError(101, f"no network in this test: {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY / "tests" / "projects" / "offline"))
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "file")


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Path, Path]:
    """Two people's homes."""
    found = (tmp_path / "ada", tmp_path / "bob")
    for home in found:
        home.mkdir()
    return found
