"""Every program that a command starts, with the programs that those start in turn."""

import ast
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.kit.machine import Finished, run_command

_STARTED = re.compile(r'^execve\("((?:[^"\\]|\\.)*)", \[(.*?)\], .* = 0$', re.MULTILINE)
_CODES = re.compile(r"^\[(\d+)\] ", re.MULTILINE)
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')
# Reports what Python starts; what git starts in turn, git itself reports to GIT_TRACE2_EVENT.
_AUDITED = """
import json, sys

def report(event, arguments):
    if event in {"subprocess.Popen", "os.exec", "os.posix_spawn"}:
        command = [str(arguments[0]), *map(str, arguments[1])]
    elif event in {"os.system", "os.startfile"}:
        command = ["/bin/sh", "sh", "-c", str(arguments[0])]
    else:
        return
    with open(FILE, "a") as file:
        file.write(json.dumps(command) + "\\n")

sys.addaudithook(report)
module, *sys.argv[1:] = sys.argv[1:]
import runpy
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""


@dataclass(frozen=True, slots=True)
class Program:
    """A program that was started.

    Attributes:
        path: The file that was executed.
        arguments: Its arguments; the first is the name it was called by.
    """

    path: str
    arguments: tuple[str, ...]

    @property
    def is_git(self) -> bool:
        """Return whether it is git itself, or one of the programs that git is made of."""
        return Path(self.path).name.partition(".")[0] in _programs_of_git()


@dataclass(frozen=True, slots=True)
class Traced:
    """What a command printed, and which programs were started on its behalf."""

    finished: Finished
    programs: tuple[Program, ...]

    @property
    def strangers(self) -> list[Program]:
        """The programs that are not git."""
        return [program for program in self.programs if not program.is_git]

    @property
    def exit_code(self) -> int:
        """The exit code of the command."""
        return self.finished.exit_code

    @property
    def exit_codes(self) -> list[int]:
        """The exit codes of several commands, in their order."""
        return [int(code) for code in _CODES.findall(self.finished.output)]


Trace = Callable[..., Traced]
TraceAll = Callable[..., Traced]


def has_strace(folder: Path) -> bool:
    """Return whether processes can be traced here."""
    if not shutil.which("strace"):
        return False
    return run_command(["strace", "-o", str(folder / "probe"), "true"]).exit_code == 0


def trace(
    module: str,
    arguments: Sequence[str | Path],
    folder: Path,
    settings: dict[str, str],
    *,
    timeout: float,
) -> Traced:
    """Run a module in a process and trace what it starts with strace.

    Args:
        module: `scaffold`, or what runs several of its commands.
        arguments: Those of the command.
        folder: An empty folder for the traces.
        settings: Environment variables, beside those of this process.
        timeout: Seconds after which the test fails rather than hangs.
    """
    # One file per process: lines of different processes never interleave.
    tracer = ["strace", "-ff", "-qq", "-s", "65536", "-e", "trace=execve", "-o", folder / "trace"]
    command = [*map(str, tracer), sys.executable, "-m", module, *map(str, arguments)]
    finished = run_command(command, settings=settings, timeout=timeout)
    programs = list(_read_traces(folder))
    # The first is the command itself.
    own = next(p for p in programs if p.arguments[1:3] == ("-m", module))
    programs.remove(own)
    return Traced(finished, tuple(programs))


def _read_traces(folder: Path) -> Iterator[Program]:
    for file in sorted(folder.glob("trace.*")):
        text = file.read_text("utf-8", errors="replace")
        for path, arguments in _STARTED.findall(text):
            words = (ast.literal_eval(f"b{word}") for word in _STRINGS.findall(arguments))
            yield Program(
                ast.literal_eval(f'b"{path}"').decode(errors="replace"),
                tuple(word.decode(errors="replace") for word in words),
            )


def audit(
    module: str,
    arguments: Sequence[str | Path],
    folder: Path,
    settings: dict[str, str],
    *,
    timeout: float,
) -> Traced:
    """Do the same where there is no strace: Python and git report what they start."""
    reported, traced = folder / "python", folder / "git"
    traced.mkdir()
    code = _AUDITED.replace("FILE", repr(str(reported)))
    command = [sys.executable, "-c", code, module, *map(str, arguments)]
    settings = {**settings, "GIT_TRACE2_EVENT": str(traced)}
    finished = run_command(command, settings=settings, timeout=timeout)
    lines = reported.read_text("utf-8").splitlines() if reported.exists() else []
    programs = [Program(words[0], tuple(words[1:])) for words in map(json.loads, lines)]
    return Traced(finished, (*programs, *_read_events(traced)))


def _read_events(folder: Path) -> Iterator[Program]:
    for file in sorted(folder.iterdir()):
        for line in file.read_text("utf-8").splitlines():
            event = json.loads(line)
            if event["event"] == "child_start":
                # Git calls its own programs by the names of their commands.
                words = event["argv"]
                path = "git" if event.get("child_class") in {"git_alias", "?"} else words[0]
                is_own = path == "git" and (words[0] == "git" or f"git-{words[0]}" == words[0])
                yield Program("git" if is_own else words[0], tuple(words))


@cache
def _programs_of_git() -> frozenset[str]:
    """Return the names of git's programs, which are in a folder of its own."""
    listed = run_command(["git", "--exec-path"])
    folder = Path(listed.output.strip())
    names = {path.name.partition(".")[0] for path in folder.iterdir()} if folder.is_dir() else set()
    return frozenset(name for name in {*names, "git"} if name == "git" or name.startswith("git-"))


def is_marked(folder: Path) -> bool:
    """Return whether a hostile program left its mark, the file `ran`, anywhere below a folder."""
    return any("ran" in files for _, _, files in os.walk(folder))
