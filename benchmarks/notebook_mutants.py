"""Change moved lines, and compare what a verification notices with what another program notices.

`SCAFFOLD_NOTEBOOKS` names a folder with one folder for each notebook and the files beside it.
`SCAFFOLD_NOTEBOOK_PYTHON` names an interpreter with `ipykernel` and their libraries.
`SCAFFOLD_NOTEBOOK_JUDGE` names a program that is given an original and its folder, and a moved
notebook and its folder, and ends with 1 where the two compute different values. It tries the
changes that the verification does not notice. Nothing of the notebooks is stored here.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.notebooks import show
from scaffold.notebooks.verification.mutants import MutantTrials
from scaffold.notebooks.verification.mutation import Mutant, count_changes
from scaffold.verbs.notebook import MoveRequest, apply_move, plan_move
from scaffold.verbs.notebook_verify import Limits, VerifyRequest, verify_notebook

_TRIED = 300
_LIMITS = Limits(120, 3600)
_DIFFERS = 1


@dataclass(frozen=True, slots=True)
class Bench:
    """A moved notebook.

    Attributes:
        source: Folder with the original.
        project: Its project.
        path: Path of the notebook in both.
        python: Interpreter.
    """

    source: Path
    project: Path
    path: Path
    python: Path


def main() -> None:
    """Print what was noticed, by notebook."""
    folder = os.environ.get("SCAFFOLD_NOTEBOOKS", "")
    judge = os.environ.get("SCAFFOLD_NOTEBOOK_JUDGE", "")
    if not (folder and judge):
        sys.exit("Set SCAFFOLD_NOTEBOOKS and SCAFFOLD_NOTEBOOK_JUDGE.")
    python = Path(os.environ.get("SCAFFOLD_NOTEBOOK_PYTHON", sys.executable))
    sources = sorted(each for each in Path(folder).iterdir() if each.is_dir())
    show("| notebook | possible | tried | noticed | no effect | false equal |")
    show("| --- | --- | --- | --- | --- | --- |")
    total = [0, 0, 0, 0, 0]
    with tempfile.TemporaryDirectory() as place:
        benches = [set_up(each, Path(place, each.name), python) for each in sources]
        for bench, most in zip(benches, share(map(count_possible, benches)), strict=True):
            row = try_mutants(bench, most, Path(judge))
            total = [sum(pair) for pair in zip(total, row, strict=True)]
            show(f"| {bench.source.name} | {' | '.join(map(str, row))} |")
    show(f"| all | {' | '.join(map(str, total))} |")


def share(possible: Iterable[int], wanted: int = _TRIED) -> list[int]:
    """Return how many changes to try in each notebook: as even as the possible ones allow."""
    limits = list(possible)
    shares = [0] * len(limits)
    for done, at in enumerate(sorted(range(len(limits)), key=limits.__getitem__)):
        even = -(-(wanted - sum(shares)) // (len(limits) - done))
        shares[at] = min(limits[at], even)
    return shares


def count_possible(bench: Bench) -> int:
    """Return how many changes the moved modules have room for."""
    moved = set((bench.project / "src").rglob("*.py"))
    kept = {bench.project / path.relative_to(bench.source) for path in bench.source.rglob("*.py")}
    return sum(count_changes(path.read_text("utf-8")) for path in moved - kept)


def set_up(source: Path, place: Path, python: Path) -> Bench:
    """Move a notebook in a project of its own."""
    project = place / "project"
    shutil.copytree(source, project)
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)  # noqa: S607 - the git of the machine
    path = next(iter(sorted(project.rglob("*.ipynb")))).relative_to(project)
    apply_move(plan_move(MoveRequest(project / path)), allow_dirty=True)
    return Bench(source, project, path, python)


def try_mutants(bench: Bench, most: int, judge: Path) -> tuple[int, int, int, int, int]:
    """Return how many changes are possible, tried, noticed, without effect, and missed."""
    request = VerifyRequest(
        bench.project / bench.path, python=bench.python, limits=_LIMITS, mutants=most
    )
    found = verify_notebook(request, lambda _run, _cell, _cells, _seconds: None).found
    trials = found.mutants or MutantTrials(0, 0, (), found.outcome.value)
    missed = [each for each in trials.survivors if has_effect(bench, each, judge)]
    for each in missed:
        show(f"false equal: {each.path}:{each.line}: {each.before} -> {each.after}")
    noticed = trials.tried - len(trials.survivors)
    return trials.possible, trials.tried, noticed, len(trials.survivors) - len(missed), len(missed)


def has_effect(bench: Bench, mutant: Mutant, judge: Path) -> bool:
    """Return whether the judge sees a change."""
    with tempfile.TemporaryDirectory() as place:
        changed = Path(place, "project")
        shutil.copytree(bench.project, changed)
        (changed / mutant.path).write_bytes(mutant.content)
        thin = changed / bench.path.with_suffix(".thin.ipynb")
        at = bench.path.parent.as_posix()
        command = [bench.python, judge, bench.source / bench.path, bench.source, thin, changed]
        done = subprocess.run(  # noqa: S603 - the program that was named
            [*map(str, command), "--at", at, "--at2", at], capture_output=True, check=False
        )
    return done.returncode == _DIFFERS


if __name__ == "__main__":
    main()
