"""The script that maps the caller, run by real shells with stubs for all that needs root.

A linter has nothing against `${LOCAL_UID:$(id -u)}` in a script for bash, where it is no default
but a part of the text.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.kit.machine import Finished, run_command

FOLDER = REPOSITORY / "template" / "{{docker}}" / "{{with_code}}" / "docker"
SCRIPT = (FOLDER / "entrypoint.sh").read_text("utf-8")
ACCOUNTS = "/etc/passwd"
# Each writes down how it was called; what it answers stands in the environment.
STUB = """\
#!/bin/sh
case ${0##*/} in
    id) printf '%s\\n' "$STUB_ME"; exit ;;
    stat) case $2 in %u) echo "${STUB_OWNER%:*}" ;; %g) echo "${STUB_OWNER#*:}" ;; esac; exit ;;
    getent) case " $STUB_KNOWN " in *" $1:$2 "*) exit ;; *) exit 2 ;; esac ;;
esac
printf '%s' "${0##*/}" >> "$STUB_CALLS"
printf ' <%s>' "$@" >> "$STUB_CALLS"
printf '\\n' >> "$STUB_CALLS"
case ${0##*/} in
    "$STUB_BROKEN") exit 4 ;;
    gosu) shift; exec "$@" ;;
    work) printf 'home %s\\n' "$HOME"; exit 7 ;;
esac
"""
STUBS = ("chown", "getent", "gosu", "groupadd", "id", "mkdir", "stat", "useradd", "work")
NO_ACCOUNT = "<HOME=/tmp> <LOGNAME=caller> <USER=caller>"
ADD_USER = (
    "useradd <--uid> <{user}> <--gid> <{group}> <--no-log-init> <--no-create-home>"
    " <--home-dir> </home/caller> <--shell> </bin/bash> <caller>"
)


@dataclass(frozen=True, slots=True)
class Container:
    """What the script finds.

    Attributes:
        owner: Numbers of the owner of the working folder.
        known: The accounts that are there, as `getent` is asked for them.
        me: Who the script itself is.
        writable: Whether accounts can be added.
        broken: A command that fails.
    """

    owner: str = "1234:5678"
    known: str = ""
    me: int = 0
    writable: bool = True
    broken: str = ""


@pytest.fixture(params=["dash", "bash"])
def shell(request: pytest.FixtureRequest) -> str:
    """Return a shell: Debian's /bin/sh is dash, and the dev container has bash."""
    name: str = request.param
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed here")
    return found


@dataclass(frozen=True, slots=True)
class Started:
    """How the script ended, and what it called on the way."""

    finished: Finished
    calls: list[str]


def start(
    shell: str,
    folder: Path,
    container: Container,
    settings: dict[str, str],
    command: tuple[str, ...] = ("work", "a b", "*"),
) -> Started:
    """Run the script in a folder that holds the stubs."""
    for name in STUBS:
        (folder / name).write_text(STUB, encoding="utf-8")
        (folder / name).chmod(0o755)
    accounts, calls = folder / "accounts", folder / "calls"
    if container.writable:
        accounts.touch()
    calls.touch()
    assert SCRIPT.count(ACCOUNTS) == 1
    script = folder / "entrypoint.sh"
    script.write_text(SCRIPT.replace(ACCOUNTS, str(accounts)), encoding="utf-8")
    stubs = {
        "HOME": "/the/home/of/root",
        "PATH": f"{folder}:/usr/bin:/bin",
        "STUB_BROKEN": container.broken,
        "STUB_CALLS": str(calls),
        "STUB_KNOWN": container.known,
        "STUB_ME": str(container.me),
        "STUB_OWNER": container.owner,
    }
    finished = run_command([shell, str(script), *command], folder=folder, settings=stubs | settings)
    return Started(finished, calls.read_text("utf-8").splitlines())


WORK = "work <a b> <*>"


