"""What is said of a dependency in a Git repository that cannot be fetched."""

import shutil
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scaffold.adoption.dependencies.resolver_failures import ResolverFailedError
from tests.adopt.conftest import Repository, commit, contents
from tests.kit.machine import Scaffold
from tests.kit.repositories import git

pytestmark = pytest.mark.story

TOOLS = ("uv", "pip")


class _Handler(SimpleHTTPRequestHandler):
    """Serves the files of a folder; a path that begins with a number is answered with it."""

    def do_GET(self) -> None:
        code = self.path.split("/")[1]
        if not code.isdigit():
            super().do_GET()
            return
        self.send_response(int(code))
        if code == "401":
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""


@pytest.fixture
def host(tmp_path: Path) -> Iterator[str]:
    """Serve a Git repository without a project over HTTP."""
    served = tmp_path / "served"
    source = tmp_path / "source"
    for folder in (served, source):
        folder.mkdir()
    git(source, "init", "--quiet", "--initial-branch=main")
    commit(source)
    git(tmp_path, "clone", "--quiet", "--bare", str(source), str(served / "x.git"))
    git(served / "x.git", "update-server-info")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(served)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Let the command find one tool that resolves, with Git or without it."""

    def choose(tool: str, *, with_git: bool = True) -> None:
        programs = tmp_path / "programs"
        programs.mkdir()
        if tool == "uv":
            (programs / "uv").symlink_to(Path(sys.executable).with_name("uv"))
            (programs / "python3").symlink_to(Path(sys.executable).resolve())
            # Without this, pip tries after uv has failed.
            monkeypatch.setattr(
                "scaffold.adoption.dependencies.package_resolution.find_spec", lambda _: None
            )
        monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
        found = shutil.which("git")
        assert found
        folders = [
            str(programs),
            *([str(Path(found).parent), "/usr/bin", "/bin"] if with_git else []),
        ]
        monkeypatch.setenv("PATH", ":".join(folders))

    return choose


def refuse(repository: Repository, scaffold: Scaffold, address: str) -> str:
    """Return what is said of a dependency at an address, for which nothing is written."""
    folder = repository({"requirements.txt": f"x @ git+{address}\n".encode()})
    before = contents(folder)
    done = scaffold("dependencies", folder)
    assert done.exit_code == 6, done
    assert contents(folder) == before
    assert "package index" not in done.errors
    return done.errors


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/401/x", "it needs a login"),
        ("/403/x", "it needs a login"),
        ("/404/x", "there is no such repository, or it is private"),
        ("/x.git@no-such-tag", "it has no such revision"),
    ],
    ids=["private", "forbidden", "missing", "unknown revision"],
)
def test_the_repository_and_the_reason_are_named(
    tool: str,
    path: str,
    reason: str,
    host: str,
    only: Callable[..., None],
    repository: Repository,
    scaffold: Scaffold,
) -> None:
    only(tool)
    said = refuse(repository, scaffold, f"{host}{path}")
    named = f"the Git repository `{host}{path.partition('@')[0]}`"
    if tool == "pip" and "revision" in reason:
        named = "a Git repository"  # pip names it only where the clone fails.
    assert f"cannot fetch {named}: {reason}" in said


@pytest.mark.parametrize("tool", TOOLS)
def test_a_host_that_does_not_answer_is_named(
    tool: str, only: Callable[..., None], repository: Repository, scaffold: Scaffold
) -> None:
    with socket.socket() as taken:  # Nothing listens at a port that is bound only.
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/me/x"
        only(tool)
        said = refuse(repository, scaffold, address)
    assert f"cannot fetch the Git repository `{address}`: its host cannot be reached" in said


@pytest.mark.parametrize("tool", TOOLS)
def test_a_missing_git_is_said(
    tool: str, only: Callable[..., None], repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository({"requirements.txt": b"x @ git+https://example.org/me/x\n"}, with_git=False)
    only(tool, with_git=False)
    done = scaffold("dependencies", folder)
    assert done.exit_code == 6, done
    assert "Git is not installed, and a dependency is in a Git repository" in done.errors


def test_an_index_that_does_not_answer_is_still_named(
    only: Callable[..., None],
    repository: Repository,
    scaffold: Scaffold,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    only("uv")
    monkeypatch.setenv("UV_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    done = scaffold("dependencies", repository({"requirements.txt": b"apple\n"}))
    assert done.exit_code == 6, done
    assert "a package index cannot be reached" in done.errors


def test_a_package_that_cannot_be_built_is_named_without_its_traceback() -> None:
    text = (
        "error: Failed to build `cupy==12.2.0`\n  cause: The build backend returned an error\n"
        '      File "/home/me/.cache/x.py", line 449, in get_ext_modules\n'
        "      Exception: Your CUDA environment is invalid.\n"
    )
    reason = ResolverFailedError(text).reason
    assert reason == "`cupy==12.2.0` cannot be built: Exception: Your CUDA environment is invalid."
