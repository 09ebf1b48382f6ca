"""The only module that runs Git, without the programs that a repository can configure.

The settings of a repository can start programs: monitors, hooks, filters, transports, pagers. Those
that apply to the commands used here are turned off on the command line, which takes precedence over
all files. Decision 0023 lists the rest.
"""

import math
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from shutil import which

from scaffold.errors import GitError, UntrustedRepositoryError

# Git sets these for its hooks; with one of them, a command would use another repository.
_REPOSITORY_VARIABLES = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)
_SETTINGS = {
    # Committed files that look like a bare repository are not read as one.
    "safe.bareRepository": "explicit",
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    # Nothing runs in the background after a command.
    "gc.auto": "0",
    "maintenance.auto": "false",
    "protocol.ext.allow": "never",
    # A submodule has settings of its own.
    "submodule.recurse": "false",
}
_ALWAYS = {
    "LC_ALL": "C",  # Messages are parsed in English.
    "GIT_OPTIONAL_LOCKS": "0",
    # Missing objects are not fetched from the remote of the repository.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
}
_TRANSPORTS = "file:git:http:https:ssh"
# Git's message about a repository of another user.
_UNTRUSTED = "detected dubious ownership"
_LIMIT = "SCAFFOLD_GIT_TIMEOUT"
_SECONDS = 60.0
# Exit codes after Ctrl-C, of a command and of a shell that runs it.
_INTERRUPTED = (-signal.SIGINT, 128 + signal.SIGINT)
NO_GIT = "Use `--no-git` to skip the repository"
# Names of files and settings can be any bytes.
_ANY = "surrogateescape"


def find_program() -> str | None:
    """Return the path of Git; a `git` in the current folder is not trusted."""
    name = "git.exe" if os.name == "nt" else "git"
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    found = (which(Path(each) / name) for each in folders if Path(each).is_absolute())
    return next((str(path) for path in found if path), None)


def run(
    folder: Path,
    *arguments: str,
    check: bool = True,
    hint: str = NO_GIT,
    environment: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    feed: str = "",
    fetching: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run a Git command.

    Args:
        folder: The working directory.
        arguments: The command and its arguments.
        check: Raise an error if it fails.
        hint: Hint of that error; `NO_GIT` where Git is optional.
        environment: Additional environment variables.
        settings: Additional settings, which take precedence over those in files.
        feed: Its standard input.
        fetching: Whether it may use the network, and ask for a password on a terminal.

    Raises:
        GitError: Git is missing, does not start, takes too long, or fails.
        UntrustedRepositoryError: Another user owns the repository.
    """
    program = find_program()
    if program is None:
        instead = " or use `--no-git`" if hint == NO_GIT else ""
        raise GitError("Git is not installed", f"Install Git{instead}")
    pairs = {**_SETTINGS, **(settings or {})}.items()
    options = [word for key, value in pairs for word in ("-c", f"{key}={value}")]
    done = _finish(
        [program, "--no-pager", *options, *arguments],
        folder,
        {**_environment(fetching=fetching), **(environment or {})},
        feed,
        keeps_terminal=fetching and os.name != "nt" and sys.stdin.isatty(),
    )
    if done.returncode and _UNTRUSTED in done.stderr:
        raise UntrustedRepositoryError(folder, done.stderr.strip().splitlines()[-1].strip())
    if check and done.returncode:
        raise GitError(f"`git {_name(arguments)}` failed: {find_reason(done.stderr)}", hint)
    return done


def find_reason(errors: str) -> str:
    """Return the line of Git's errors with the reason; advice can follow it."""
    lines = errors.strip().splitlines() or ["no reason given"]
    return next((line for line in lines if line.startswith(("fatal: ", "error: "))), lines[-1])


def _environment(*, fetching: bool) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in _REPOSITORY_VARIABLES}
    kept |= _ALWAYS
    if fetching:
        # A user may allow fewer transports, not more.
        allowed = os.environ.get("GIT_ALLOW_PROTOCOL", _TRANSPORTS).split(":")
        kept["GIT_ALLOW_PROTOCOL"] = ":".join({*allowed} & {*_TRANSPORTS.split(":")})
    if not sys.stdin.isatty():
        kept["GIT_TERMINAL_PROMPT"] = "0"
    return kept


def _finish(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    feed: str,
    *,
    keeps_terminal: bool,
) -> subprocess.CompletedProcess[str]:
    seconds = _read_limit()
    try:
        process = subprocess.Popen(  # noqa: S603 - the arguments are a list, no shell reads them
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # The process is killed with its children. On a terminal it remains in the user's
            # session, where a password can be typed.
            start_new_session=not keeps_terminal,
            process_group=0 if keeps_terminal else None,
        )
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        raise GitError(
            f"Cannot run `git`: {reason}", "Run `git --version` to see the problem"
        ) from error
    with process, _terminal_of(process.pid) if keeps_terminal else nullcontext():
        try:
            written = process.communicate(feed.encode(errors=_ANY), timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise GitError(
                f"`git` did not finish within {seconds:g} seconds",
                f"Retry, or set `{_LIMIT}` to more seconds",
            ) from error
        finally:
            _end(process)
    if keeps_terminal and process.returncode in _INTERRUPTED:
        raise KeyboardInterrupt
    # The text mode of `subprocess` would change line ends in file names.
    output, errors = (each.decode(errors=_ANY) for each in written)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


@contextmanager
def _terminal_of(group: int) -> Iterator[None]:
    """Let a process group read from the terminal, if this process may."""
    terminal, own = sys.stdin.fileno(), os.getpgrp()
    try:
        has_terminal = os.tcgetpgrp(terminal) == own
    except OSError:  # The terminal belongs to another session.
        has_terminal = False
    if not has_terminal:
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
    try:
        os.tcsetpgrp(terminal, group)
        os.killpg(group, signal.SIGCONT)  # It may have been stopped while it had no terminal.
        yield
    finally:
        os.tcsetpgrp(terminal, own)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a running process and its children."""
    if process.poll() is not None:
        return
    if os.name == "nt":  # pragma: no cover - Windows has no groups of processes
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _read_limit() -> float:
    text = os.environ.get(_LIMIT) or str(_SECONDS)
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise GitError(
            f"Invalid `{_LIMIT}`: `{text}` is not a number of seconds",
            "Use a number such as 300",
        )
    return seconds


def _name(arguments: Sequence[str]) -> str:
    return next(word for word in arguments if not word.startswith("-") and "=" not in word)
