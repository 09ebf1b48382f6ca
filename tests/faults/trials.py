"""Try a command with a fault at every change that it makes, and judge what was left each time."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

from tests.faults.commands import run_here, run_with_fault
from tests.faults.faults import KILLS, OTHERS, RARE, Ended, kind
from tests.faults.worlds import (
    STATE,
    Look,
    contents,
    differences,
    fingerprint,
    look,
    restore,
    without_key,
    without_workshops,
)

FIGURES = ("kill points", "other faults", "half states", "lost bytes", "wrong words")
# Each of them has to see that a command was interrupted.
_OTHER_COMMANDS = (
    ("update", "demo"),
    ("diff", "demo"),
    ("status", "demo"),
    ("check", "demo"),
    ("add", "docker", "demo"),
    ("remove", "docker", "demo"),
    ("adopt", "demo", "--defaults"),
    ("undo", "demo"),
)
# As in .local/share/mlops-scaffold/releases/0.1.0
_DEPTH_OF_A_RELEASE = 4
# Of the trials of a large work, each of this number plans anew when the work is done again.
_PLANNED_ANEW = 5
_NO_PLANS: Mapping[str, Any] = {}
_SIGNALLED = {"ctrl-c": 130, "terminate": 143}


@dataclass(frozen=True, slots=True)
class Work:
    """A command that is tried from one state of the world.

    Attributes:
        name: The command's verb and what is special about the world.
        start: The world to begin with.
        command: What is typed.
        code: Its exit code when nothing disturbs it.
        project: The project in the folder `work` of the world.
        before: How that folder looks in the beginning; None where it is half changed.
        after: How it looks after a command that nothing disturbed.
        home: How the home looks then, where it is part of the world.
        back: How it looks when the command is taken back; None where it cannot be.
        owned: What may never be lost, neither its owner's nor the command's.
        plans: What planning comes to in the beginning, where the command plans.
        is_large: Faults that do not kill are tried only at some points.
    """

    name: str
    start: Path
    command: tuple[str, ...]
    code: int
    project: Path
    before: Look | None
    after: Look
    home: Look | None
    back: Look | None
    owned: frozenset[bytes]
    plans: Mapping[str, Any]
    is_large: bool

    @property
    def is_made(self) -> bool:
        """Return whether the command makes a project that is not there."""
        return self.command[0] == "new"


@dataclass(slots=True)
class Found:
    """What trials came to.

    Attributes:
        kills: Points at which a command was killed.
        others: Points at which another fault met it.
        half: Where something was neither as before nor as after.
        lost: How many bytes of the owner's were gone.
        words: Where a command said the wrong thing, or nothing.
    """

    kills: int = 0
    others: int = 0
    half: list[str] = field(default_factory=list)
    lost: int = 0
    words: list[str] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, int]:
        """All as numbers, by the words in which they are reported."""
        counts = (self.kills, self.others, len(self.half), self.lost, len(self.words))
        return dict(zip(FIGURES, counts, strict=True))

    def add(self, found: "Found") -> None:
        """Add what other trials came to."""
        self.kills += found.kills
        self.others += found.others
        self.half += found.half
        self.lost += found.lost
        self.words += found.words


def try_all(work: Work, trial: Path, every: int, found: Found) -> None:
    """Try a work with each fault, at every point or at some, and count what was found.

    Args:
        work: What to try.
        trial: Where its world is put, again and again.
        every: Only each of this number of points is tried; of faults that do not kill, fewer.
        found: To which is added.
    """
    events: dict[str, int] = {}
    followed: set[bytes] = set()
    shift = crc32(work.name.encode())  # So that all works together are everywhere.
    for number, fault in enumerate((*KILLS, *OTHERS)):
        step = every * _rarity(work, fault, every)
        if kind(fault) not in events:
            events[kind(fault)] = _try(work, trial, fault, 0).events
        for at in range(1 + (shift + 2 * number) % step, events[kind(fault)] + 1, step):
            ended = _try(work, trial, fault, at)
            point = f"{work.name}, {fault} at {at}: {ended.last}"
            found.kills += fault in KILLS
            found.others += fault in OTHERS
            _Judge(work, trial, found, point, followed).judge(ended, fault)


def _rarity(work: Work, fault: str, every: int) -> int:
    """Return how much fewer points a fault is tried at: there are many, and much alike.

    A large work is killed at each point, and meets one of the other faults at each second.
    """
    if work.is_large and every == 1:
        return 1 if fault == "kill" else 2 * len(OTHERS)
    return 5 if fault in RARE or (fault in OTHERS and every > 1) else 1


def _try(work: Work, trial: Path, fault: str, at: int) -> Ended:
    os.chdir(trial.parent)
    restore(work.start, trial)
    enter(trial, own_home=work.home is not None)
    return run_with_fault(work.command, trial, fault, at, work.plans)


def look_at_work(world: Path, project: Path, *, is_made: bool) -> Look:
    """Look at the folder of work, but not at what commands remember in the project.

    Where the project is made, with a repository, it is enough to see that there is a commit: no two
    are the same.
    """
    if not is_made:
        return look(world / "work", [f"{project}/{STATE}"])
    found = look(world / "work", [f"{project}/.git", f"{project}/{STATE}"])
    commit = world / "work" / project / ".git" / "refs" / "heads" / "main"
    return {**found, "commit": ("file", 0, b"")} if commit.is_file() else found


def enter(world: Path, *, own_home: bool) -> None:
    """Go where the commands are typed."""
    os.chdir(world / "work")
    if own_home:
        os.environ["HOME"] = str(world / "home")


@dataclass(frozen=True, slots=True)
class _Judge:
    work: Work
    trial: Path
    found: Found
    point: str
    followed: set[bytes]

    @property
    def _state(self) -> Path:
        return self.trial / "work" / self.work.project / STATE

    def judge(self, ended: Ended, fault: str) -> None:
        """Judge what stands there, and do what a person is told to do."""
        work, everything = self.work, self._look()
        stands = without_workshops(everything)
        is_interrupted = self._is_interrupted()
        self._judge_words(ended, fault, is_interrupted=is_interrupted)
        self._count_lost(stands)
        if fault in _SIGNALLED and stands != everything:
            self._half("it left a workshop", everything, stands)
        if ended.code == work.code and (is_interrupted or stands != work.after):
            self._half("it did not say that it is not done", stands, work.after)
        self._judge_home(is_done=False)
        for follow in (self._recover, self._try_again, self._take_back):
            if self._is_followed(follow.__name__):
                return
            follow()

    def _is_followed(self, by: str) -> bool:
        """Return whether this world was followed before; only it decides what comes."""
        world = by.encode() + fingerprint(self.trial)
        is_followed = world in self.followed
        self.followed.add(world)
        return is_followed

    def _is_interrupted(self) -> bool:
        return (self._state / "journal").is_dir()

    def _recover(self) -> None:
        """Finish what was begun, where anything was."""
        if self._is_interrupted():
            self._ask_another()
            self._run(("recover", str(self.work.project)), 0)

    def _try_again(self) -> None:
        """Do the work again where nothing of it was done; then it is as if never disturbed."""
        stands = without_workshops(self._look())
        if self.work.before is not None and stands == self.work.before:
            is_recalled = self.work.is_large and self.found.kills % _PLANNED_ANEW != 0
            self._run(self.work.command, self.work.code, self.work.plans if is_recalled else {})
            stands = self._look()
            self._judge_home(is_done=True)
        if stands != self.work.after:
            self._half("not as if never disturbed", stands, self.work.after)

    def _take_back(self) -> None:
        """Undo the work, where it can be undone."""
        if self.work.back is None:
            return
        self._run(("undo", str(self.work.project)), 0)
        self._judge_rest()
        if self._look() != self.work.back:
            self._half("not taken back", self._look(), self.work.back)

    def _look(self) -> Look:
        return look_at_work(self.trial, self.work.project, is_made=self.work.is_made)

    def _run(self, command: Sequence[str], code: int, plans: Mapping[str, Any] = _NO_PLANS) -> None:
        ended = run_here(command, plans)
        if ended.code != code:
            self._wrong(f"then {command[0]} ended with {ended.code}: {ended.said}")

    def _count_lost(self, stands: Look) -> None:
        kept = contents(stands) | contents(look(self._state))
        lost = sum(map(len, self.work.owned - kept))
        self.found.lost += lost
        if lost:
            self.found.half.append(f"{self.point}: {lost} bytes are lost")

    def _judge_words(self, ended: Ended, fault: str, *, is_interrupted: bool) -> None:
        """Judge the exit code and what was said: no traceback, and what to do now."""
        if fault in KILLS:
            expected = {-9}
        elif fault in _SIGNALLED:
            expected = {_SIGNALLED[fault], 130, self.work.code}
        else:
            expected = {1, self.work.code}
        if ended.code not in expected or "Traceback" in ended.said:
            self._wrong(f"it ended with {ended.code}: {ended.said}")
        if ended.code == 1 and not ("error: " in ended.said and "hint: " in ended.said):
            self._wrong(f"it gave no reason or no advice: {ended.said}")
        if is_interrupted and ended.code >= 0 and "scaffold recover" not in ended.said:
            self._wrong(f"it did not name `scaffold recover`: {ended.said}")

    def _ask_another(self) -> None:
        """Type another command, each time another one, that must not go on now."""
        number = self.found.kills + self.found.others
        command = _OTHER_COMMANDS[number % len(_OTHER_COMMANDS)]
        ended = run_here(command)
        if ended.code != 5 or "scaffold recover" not in ended.said:
            self._wrong(f"{command[0]} did not see that: {ended.code}: {ended.said}")

    def _judge_rest(self) -> None:
        """Nothing but what undo needs is left in the folder for what commands remember."""
        left = sorted(os.listdir(self._state))  # noqa: PTH208 - names are enough
        if (
            left != [".gitignore", "lock", "undo"]
            or (self._state / ".gitignore").read_bytes() != b"*\n"
        ):
            self.found.half.append(f"{self.point}: {left} stand in {STATE}")

    def _judge_home(self, *, is_done: bool) -> None:
        """Judge what is kept for a person: a release is there as a whole, or it is not there."""
        if self.work.home is None:
            return
        home = without_key(without_workshops(look(self.trial / "home")))
        begun = tuple(f"{name}/" for name in home if name.count("/") == _DEPTH_OF_A_RELEASE)
        expected = {
            name: entry
            for name, entry in self.work.home.items()
            if is_done or name in home or name.startswith(begun)
        }
        if home != expected:
            self._half("another home", home, expected)

    def _half(self, what: str, stands: Look, expected: Look) -> None:
        self.found.half.append(f"{self.point}: {what}: {differences(stands, expected)}")

    def _wrong(self, what: str) -> None:
        self.found.words.append(f"{self.point}: {what}")


def killed_worlds(work: Work, trial: Path, keep: Path, every: int) -> Iterator[Path]:
    """Yield copies of the world as it is when the work was killed while it changed the project."""
    number = 0
    for at in range(1, _try(work, trial, "kill", 0).events + 1):
        _try(work, trial, "kill", at)
        if (trial / "work" / work.project / STATE / "journal").is_dir():
            number += 1
            if number % every == 1 or every == 1:
                os.chdir(trial.parent)
                restore(trial, keep)
                yield keep
