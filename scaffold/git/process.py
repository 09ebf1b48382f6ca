"""The one place that starts git: so that it does what is asked, and nothing that a repository says.

A repository can bring settings that start programs: monitors, hooks, filters, transports, pagers.
Those that git reads for what is done here are switched off on the command line, which outranks
every file; what remains is in decision 0023.
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

# Set by git for its hooks. With one of them, a command here would work on another repository.
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
    # A folder of committed files that looks like a repository is none.
    "safe.bareRepository": "explicit",
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    # Nothing goes on in the background once a command has ended.
    "gc.auto": "0",
    "maintenance.auto": "false",
    "protocol.ext.allow": "never",
    # A submodule has settings of its own.
    "submodule.recurse": "false",
}
_ALWAYS = {
    "LC_ALL": "C",  # Its messages are asked for in English.
    "GIT_OPTIONAL_LOCKS": "0",
    # Objects that are missing are not fetched, over whatever the repository calls its remote.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
}
_TRANSPORTS = "file:git:http:https:ssh"
# What git says of a repository of another user.
_UNTRUSTED = "detected dubious ownership"
_LIMIT = "SCAFFOLD_GIT_TIMEOUT"
_SECONDS = 60.0
# How a command ends after Ctrl-C, and how a shell does that runs it.
_INTERRUPTED = (-signal.SIGINT, 128 + signal.SIGINT)
NO_GIT = "Use `--no-git` to do without it."
# Names of files and of settings may be any bytes.
_ANY = "surrogateescape"


def find_program() -> str | None:
    """Return the path of git; a `git` in the current folder may be anyone's, and does not count."""
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
    """Run a command of git to its end.

    Args:
        folder: Where it runs.
        arguments: The command and its arguments.
        check: Raise an error if it fails.
        hint: What to do about that.
        environment: Further environment variables.
        settings: Further settings, which outrank those in files.
        feed: What it reads from its input.
        fetching: It may use a network, and may ask for a password on a terminal.

    Raises:
        GitError: Git is missing, does not start, takes too long, or fails.
        UntrustedRepositoryError: The repository belongs to another user.
    """
    program = find_program()
    if program is None:
        raise GitError("git is not installed.", "Install git, or use `--no-git`.")
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
        raise GitError(f"git {_name(arguments)} failed: {find_reason(done.stderr)}", hint)
    return done


def find_reason(errors: str) -> str:
    """Return the line of git's errors that says why; advice may follow it."""
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
            # It is ended as a whole with its children. On a terminal it stays in the session of
            # the user, who can type a password there.
            start_new_session=not keeps_terminal,
            process_group=0 if keeps_terminal else None,
        )
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        raise GitError(
            f"git cannot be started: {reason}.", "Run `git --version` to see the problem."
        ) from error
    with process, _terminal_of(process.pid) if keeps_terminal else nullcontext():
        try:
            written = process.communicate(feed.encode(errors=_ANY), timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise GitError(
                f"git did not finish within {seconds:g} seconds",
                f"Try again, or set {_LIMIT} to more seconds.",
            ) from error
        finally:
            _end(process)
    if keeps_terminal and process.returncode in _INTERRUPTED:
        raise KeyboardInterrupt
    # Not the text mode of `subprocess`, which would change line ends in names of files.
    output, errors = (each.decode(errors=_ANY) for each in written)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


@contextmanager
def _terminal_of(group: int) -> Iterator[None]:
    """Let a group of processes read from the terminal, if this process may."""
    terminal, own = sys.stdin.fileno(), os.getpgrp()
    try:
        has_terminal = os.tcgetpgrp(terminal) == own
    except OSError:  # The terminal is that of another session.
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
    """End a process that has not ended, and its children."""
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
        raise GitError(f"{_LIMIT} is not a number of seconds: {text}", "Use a number such as 300.")
    return seconds


def _name(arguments: Sequence[str]) -> str:
    return next(word for word in arguments if not word.startswith("-") and "=" not in word)
