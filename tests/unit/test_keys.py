"""Keys are read one by one from a terminal, and reading ends with it."""

import os
import pty
import sys
import termios
from collections.abc import Iterator

import pytest

from scaffold.report.keys import reading_keys
from tests.kit.terminal import read_until, start_python_on_terminal


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The end of a terminal that a person types at; the other end is standard input."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        yield ours


def test_a_key_is_read_without_a_line_and_the_terminal_is_restored(terminal: int) -> None:
    before = termios.tcgetattr(sys.stdin)
    with reading_keys() as read_key:
        assert read_key(0) == ""
        os.write(terminal, b"nh")
        assert [read_key(5), read_key(5), read_key(0)] == ["n", "h", ""]
    assert termios.tcgetattr(sys.stdin) == before
    os.close(terminal)


def test_a_terminal_that_is_closed_quits(terminal: int) -> None:
    with reading_keys() as read_key:
        os.close(terminal)
        assert read_key(5) == "q"


def test_without_a_terminal_there_are_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    with open(os.devnull) as stream:  # noqa: PTH123 - it is a device
        monkeypatch.setattr(sys, "stdin", stream)
        with reading_keys() as read_key:
            assert read_key(0) == ""


# A shell that ignores the signals which stop those who use the terminal in the background.
SHELL = """
import os, signal, subprocess, sys
os.open(os.ttyname(0), os.O_RDWR)  # now it is the terminal of this session
for number in (signal.SIGTTIN, signal.SIGTTOU):
    signal.signal(number, signal.SIG_IGN)
reader = subprocess.Popen([sys.executable, "-c", sys.argv[1]], process_group=0)
sys.exit(reader.wait())
"""
READER = """
from scaffold.report.keys import reading_keys
with reading_keys() as read_key:
    print("reading", flush=True)
    while not (key := read_key(60)):
        pass
print("key:", key)
"""


def test_a_process_in_the_background_may_not_read_and_quits() -> None:
    process, terminal = start_python_on_terminal("-c", SHELL, READER)
    read_until(terminal, "reading")
    os.write(terminal, b"n")
    read_until(terminal, "key: q")
    assert process.wait(60) == 0
    os.close(terminal)
