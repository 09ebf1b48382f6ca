"""Credentials are in no file and in no message, and a fetch comes to an end."""

import os
import pty
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from scaffold.errors import TemplateSourceError
from scaffold.template.addresses import conceal, parse_address
from tests.attacks.listening import listener
from tests.cases.refusals import Refusal
from tests.cases.test_templates import BESIDE, COMMIT, ONE, write_template
from tests.kit.machine import Scaffold, run_command, shell
from tests.kit.terminal import read_until, start_on_terminal

pytestmark = pytest.mark.case

TOLD = "The address is stored without its credentials; a credential helper of Git"


class Silent(SimpleHTTPRequestHandler):
    """Serves the files of a folder, whoever asks."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """Serve a folder, and yield the port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=folder)) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def port(clean_machine: Path) -> Iterator[int]:
    """Serve a template with one release."""
    folder = write_template(clean_machine / "template", BESIDE, ONE)
    shell(folder, f"git init -qb main; git add -A; {COMMIT}; git tag v1")
    shell(clean_machine, "mkdir served; git clone -q --bare template served/x.git")
    shell(clean_machine / "served" / "x.git", "git update-server-info")
    with served(clean_machine / "served") as number:
        yield number


TYPED = {
    "a name and a token": "http://ada:s3cr3t-t0ken@127.0.0.1:{}/x.git",  # pragma: allowlist secret
    "a token as the name": "http://s3cr3t-t0ken@127.0.0.1:{}/x.git",
    "a token without a name": "http://:s3cr3t-t0ken@127.0.0.1:{}/x.git",  # pragma: allowlist secret
    "a prefix": "git+http://ada:s3cr3t-t0ken@127.0.0.1:{}/x.git",  # pragma: allowlist secret
    "capitals": "HTTP://ada:s3cr3t-t0ken@127.0.0.1:{}/x.git",  # pragma: allowlist secret
    "letters in code": "http://ada:s3cr3t%2Dt0ken@127.0.0.1:{}/x.git",  # pragma: allowlist secret
}


@pytest.mark.parametrize("address", TYPED.values(), ids=TYPED.keys())
def test_credentials_are_used_and_not_stored(
    scaffold: Scaffold, clean_machine: Path, port: int, address: str
) -> None:
    template = address.format(port)
    finished = scaffold("new", "made", "-l", "--json", "--template", template)
    assert finished.exit_code == 0, finished
    assert finished.errors.count(TOLD) == 1
    assert "s3cr3t" not in finished.output + finished.errors
    answers = (clean_machine / "made" / ".copier-answers.yml").read_text()
    assert f"127.0.0.1:{port}/x.git\n" in answers
    for folder in (clean_machine / "made", Path.home()):
        shell(folder, "! grep -r s3cr3t .")
    quiet = scaffold("check", "made")
    assert (quiet.exit_code, TOLD in quiet.errors) == (0, False)


def test_credentials_in_an_old_answers_file_are_not_shown(
    scaffold: Scaffold, clean_machine: Path, port: int
) -> None:
    address = f"http://127.0.0.1:{port}/x.git"
    assert scaffold("new", "made", "-l", "--no-git", "--template", address).exit_code == 0
    file = clean_machine / "made" / ".copier-answers.yml"
    file.write_text(file.read_text().replace("http://", "http://ada:s3cr3t@"))
    for command in ("status", "check", "doctor"):
        assert "s3cr3t" not in "".join(str(scaffold(command, "made", "--json")))
    scaffold("trust", address, "--remove")
    assert "s3cr3t" not in scaffold("check", "made").errors
    scaffold("trust", f"http://ada:s3cr3t@127.0.0.1:{port}/x.git")  # pragma: allowlist secret
    assert "s3cr3t" not in scaffold("trust", "--list").output
    assert scaffold("update", "made", "--to", "HEAD").exit_code == 0


