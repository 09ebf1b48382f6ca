"""CPU seconds to understand and to plan the adoption of a repository of 3,000 files.

    python -m benchmarks.adoption_cost [SEED]

The repository is made from the seed: packages with modules that import each other, tests, a README,
a requirements file and a history. The exit code is 1 if a target is missed.
"""

import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.processes import cpu_seconds

_FILES, _PACKAGES, _COMMITS, _ROUNDS = 3_000, 30, 20, 5
_TARGET = 2.5
_LIBRARIES = ("json", "numpy", "pandas", "sklearn", "torch")
_COMMANDS = (("--explain",), ("--dry-run", "--no-gates"))


def main() -> int:
    """Print the CPU of each command beside the target."""
    seed = int(next(iter(sys.argv[1:]), "0"))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "large")
        write_repository(folder, seed)
        missed = [words for words in _COMMANDS if not _measure(folder, words)]
    return int(bool(missed))


def _measure(folder: Path, words: tuple[str, ...]) -> bool:
    """Print the median of some rounds; return whether it meets the target."""
    command = [sys.executable, "-m", "scaffold", "adopt", str(folder), *words]
    cpu_seconds(lambda _: command)  # Writes bytecode.
    seconds = [cpu_seconds(lambda _: command) for _ in range(_ROUNDS)]
    shown = f"{median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"
    sys.stdout.write(f"scaffold adopt {' '.join(words):24} {shown}, at most {_TARGET} s\n")
    return median(seconds) <= _TARGET


def write_repository(folder: Path, seed: int) -> None:
    """Write a repository of 3,000 files, in some commits."""
    files = [*_list_files(random.Random(seed))]  # noqa: S311 - not for secrets
    folder.mkdir()
    _git(folder, "init", "--quiet", "--initial-branch=main")
    for start in range(_COMMITS):
        for path, text in files[start::_COMMITS]:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")
        _git(folder, "add", "--all")
        _git(folder, "commit", "--quiet", f"--message=Part {start + 1}")


def _list_files(source: random.Random) -> Iterator[tuple[str, str]]:
    """Yield paths and texts: a test for every third module, and files at the top."""
    yield "README.md", "# Large\n\nPredicts prices from many tables.\n"
    yield "requirements.txt", "numpy>=1.26\npandas\nscikit-learn\ntorch\n"
    yield (
        "main.py",
        'from part_00.module_000 import run_0\n\nif __name__ == "__main__":\n    run_0(1)\n',
    )
    names = [f"part_{number:02}" for number in range(_PACKAGES)]
    yield from ((f"{name}/__init__.py", "") for name in names)
    for number in range(_FILES - _PACKAGES - 3):
        package = source.choice(names)
        if number % 4 == 3:
            yield f"tests/{package}/test_{number:03}.py", _write_test(number)
        else:
            yield f"{package}/module_{number:03}.py", _write_module(source, names, number)


def _write_module(source: random.Random, names: list[str], number: int) -> str:
    """Return a module of some functions, which imports a library and another package."""
    lines = [f"import {source.choice(_LIBRARIES)}", f"import {source.choice(names)}"]
    for index in range(source.randint(2, 12)):
        lines += ["", "", f"def run_{index}(value):", f'    """Return value {number}."""']
        lines += [f"    scaled = value * {source.randint(2, 99)}", "    return scaled + 1"]
    return "\n".join([*lines, ""])


def _write_test(number: int) -> str:
    return f"def test_{number}_adds() -> None:\n    assert {number} + 1 == {number + 1}\n"


def _git(folder: Path, *words: str) -> None:
    person = ("-c", "user.name=Ada Example", "-c", "user.email=ada@example.org")
    command = ["git", "-C", str(folder), *person, *words]
    subprocess.run(command, check=True)  # noqa: S603 - no shell


if __name__ == "__main__":
    sys.exit(main())
