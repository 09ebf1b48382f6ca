"""Tries changes of moved lines, and lists those that no comparison notices."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scaffold.notebooks.verification.execution import Runner, Watch
from scaffold.notebooks.verification.mutation import Mutant, change, count_changes
from scaffold.notebooks.verification.records import CellToRun, RunRecord

_LEAST_SECONDS = 10.0
_SLOWER = 5  # times as slow as the slowest cell: a loop that a change keeps from ending


@dataclass(frozen=True, slots=True)
class MutantTrials:
    """What a comparison notices.

    Attributes:
        possible: How many changes the moved modules have room for.
        tried: How many were tried.
        survivors: Those that no comparison noticed.
        note: Why fewer were tried than asked for; empty if they were not.
    """

    possible: int
    tried: int
    survivors: Sequence[Mutant]
    note: str = ""


def choose_mutants(modules: dict[str, str], most: int, seed: int) -> list[tuple[str, int]]:
    """Return paths and numbers of changes, drawn evenly from all modules."""
    counts = {path: count_changes(source) for path, source in modules.items()}
    places = [(path, number) for path, count in counts.items() for number in range(count)]
    chosen = random.Random(seed).sample(places, min(most, len(places)))  # noqa: S311 - no secret
    return sorted(chosen)


@dataclass(frozen=True, slots=True)
class MutantTrial:
    """How changed modules are run.

    Attributes:
        runner: Runs notebooks.
        cells: The cells of the result.
        at: Folder that they start in.
        notices: Returns whether a run, which may still go on, differs from the original.
    """

    runner: Runner
    cells: Sequence[CellToRun]
    at: str
    notices: Callable[[RunRecord], bool]

    def try_all(
        self, record: RunRecord, before: RunRecord, most: int, watch: Callable[[str], Watch]
    ) -> MutantTrials:
        """Try changes of the modules that the result loads and the original does not.

        Args:
            record: The run of the result.
            before: A run of the original.
            most: How many changes to try.
            watch: Returns what is told about the progress of a run, given its name.
        """
        modules, foreign = self._read_modules(record, before)
        if foreign:
            note = f"`{foreign}` is imported from the project itself, not from its copy"
            return MutantTrials(0, 0, (), note)
        chosen = choose_mutants(modules, most, self.runner.seed)
        possible = sum(map(count_changes, modules.values()))
        runner, survivors = self._limit(record), list[Mutant]()
        for count, (path, number) in enumerate(chosen, 1):
            mutant = change(path, modules[path], number)
            name = f"mutant {count} of {len(chosen)}"
            ran = self._run(runner, mutant, watch(name))
            if ran.reason == "total":
                return MutantTrials(possible, count - 1, survivors, "the time limit was reached")
            if not (ran.reason not in ("", "stopped") or self.notices(ran)):
                survivors.append(mutant)
        return MutantTrials(possible, len(chosen), survivors)

    def _run(self, runner: Runner, mutant: Mutant, watch: Watch) -> RunRecord:
        return runner.run(
            self.cells,
            self.at,
            watch,
            go_on=lambda record: not self.notices(record),
            changed={mutant.path: mutant.content},
        )

    def _limit(self, record: RunRecord) -> Runner:
        slowest = max((cell.seconds for cell in record.cells), default=0.0)
        seconds = min(self.runner.limits.cell, _LEAST_SECONDS + _SLOWER * slowest)
        return replace(self.runner, limits=replace(self.runner.limits, cell=seconds))

    def _read_modules(self, record: RunRecord, before: RunRecord) -> tuple[dict[str, str], str]:
        """Return the texts of the moved modules by path, and one that is not in the copy."""
        copy, origin = self.runner.bench.project, self.runner.bench.origin
        modules, foreign = dict[str, str](), ""
        for file in sorted({*record.modules} - {*before.modules}):
            path = Path(file)
            if path.is_relative_to(copy):
                name = path.relative_to(copy).as_posix()
                modules[name] = (origin / name).read_text("utf-8")
            elif not _is_installed(path):
                foreign = path.relative_to(origin).as_posix()
        return modules, foreign


def _is_installed(path: Path) -> bool:
    return bool({"site-packages", "dist-packages"} & {*path.parts})
