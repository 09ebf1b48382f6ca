"""The checks of experiments against a labeled corpus: `tests/doctor/corpus/README.md`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from scaffold.doctor.checks import examine
from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.repository import open_repository
from tests.doctor.conftest import write_files

CORPUS = Path(__file__).parent / "corpus"
# What comes after a line of Python that a check has to find.
MARK = "# wrong"
# Where a single file is put, so that the checks see it as a part of a project.
PLACES = {".py": "train.py", ".ipynb": "notebooks/explore.ipynb", ".txt": "requirements.txt"}
DECLARATION = {"requirements.txt": "scikit-learn==1.7.2\n"}


@dataclass(frozen=True)
class Case:
    """A wrong or a right program, with the check that it is about."""

    path: Path

    def __str__(self) -> str:
        return f"{self.code} {self.path.name}"

    @property
    def code(self) -> str:
        return self.path.parent.name.partition("_")[0]

    @property
    def is_wrong(self) -> bool:
        return self.path.name.startswith("wrong_")

    def read(self) -> dict[str, bytes]:
        """Return the files of a repository that holds the case."""
        if self.path.is_dir():
            files = (path for path in self.path.rglob("*") if path.is_file())
            return {path.relative_to(self.path).as_posix(): path.read_bytes() for path in files}
        place = PLACES[self.path.suffix]
        declaration = {name: text.encode() for name, text in DECLARATION.items()}
        return {**declaration, place: self.path.read_bytes()}

    def expected(self) -> set[tuple[str, int]]:
        """Return the findings: their codes and lines; 0 where any line, or none, is right."""
        if not self.is_wrong:
            return set()
        lines = self.path.read_text("utf-8").splitlines() if self.path.suffix == ".py" else []
        marked = {number for number, line in enumerate(lines, 1) if line.endswith(MARK)}
        return {(self.code, number) for number in marked or {0}}

    def also_right(self) -> set[tuple[str, int]]:
        """Return findings of other checks that are right: a traceback is also an output."""
        has_outputs = self.path.suffix == ".ipynb" and "output_type" in self.path.read_text("utf-8")
        return {("ML305", 0)} if has_outputs else set()


CASES = [Case(path) for path in sorted(CORPUS.glob("ML*/*")) if path.name != "__pycache__"]
CODES = sorted({case.code for case in CASES})
FIRST = frozenset((CORPUS / "written_first.txt").read_text("utf-8").split())


def found(case: Case, folder: Path) -> set[tuple[str, int]]:
    """Return the findings of all checks that the corpus is about."""
    write_files(folder, case.read())
    results = examine(replace(open_repository(folder), is_in_git=True))
    return {
        (code, each.line if case.path.suffix == ".py" else 0)
        for code in CODES
        for each in _findings(results[code])
    }


def _findings(outcome: tuple[Finding, ...] | Skipped) -> tuple[Finding, ...]:
    return () if isinstance(outcome, Skipped) else outcome


@dataclass
class Score:
    """How many findings are right, wrong and missing."""

    right: int = 0
    wrong: int = 0
    missing: int = 0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missing or 1)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong or 1)

    def __str__(self) -> str:
        counts = f"{self.right:3} right {self.wrong:3} wrong {self.missing:3} missing"
        return f"{counts}  recall {self.recall:.3f}  precision {self.precision:.3f}"


def test_the_corpus_has_wrong_and_right_cases_of_every_check() -> None:
    assert len(CASES) >= 150
    for code in CODES:
        wrong = [case.is_wrong for case in CASES if case.code == code]
        assert 2 <= sum(wrong) < len(wrong)
    assert {f"{case.path.parent.name}/{case.path.name}" for case in CASES} >= FIRST
    assert 0.4 <= len(FIRST) / len(CASES) <= 0.6


def test_notebooks_of_the_corpus_are_notebooks() -> None:
    for path in CORPUS.rglob("*.ipynb"):
        assert json.loads(path.read_text("utf-8"))["nbformat"] == 4


def test_nine_of_ten_faults_are_found_and_nearly_all_findings_are_right(tmp_path: Path) -> None:
    scores: dict[str, Score] = {}
    for number, case in enumerate(CASES):
        for name, code, line, is_right in judge(case, tmp_path / str(number)):
            print(f"{name}: {case} line {line}")  # noqa: T201 - `pytest -s` shows it
            half = "first half" if _name(case) in FIRST else "second half"
            for group in (code, half, "all"):
                score = scores.setdefault(group, Score())
                score.right += is_right
                score.wrong += name == "not expected"
                score.missing += name == "not found"
    for group, score in sorted(scores.items()):
        print(f"{group:12} {score}")  # noqa: T201
    assert scores["all"].recall >= 0.9
    assert scores["all"].precision >= 0.95


def _name(case: Case) -> str:
    return f"{case.path.parent.name}/{case.path.name}"


def judge(case: Case, folder: Path) -> Iterator[tuple[str, str, int, bool]]:
    """Yield what is right, missing or too much: how it is called, its check and its line."""
    expected, actual = case.expected(), found(case, folder)
    for code, line in expected & actual:
        yield "found", code, line, True
    for code, line in expected - actual:
        yield "not found", code, line, False
    for code, line in actual - expected - case.also_right():
        yield "not expected", code, line, False