FAILING = {
    "a host without answer": "http://ada:s3cr3t@127.0.0.1:9/x.git",  # pragma: allowlist secret
    "an argument": "http://127.0.0.1:9/x.git?token=s3cr3t",
    "no template": "https://ada:s3cr3t@127.0.0.1:9/x",  # pragma: allowlist secret
    "a slash in the password": "https://ada:p/s3cr3t@127.0.0.1:9/x.git",
    "one slash": "https:/ada:s3cr3t@127.0.0.1:9/x.git",
    "no scheme": "ada:s3cr3t@127.0.0.1:x.git",
    "another scheme": "ftp://ada:s3cr3t@127.0.0.1/x.git",  # pragma: allowlist secret
    "a transport": "http::http://ada:s3cr3t@127.0.0.1/x.git",  # pragma: allowlist secret
    "a port that is none": "https://ada:s3cr3t@127.0.0.1:x/x.git",  # pragma: allowlist secret
    "brackets": "https://ada:s3cr3t@[::1/x.git",
    "a backslash": "https://ada:s3cr3t\\@127.0.0.1:9/x.git",
}


@pytest.mark.parametrize("address", FAILING.values(), ids=FAILING.keys())
def test_an_error_does_not_show_credentials(scaffold: Scaffold, address: str) -> None:
    finished = scaffold("new", "made", "-l", "--no-git", "--template", address)
    assert finished.exit_code == 1
    assert "s3cr3t" not in finished.output + finished.errors
    assert "Traceback" not in finished.errors


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://ada:x@a.example/t.git", "https://a.example/t.git"),
        ("https://x@a.example/t.git?y#z", "https://a.example/t.git"),
        ("git@a.example:ada/t.git", "git@a.example:ada/t.git"),
        ("./folder#1?", "./folder#1?"),
    ],
)
def test_what_may_be_credentials_is_left_out(address: str, shown: str) -> None:
    assert conceal(address) == shown


@pytest.mark.parametrize(
    "address", ["file://server/x.git", "https:///x.git", "https://-x/y.git", "a.example:x"]
)
def test_a_host_that_cannot_be_is_no_address(address: str) -> None:
    with pytest.raises(TemplateSourceError):
        parse_address(address)


@pytest.mark.parametrize(
    ("scheme", "seconds"), [("http", "1"), ("git", "0.5")], ids=["http", "git"]
)
def test_a_fetch_ends_with_its_children(
    scaffold: Scaffold,
    clean_machine: Path,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    seconds: str,
) -> None:
    monkeypatch.setenv("SCAFFOLD_GIT_TIMEOUT", seconds)
    with listener() as (port, received):
        address = f"{scheme}://127.0.0.1:{port}/x.git"
        finished = scaffold("new", "made", "-l", "--template", address)
        refusal = Refusal(
            1, f"`git` did not finish within {seconds} seconds", "SCAFFOLD_GIT_TIMEOUT"
        )
        refusal.check(finished)
        assert len(received) == 1
        running = run_command(["ps", "-eo", "args"]).output
        assert f"127.0.0.1:{port}" not in running
    assert list(clean_machine.iterdir()) == []