@pytest.mark.parametrize(
    ("container", "settings", "calls"),
    [
        pytest.param(
            Container(owner="1000:1000", known="passwd:1000"),
            {},
            ["gosu <1000:1000> <work> <a b> <*>", WORK],
            id="the owner of the folder has an account",
        ),
        pytest.param(
            Container(owner="1000:50", known="passwd:1000 group:1000"),
            {},
            ["gosu <1000:50> <work> <a b> <*>", WORK],
            id="the owner has an account and the folder another group",
        ),
        pytest.param(
            Container(),
            {},
            [
                "groupadd <--gid> <5678> <caller>",
                ADD_USER.format(user=1234, group=5678),
                "mkdir <-p> </home/caller>",
                "chown <1234:5678> </home/caller>",
                "gosu <1234:5678> <work> <a b> <*>",
                WORK,
            ],
            id="the owner has neither an account nor a group",
        ),
        pytest.param(
            Container(owner="1234:100", known="group:100"),
            {},
            [
                ADD_USER.format(user=1234, group=100),
                "mkdir <-p> </home/caller>",
                "chown <1234:100> </home/caller>",
                "gosu <1234:100> <work> <a b> <*>",
                WORK,
            ],
            id="the owner has a group alone",
        ),
        pytest.param(
            Container(owner="0:0", known="passwd:1234"),
            {"LOCAL_UID": "1234", "LOCAL_GID": "5678"},
            ["gosu <1234:5678> <work> <a b> <*>", WORK],
            id="the settings come before the owner",
        ),
        pytest.param(
            Container(owner="1:2", known="passwd:1234"),
            {"LOCAL_UID": "1234"},
            ["gosu <1234:2> <work> <a b> <*>", WORK],
            id="the user is set and the group is not",
        ),
        pytest.param(
            Container(owner="1:2", known="passwd:1"),
            {"LOCAL_GID": "0"},
            ["gosu <1:0> <work> <a b> <*>", WORK],
            id="the group is set and the user is not",
        ),
        pytest.param(
            Container(known="passwd:1234"),
            {"LOCAL_UID": "", "LOCAL_GID": ""},
            ["gosu <1234:5678> <work> <a b> <*>", WORK],
            id="the settings are empty, as compose passes what is not set",
        ),
        pytest.param(
            Container(writable=False),
            {},
            [
                f"gosu <1234:5678> <env> {NO_ACCOUNT} <work> <a b> <*>",
                WORK,
            ],
            id="no account can be added to a container that is read-only",
        ),
        pytest.param(
            Container(known="passwd:1234", writable=False),
            {},
            ["gosu <1234:5678> <work> <a b> <*>", WORK],
            id="a read-only container has the account already",
        ),
        pytest.param(
            Container(owner="0:0"), {}, [WORK], id="root is the caller of an engine without root"
        ),
        pytest.param(Container(), {"LOCAL_UID": "0"}, [WORK], id="root is asked for"),
        pytest.param(
            Container(me=1234, owner="0:0"),
            {"LOCAL_UID": "5", "LOCAL_GID": "5"},
            [WORK],
            id="the container was started as somebody else",
        ),
    ],
)
def test_the_command_runs_as_the_caller(
    shell: str,
    clean_machine: Path,
    container: Container,
    settings: dict[str, str],
    calls: list[str],
) -> None:
    started = start(shell, clean_machine, container, settings)
    assert started.calls == calls
    assert started.finished.exit_code == 7
    assert started.finished.errors == ""


def test_a_read_only_container_has_a_home_that_can_be_written_to(
    shell: str, clean_machine: Path
) -> None:
    started = start(shell, clean_machine, Container(writable=False), {})
    assert started.finished.output == "home /tmp\n"


@pytest.mark.parametrize("name", ["LOCAL_UID", "LOCAL_GID"])
@pytest.mark.parametrize(
    "value", ["ada", "-1", "+1", "01", "00", " 1", "1 2", "1\n2", "1e3", "0x1", "$(id)", "1:0", "*"]
)
def test_what_is_no_number_is_refused_by_name(
    shell: str, clean_machine: Path, name: str, value: str
) -> None:
    started = start(shell, clean_machine, Container(), {name: value})
    assert started.calls == []
    assert started.finished.exit_code == 2
    message = f"error: {name} is '{value}', which is not the number of a user or a group\n"
    assert started.finished.errors == message


def test_a_number_beyond_all_numbers_never_means_root(shell: str, clean_machine: Path) -> None:
    settings = {"LOCAL_UID": "99999999999999999999"}
    started = start(shell, clean_machine, Container(broken="useradd"), settings)
    assert WORK not in started.calls
    assert started.finished.exit_code == 4


@pytest.mark.parametrize("broken", ["groupadd", "useradd", "mkdir", "chown", "gosu"])
def test_nothing_runs_when_a_step_on_the_way_fails(
    shell: str, clean_machine: Path, broken: str
) -> None:
    started = start(shell, clean_machine, Container(broken=broken), {})
    assert started.calls[-1].split()[0] == broken
    assert started.finished.exit_code == 4


def test_no_command_is_an_error(shell: str, clean_machine: Path) -> None:
    started = start(shell, clean_machine, Container(), {}, command=())
    assert started.calls == []
    assert started.finished.exit_code == 2
    assert started.finished.errors == "error: there is no command to run\n"
