"""What owners do to a project before they update it.

An edit gets the folder of the project and the name of its answers file.
"""

from collections.abc import Callable
from pathlib import Path

from benchmarks.scenario_machine import git

Act = Callable[[Path, str], None]

TRAIN, REPORT = "src/demo/train.py", "src/demo/report.py"
EDIT = ("STEP_1 = 1\n", "STEP_1 = 100\n")


def edits(path: str, old: str = EDIT[0], new: str = EDIT[1]) -> Act:
    """Return what replaces a text in a file by another."""

    def act(project: Path, _: str) -> None:
        _replace(project / path, old, new)

    return act


def moves(old: str, new: str) -> Act:
    """Return what renames a file or folder, and edits the module that trains."""

    def act(project: Path, _: str) -> None:
        (project / old).rename(project / new)
        renamed = project / new
        _replace(renamed / "train.py" if renamed.is_dir() else renamed, *EDIT)

    return act


def edits_unseen(flag: str) -> Act:
    """Return what edits the module that trains after telling git to look away."""

    def act(project: Path, _: str) -> None:
        git(project, "update-index", flag, TRAIN)
        _replace(project / TRAIN, *EDIT)

    return act


def deletes(project: Path, _: str) -> None:
    """Delete a module."""
    (project / REPORT).unlink()


def leaves_untracked(project: Path, _: str) -> None:
    """Write a file where the template will bring one, and have git not show it."""
    git(project, "config", "status.showUntrackedFiles", "no")
    (project / "docs").mkdir()
    (project / "docs" / "guide.md").write_text("The owner's own guide.\n", encoding="utf-8")


def breaks_answers(project: Path, answers: str) -> None:
    """Leave the markers of a merge in the answers file."""
    path = project / answers
    text = path.read_text(encoding="utf-8")
    path.write_text(f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> main\n", encoding="utf-8")


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise ValueError(f"{path} does not hold {old!r}")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