@pytest.mark.story
def test_a_fetch_on_a_terminal_ends_too(
    clean_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There it stays in the session of the user, who may be asked for a password."""
    monkeypatch.setenv("SCAFFOLD_GIT_TIMEOUT", "1")
    with listener() as (port, received):
        address = f"http://127.0.0.1:{port}/x.git"
        process, terminal = start_on_terminal("new", "made", "-l", "--template", address)
        read_until(terminal, "`git` did not finish within 1 seconds")
        assert process.wait(60) == 1
        os.close(terminal)
        assert len(received) == 1
        assert f"127.0.0.1:{port}" not in run_command(["ps", "-eo", "args"]).output
    assert list(clean_machine.iterdir()) == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Of an answers file in the submodule.
def test_a_submodule_of_a_template_comes_with_it(
    scaffold: Scaffold, clean_machine: Path, port: int
) -> None:
    template = clean_machine / "template"
    url = f"http://127.0.0.1:{port}/x.git"
    shell(template, f"git submodule --quiet add {url} part; {COMMIT}; git tag v2")
    assert scaffold("new", "made", "-l", "--no-git", "--template", "template").exit_code == 0
    assert (clean_machine / "made" / "part" / "a.txt").is_file()
    (template / "a.txt").write_text("draft\n")
    shell(template, "git tag -d v1 v2")
    assert scaffold("new", "draft", "-l", "--no-git", "--template", "template").exit_code == 0
    assert (clean_machine / "draft" / "a.txt").read_text() == "draft\n"


@pytest.mark.story
def test_ctrl_c_ends_a_fetch_on_a_terminal_of_its_own(clean_machine: Path) -> None:
    """During the fetch Git has the terminal, so that it can ask for a password."""
    with listener() as (port, received):
        command = [sys.executable, "-m", "scaffold", "new", "made", "-l", "--template"]
        child, terminal = pty.fork()
        if child == 0:
            os.execv(sys.executable, [*command, f"http://127.0.0.1:{port}/x.git"])  # noqa: S606
        while not received:
            time.sleep(0.05)
        os.write(terminal, b"\x03")
        with suppress(OSError):  # The terminal is gone with its last process.
            while os.read(terminal, 4096):
                pass
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 130
        os.close(terminal)
        assert f"127.0.0.1:{port}" not in run_command(["ps", "-eo", "args"]).output
    assert list(clean_machine.iterdir()) == []


def test_a_submodule_cannot_bring_files_of_this_machine(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    template = write_template(clean_machine / "template", BESIDE, ONE)
    shell(clean_machine, f"git init -q private; cd private; touch key; git add key; {COMMIT}")
    add = "git -c protocol.file.allow=always submodule --quiet add ../private part"
    shell(template, f"git init -qb main; git add -A; {COMMIT}; {add}; {COMMIT}; git tag v1")
    shell(clean_machine, "git config --global protocol.file.allow always")
    finished = scaffold("new", "made", "-l", "--template", "template")
    Refusal(1, "Cannot fetch the template: fatal: transport 'file' not allowed", "").check(finished)


@pytest.mark.parametrize("content", ["nonsense", "gitdir: nowhere"])
def test_a_folder_with_a_git_that_is_none_is_a_plain_folder(
    scaffold: Scaffold, clean_machine: Path, content: str
) -> None:
    template = write_template(clean_machine / "template", BESIDE, ONE)
    (template / ".git").write_text(content)
    assert scaffold("new", "made", "-l", "--no-git", "--template", "template").exit_code == 0
    assert "_commit" not in (clean_machine / "made" / ".copier-answers.yml").read_text()


@pytest.mark.parametrize("value", ["x", "0", "-1", "nan", "inf"])
def test_a_time_limit_that_is_none_is_told(
    scaffold: Scaffold, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SCAFFOLD_GIT_TIMEOUT", value)
    finished = scaffold("new", "made", "-l", "--template", "https://127.0.0.1:9/x.git")
    words = f"Invalid `SCAFFOLD_GIT_TIMEOUT`: `{value}` is not a number of seconds"
    Refusal(1, words, "Use a number such as 300").check(finished)


@pytest.mark.story
def test_a_command_that_is_ended_leaves_no_git_running(clean_machine: Path) -> None:
    with listener() as (port, received):
        address = f"http://127.0.0.1:{port}/x.git"
        command = [sys.executable, "-m", "scaffold", "new", "made", "-l", "--template", address]
        with subprocess.Popen(command, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
            while not received:
                time.sleep(0.05)
            process.terminate()
            assert process.wait(30) == 143
        assert f"127.0.0.1:{port}" not in run_command(["ps", "-eo", "args"]).output
    assert list(clean_machine.iterdir()) == []


def test_a_user_may_allow_fewer_transports(
    scaffold: Scaffold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "https:ext")
    finished = scaffold("new", "made", "-l", "--template", "http://127.0.0.1:9/x.git")
    Refusal(1, "transport 'http' not allowed", "").check(finished)
    assert os.environ["GIT_ALLOW_PROTOCOL"] == "https:ext"
