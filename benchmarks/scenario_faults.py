"""Updates that come to a sudden end, at moments spread over all of each tool's changes."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import faulted
from benchmarks import scenario_edits as owner
from benchmarks.scenario_edits import EDIT, TRAIN
from benchmarks.scenario_machine import Finished, commit, read_texts, run
from benchmarks.scenario_template import PROJECT
from benchmarks.scenario_tools import Tool, Words
from benchmarks.scenario_verdicts import Outcome, Trace, judge

MOMENTS = 12
# Told to recover, told to commit, and then there is nothing that should stand in the way.
_ATTEMPTS = 4
_OWNER = Trace(EDIT[1], TRAIN)
_TEMPLATE = Trace("release two", TRAIN)


@dataclass(frozen=True, slots=True)
class Interruption:
    """One row of the table.

    Attributes:
        what: What happened, as the table says it.
        fault: What the tool meets, as `faulted` names it.
    """

    what: str
    fault: str


INTERRUPTIONS = (
    Interruption(
        "edited a file; the update is killed; did what the tool says, and updated", "kill"
    ),
    Interruption("edited a file; the disk is full; made room, and did the same", "full"),
)


def play_interruption(tool: Tool, interruption: Interruption, folder: Path, home: Path) -> str:
    """Let the same update fail at each of the moments; return the cell of the table.

    Args:
        tool: What updates.
        interruption: How the update fails.
        folder: Where the tool's project stands, to be copied.
        home: The home that the tool sees.
    """
    verdicts = Counter(
        judge(outcome, _OWNER, _TEMPLATE)
        for outcome in _outcomes(tool, interruption.fault, folder, home)
    )
    total = verdicts.total()
    return "; ".join(f"{words}: {number} of {total}" for words, number in verdicts.most_common())


def _outcomes(tool: Tool, fault: str, folder: Path, home: Path) -> Iterator[Outcome]:
    changes = _count_changes(tool, folder, home)
    for number in range(MOMENTS):
        at = 1 + number * (changes - 1) // (MOMENTS - 1)
        project = _edited_copy(tool, folder, f"{tool.name}-{fault}-{number}")
        before = read_texts(project)
        failed = run(_faulted_update(tool, fault, at, Path("unused")), project, home)
        finished = _go_on(tool, project, home)
        output = failed.output + finished.output
        yield Outcome(before, read_texts(project), finished.exit_code, output)


def _count_changes(tool: Tool, folder: Path, home: Path) -> int:
    """Return how many changes an update makes that nothing disturbs."""
    project, count = _edited_copy(tool, folder, f"{tool.name}-undisturbed"), folder / "count"
    finished = run(_faulted_update(tool, "kill", 0, count), project, home)
    if finished.exit_code:
        raise RuntimeError(f"{tool.shown} failed:\n{finished.output}")
    shutil.rmtree(project.parent)
    return int(count.read_text("utf-8"))


def _edited_copy(tool: Tool, folder: Path, name: str) -> Path:
    project = Path(shutil.copytree(folder / tool.name, folder / name, symlinks=True)) / PROJECT
    owner.edits(TRAIN)(project, tool.answers)
    commit(project)
    return project


def _faulted_update(tool: Tool, fault: str, at: int, count: Path) -> Words:
    python, _, module = tool.command
    return (python, faulted.__file__, fault, str(at), count, module, *tool.update)


def _go_on(tool: Tool, project: Path, home: Path) -> Finished:
    """Update until the tool says that all is well: recover where it says so, else commit."""
    finished = run((*tool.command, *tool.update), project, home)
    for _ in range(_ATTEMPTS):
        if not finished.exit_code:
            break
        if "scaffold recover" in finished.output:
            run((*tool.command, "recover"), project, home)
        else:
            commit(project)
        finished = run((*tool.command, *tool.update), project, home)
    return finished
