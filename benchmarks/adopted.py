"""Adopt a copy of a repository with the command, and compare the copy before and after."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.false_facts import Fact, find_false

# What belongs to Git and to the command itself.
_NOT_COMPARED = (".git", ".scaffold")
RUNNER = "Benchmark Runner"
State = Mapping[str, tuple[int, bytes]]


@dataclass(slots=True)
class Adopted:
    """What one adoption did.

    Attributes:
        name: The repository.
        mode: `plain` or `merge`.
        exit_code: Of the adoption.
        changed: Files whose bytes or mode changed; with `--merge`, those that lost a line.
        created: Files that are new.
        ignored: Those of them that Git ignores.
        facts: What was found, with the evidence.
        false: Facts that the repository contradicts, with the reason.
        is_stable: A second adoption exits with 0 and changes nothing.
        is_clean: `scaffold check` exits with 0 after a commit.
        is_undone: `scaffold undo` restores every file.
    """

    name: str
    mode: str
    exit_code: int = 0
    changed: list[str] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    is_stable: bool = False
    is_clean: bool = False
    is_undone: bool = False

    @property
    def faults(self) -> list[str]:
        """What is wrong, a sentence for each."""
        told = [f"adopt exits with {self.exit_code}"] if self.exit_code else []
        told += [f"changed: {path}" for path in self.changed]
        told += [f"created, but ignored: {path}" for path in self.ignored]
        told += [f"false: {fact}" for fact in self.false]
        told += [] if self.is_stable else ["a second adoption changes files or fails"]
        told += [] if self.is_clean else ["`scaffold check` fails"]
        return told if self.is_undone else [*told, "`scaffold undo` does not restore all files"]


def adopt_copy(clone: Path, mode: str, work: Path) -> Adopted:
    """Adopt copies of a clone in an empty folder; the clone stays as it is."""
    project, second, home = work / "a" / clone.name, work / "b" / clone.name, work / "home"
    for copy in (project, second):
        shutil.copytree(clone, copy, symlinks=True)
    home.mkdir()
    (home / ".gitconfig").write_text(f"[user]\nname = {RUNNER}\nemail = runner@example.org\n")
    before = read_state(project)
    words = ["adopt", "--defaults", "--json", *(["--merge"] if mode == "merge" else [])]
    done = _scaffold(project, home, *words)
    after = read_state(project)
    found = Adopted(clone.name, mode, done.returncode)
    found.changed = _find_changed(before, after, project, clone, mode)
    found.created = sorted(after.keys() - before.keys())
    found.ignored = _find_ignored(project, found.created)
    found.facts = _read_facts(done.stdout)
    found.false = find_false(found.facts, clone, RUNNER)
    _commit(project, home)
    found.is_clean = _scaffold(project, home, "check").returncode == 0
    again = _scaffold(project, home, *words)
    found.is_stable = again.returncode == 0 and read_state(project) == after
    _scaffold(second, home, *words)
    undone = _scaffold(second, home, "undo")
    found.is_undone = undone.returncode == 0 and read_state(second) == before
    return found


def read_state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return mode and digest of each file, and of each symlink its target."""
    found = {}
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _NOT_COMPARED]
        links = [name for name in folders if Path(parent, name).is_symlink()]
        for path in (Path(parent, name) for name in [*names, *links]):
            content = _digest(path)
            found[path.relative_to(folder).as_posix()] = (path.lstat().st_mode, content)
    return found


def _digest(path: Path) -> bytes:
    if path.is_symlink():
        return os.fsencode(path.readlink())
    return hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b""


def _find_changed(before: State, after: State, project: Path, clone: Path, mode: str) -> list[str]:
    changed = [path for path in sorted(before) if after.get(path) != before[path]]
    if mode == "plain":
        return changed
    return [
        path
        for path in changed
        if path not in after
        or after[path][0] != before[path][0]
        or not keeps_lines((clone / path).read_bytes(), (project / path).read_bytes())
    ]


def keeps_lines(old: bytes, new: bytes) -> bool:
    """Tell whether all lines of a text are in a new one, in the same order."""
    rest = iter(new.splitlines())
    return all(line in rest for line in old.splitlines())


def _find_ignored(project: Path, paths: Sequence[str]) -> list[str]:
    names = "\0".join(paths).encode()
    words = ["git", "-C", str(project), "check-ignore", "--stdin", "-z"]
    done = subprocess.run(words, input=names, capture_output=True, check=False)  # noqa: S603 - no shell
    return sorted(filter(None, done.stdout.decode().split("\0")))


def _read_facts(printed: str) -> list[Fact]:
    """Return the detected answers, and what was found beside them."""
    result = json.loads(printed) if printed.startswith("{") else {"answers": [], "found": None}
    told = [(each["name"], str(each["value"]), each["reason"]) for each in result["answers"]]
    told = [each for each in told if not each[2].startswith("default") and each[0] != "unstated"]
    findings = result["found"]["findings"] if result["found"] else []
    return told + [
        (f"found {each['topic']}", "; ".join(each["values"]), ", ".join(each["evidence"][:3]))
        for each in findings
        if each["values"]
    ]


def _commit(project: Path, home: Path) -> None:
    for words in (["add", "--all"], ["commit", "--quiet", "--no-verify", "--message=Adopt"]):
        command = ["git", "-C", str(project), *words]
        subprocess.run(command, env=_environment(home), capture_output=True, check=False)  # noqa: S603 - no shell


def _scaffold(project: Path, home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "scaffold", *words]
    return subprocess.run(  # noqa: S603 - no shell
        command, cwd=project, env=_environment(home), capture_output=True, text=True, check=False
    )


def _environment(home: Path) -> dict[str, str]:
    """Return an environment in which no setting of this machine's user counts."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
    return {**kept, "HOME": str(home), "USERPROFILE": str(home), "GIT_LFS_SKIP_SMUDGE": "1"}
