"""Move modules of real repositories into stages, and print how their tests end; nothing is stored.

`SCAFFOLD_MOVES` names a folder with clones, each with an environment `.venv` in which its tests
run. Each clone is copied before anything is done with it:

    SCAFFOLD_MOVES=path/to/clones python -m benchmarks.moves [NAME...]

The exit code is 1 if a test that passed before does not pass after, or if a second move or an
`undo` changes something that it should not.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.adopted import read_state
from benchmarks.repositories import show

_COLUMNS = (
    *("repository", "moved", "stage", "files", "updated", "renames"),
    *("before", "after", "as green", "again", "undo"),
)
# What is moved with one command.
MOVES: Mapping[str, str] = {
    "Box": "box/converters.py box/from_file.py data",
    "boltons": "boltons/strutils.py boltons/iterutils.py boltons/typeutils.py utils",
    "furl": "furl/omdict1D.py furl/common.py furl/compat.py utils",
    "humanize": "src/humanize/number.py src/humanize/filesize.py utils",
    "idna": "idna/idnadata.py idna/uts46data.py idna/intranges.py data",
    "itsdangerous": "src/itsdangerous/encoding.py src/itsdangerous/_json.py utils",
    "kepler-mapper": "kmapper/cover.py kmapper/nerve.py kmapper/kmapper.py models",
    "mistune": "src/mistune/plugins src/mistune/util.py src/mistune/helpers.py utils",
    "pynblint": "pynblint/loader.py pynblint/core_models.py data",
    "sqlparse": "sqlparse/filters sqlparse/lexer.py sqlparse/keywords.py models",
    "tenacity": "tenacity/wait.py tenacity/stop.py tenacity/_utils.py utils",
    "thefuzz": "thefuzz/fuzz.py thefuzz/process.py evaluation",
    "toolz": "toolz/utils.py toolz/dicttoolz.py toolz/recipes.py utils",
}
_SECONDS = 1200


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move of one repository came to.

    Attributes:
        name: The repository.
        exit_code: The exit code of the command.
        message: What it printed.
        before: Result of each test before.
        after: Result of each test after.
        renames: Renames that Git sees.
        is_stable: Whether a second move changes nothing.
        is_undone: Whether `undo` restores every byte.
    """

    name: str
    exit_code: int
    message: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    renames: int
    is_stable: bool
    is_undone: bool

    @property
    def worse(self) -> list[str]:
        """Tests that passed before and do not pass after."""
        return [
            name
            for name, result in self.before.items()
            if result == "passed" and self.after.get(name) != "passed"
        ]

    @property
    def is_as_green(self) -> bool:
        """Whether every test that passed still passes."""
        return self.exit_code == 0 and bool(_passed(self.before)) and not self.worse


def _passed(results: Mapping[str, str]) -> int:
    return sum(result == "passed" for result in results.values())


def main(names: Sequence[str]) -> int:
    """Print a row for each repository, and the totals."""
    place = os.environ.get("SCAFFOLD_MOVES", "")
    if not place:
        sys.exit("Set SCAFFOLD_MOVES to a folder with clones of repositories.")
    clones = [path for path in sorted(Path(place).iterdir()) if (path / ".venv").is_dir()]
    chosen = [path for path in clones if path.name in MOVES and (not names or path.name in names)]
    show(f"| {' | '.join(_COLUMNS)} |")
    show(f"{'| --- ' * len(_COLUMNS)}|")
    done = [_measure(clone) for clone in chosen]
    green = [each for each in done if each.is_as_green]
    show(f"\n{len(green)} of {len(done)} as green as before")
    return int(not all(e.is_as_green and e.is_stable and e.is_undone for e in done))


def _measure(clone: Path) -> Moved:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        moved = move_copy(clone, Path(work))
    show(_row(moved))
    for line in ([] if moved.exit_code == 0 else moved.message.splitlines()[-4:]) + moved.worse[:5]:
        show(f"    {line}")
    return moved


def move_copy(clone: Path, work: Path) -> Moved:
    """Move modules of a copy of a clone, and run its tests before and after."""
    project = work / clone.name
    _copy(clone, project)
    python = clone / ".venv/bin/python"
    before = run_tests(project, work / "before", python)
    at_first = read_state(project)
    words = MOVES[clone.name].split()
    done = _scaffold(project, "move", *words, "--no-gates")
    moved = read_state(project)
    after = run_tests(project, work / "after", python)
    again = _scaffold(project, "move", *words, "--no-gates", "--allow-dirty")
    is_stable = again.returncode == 0 and read_state(project) == moved
    _git(project, "add", "--all")
    renames = sum(line[0] == "R" for line in _git(project, "status", "--porcelain").splitlines())
    _scaffold(project, "undo")
    return Moved(
        clone.name,
        done.returncode,
        done.stdout + done.stderr,
        before,
        after,
        renames,
        is_stable,
        read_state(project) == at_first,
    )


def _copy(folder: Path, copy: Path) -> None:
    shutil.copytree(folder, copy, symlinks=True, ignore=shutil.ignore_patterns(".venv"))


def run_tests(original: Path, base: Path, python: Path) -> dict[str, str]:
    """Run the tests of a project in a copy of it, and return the result of each."""
    project, results = base / original.name, base / "results.xml"
    _copy(original, project)
    results.unlink(missing_ok=True)
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"]
    paths = os.pathsep.join([str(project / "src"), str(project)])
    variables = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    command += ["-o", "junit_family=xunit1", f"--junitxml={results}"]
    try:
        subprocess.run(  # noqa: S603 - no shell
            command, cwd=project, env=variables, capture_output=True, timeout=_SECONDS, check=False
        )
        root = ET.parse(results).getroot()  # noqa: S314 - written by pytest just now
    except (OSError, subprocess.SubprocessError, ET.ParseError):
        return {}
    return dict(map(_read_case, root.iter("testcase")))


def _read_case(case: ET.Element) -> tuple[str, str]:
    name = f"{case.get('file', '')}::{case.get('classname', '')}::{case.get('name', '')}"
    failed = [each.tag for each in case if each.tag in {"failure", "error", "skipped"}]
    return re.sub(r"0x[0-9a-f]+", "0x", name), failed[0] if failed else "passed"


def _row(moved: Moved) -> str:
    *sources, stage = MOVES[moved.name].split()
    counts = re.search(r"Moved (\d+) files? and updated (\d+)", moved.message)
    cells = (
        *(moved.name, ", ".join(sources), stage, *(counts.groups() if counts else ("-", "-"))),
        *(moved.renames, _describe(moved.before), _describe(moved.after)),
        *(
            "yes" if each else "NO"
            for each in (moved.is_as_green, moved.is_stable, moved.is_undone)
        ),
    )
    return f"| {' | '.join(map(str, cells))} |"


def _describe(results: Mapping[str, str]) -> str:
    return f"{_passed(results)} of {len(results)}"


def _scaffold(project: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "scaffold", *words]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)  # noqa: S603 - no shell


def _git(project: Path, *words: str) -> str:
    command = ["git", "-C", str(project), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - no shell


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
