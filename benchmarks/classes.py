"""CPU seconds of a class of forty: new, board and send, and what was kept.

    python -m benchmarks.classes

Twelve learners make a mistake each, the others have written solutions. Everything runs as separate
processes on a copy of this repository, in which two releases are cut; start of Python included.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.comparison import Row, format_table
from benchmarks.in_project import REPOSITORY

LEARNERS = 40
# CPU seconds at most.
TARGETS = {"new": 8.0, "board": 3.0, "send": 8.0}
FIRST, SECOND = "2026.11.1", "2026.11.2"
_NOTE = "template/{{with_workshop}}/workshop/README.md.jinja"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="scaffold-class-") as parent:
        rows = measure(Path(parent))
    sys.stdout.write(format_table(rows))
    if not all(row.met for row in rows):
        sys.exit(1)


def measure(parent: Path) -> list[Row]:
    """Return the rows of the table."""
    checkout, folder = parent / "checkout", parent / "class"
    _copy(checkout)
    _release(checkout, FIRST)
    roster = parent / "roster.csv"
    names = [f"learner{number:02}" for number in range(LEARNERS)]
    roster.write_text("".join(["id\n", *(f"{name}\n" for name in names)]), "utf-8")
    new = _cpu(checkout, "new", "--roster", str(roster), "--into", str(folder))
    seeds = {each["seed"] for each in json.loads((folder / "class.json").read_text())["enrolled"]}
    bodies = _work(checkout, folder, names)
    board = _cpu(checkout, "status", "--class", str(folder))
    with (checkout / _NOTE).open("a", encoding="utf-8") as stream:
        stream.write("Ask your neighbor first.\n")
    _release(checkout, SECOND)
    sent = _cpu(checkout, "send", "--class", str(folder), may_fail=True)
    kept = sum(path.read_bytes() == content for path, content in bodies.items())
    return [
        *(_row(name, cpu) for name, cpu in (("new", new), ("board", board), ("send", sent))),
        _count("files of learners that are equal byte for byte", kept, len(bodies)),
        _count("different seeds", len(seeds), LEARNERS),
    ]


def _row(name: str, cpu: float) -> Row:
    target = TARGETS[name]
    what = f"{name} for {LEARNERS} learners, CPU"
    return Row(what, f"{cpu:.2f} s", "", target=f"at most {target:g} s", met=cpu <= target)


def _count(what: str, found: int, wanted: int) -> Row:
    return Row(what, f"{found}", "", target=f"{wanted}", met=found == wanted)


def _work(checkout: Path, folder: Path, names: Sequence[str]) -> dict[Path, bytes]:
    """Let every learner work; return what the files with exercises contain afterwards."""
    lessons = _read_lessons(folder / names[0])
    for number, name in enumerate(names):
        project = folder / name
        lesson = lessons[number % len(lessons)]
        _run(checkout, "solve", lesson, "--project", str(project))
    for name, mistake in zip(names, MISTAKES, strict=False):
        mistake(folder / name, _list_files(folder / name)[0])
    paths = [folder / name / path for name in names for path in _list_files(folder / names[-1])]
    return {path: path.read_bytes() for path in paths if path.is_file() and not path.is_symlink()}


def _read_lessons(project: Path) -> list[str]:
    """Return the lessons whose exercises are all functions."""
    import tomllib

    lessons = tomllib.loads((project / "workshop" / "lessons.toml").read_text("utf-8"))["lessons"]
    return [each["name"] for each in lessons if all("file" in one for one in each["exercises"])]


def _list_files(project: Path) -> list[str]:
    import tomllib

    lessons = tomllib.loads((project / "workshop" / "lessons.toml").read_text("utf-8"))["lessons"]
    files = [one.get("file", "") for each in lessons for one in each["exercises"]]
    return list(dict.fromkeys(filter(None, files)))


Mistake = Callable[[Path, str], object]


def _append(text: bytes) -> Mistake:
    def append(project: Path, path: str) -> None:
        with (project / path).open("ab") as stream:
            stream.write(text)

    return append


def _link(project: Path, path: str) -> None:
    (project / path).rename(project / "moved.py")
    (project / path).symlink_to(project / "moved.py")


MISTAKES: Sequence[Mistake] = (
    _append(b"\nwhile True:\n    pass\n"),
    _append(b"\nif True\n"),
    lambda project, path: (project / path).unlink(),
    lambda project, _path: next((project / "tests").rglob("test_*.py")).write_text("# mine\n"),
    _append(b"\nwhile True:\n    print('x' * 1000)\n"),
    _append(b"\n\0"),
    _append(b"\n# \xe9\n"),
    lambda project, path: (project / path).write_text(
        (project / path).read_text("utf-8").replace("def ", "def renamed_"), "utf-8"
    ),
    lambda project, path: (project / path).with_name("extra.py").write_text("x = (\n"),
    lambda project, _path: shutil.rmtree(project),
    _link,
    _append(b"\n<<<<<<< ours\n=======\n>>>>>>> theirs\n"),
)


def _copy(folder: Path) -> None:
    subprocess.check_call(["git", "clone", "--quiet", str(REPOSITORY), str(folder)])  # noqa: S603, S607 - Git


def _release(checkout: Path, version: str) -> None:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for words in (
        ("git", "add", "--all"),
        ("git", *who, "commit", "--quiet", "--allow-empty", "--message", "Change"),
        (sys.executable, "tools/release.py", version),
    ):
        subprocess.check_call(words, cwd=checkout, env=_environment(checkout), stdout=2)  # noqa: S603 - no shell


def _cpu(checkout: Path, *arguments: str, may_fail: bool = False) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(checkout, "class", *arguments, may_fail=may_fail)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _run(checkout: Path, *arguments: str, may_fail: bool = False) -> None:
    command = [sys.executable, "-m", "scaffold", "workshop", *arguments]
    subprocess.run(  # noqa: S603 - a list, which no shell reads
        command, cwd=checkout, env=_environment(checkout), stdout=2, check=not may_fail
    )


def _environment(checkout: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(checkout), "HOME": str(checkout.parent)}


if __name__ == "__main__":
    main()
