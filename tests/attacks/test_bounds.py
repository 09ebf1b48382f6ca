"""Every reader ends: twice the input costs about twice as much, and nesting is no traceback."""

import gc
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from scaffold.adoption.dependencies.chosen import choose
from scaffold.adoption.dependencies.conversion import convert
from scaffold.adoption.dependencies.dependency_errors import NotConvertibleError
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.found import find_declarations
from scaffold.adoption.moving.planned_moves import plan_moves
from scaffold.adoption.moving.stage_targets import find_targets
from scaffold.answers.file import parse_answers
from scaffold.answers.kept import match_kept
from scaffold.apply.journal import apply_changes, undo
from scaffold.doctor.checks import examine
from scaffold.doctor.diagnosis import diagnose
from scaffold.doctor.repository import Repository, open_repository
from scaffold.errors import AnswersFileError, UnreadableFileError
from scaffold.files.parsing import (
    LARGEST_CODE,
    LARGEST_IGNORE_FILE,
    LARGEST_LOCK,
    LARGEST_SETTINGS,
    LARGEST_TEXT,
)
from scaffold.files.tree import Change, File
from scaffold.files.yaml_values import LARGEST
from scaffold.merge import merge_file
from scaffold.notebooks.cell_code import rewrite_cells
from scaffold.project.metadata import READERS
from tests.attacks.declared_shapes import DECLARED, REFERRING
from tests.attacks.merges import HAPPENING, WRITTEN, three_texts
from tests.attacks.shapes import (
    ANSWERS,
    ATTRIBUTES,
    BROKEN,
    IGNORED,
    LIST,
    LOCK,
    MODULE,
    NOTEBOOK,
    PYPROJECT,
    SHAPES,
    TABLE,
    WORKFLOW,
)
from tests.doctor.conftest import write_files
from tests.doctor.examples import LOUD
from tests.merge.conftest import REMEMBERING

LIMITS: Mapping[str, int] = {
    "a.txt": LARGEST_TEXT,
    "README.md": LARGEST_SETTINGS,
    WORKFLOW: LARGEST_SETTINGS,
    "Makefile": LARGEST_SETTINGS,
    ".pre-commit-config.yaml": LARGEST_SETTINGS,
    LIST: 2_000_000,
    PYPROJECT: LARGEST_SETTINGS,
    LOCK: LARGEST_LOCK,
    "setup.cfg": LARGEST_SETTINGS,
    "setup.py": LARGEST_SETTINGS,
    NOTEBOOK: LARGEST_TEXT,
    MODULE: LARGEST_CODE,
    IGNORED: LARGEST_IGNORE_FILE,
    ATTRIBUTES: LARGEST_IGNORE_FILE,
}
# Files that make every check look at its own.
AROUND = {
    ".env.example": "A=\n",
    PYPROJECT: TABLE,
    "src/data/__init__.py": "",
    "src/models/__init__.py": "",
    "src/churn/__init__.py": "",
    "tests/test_a.py": "def test_a(): ...\n",
    ".github/workflows/b.yml": "run: make all; just x\n",
    NOTEBOOK: LOUD,
    "data/big.csv": "1" * 1_000_001,
}


# Linear cost doubles and quadratic cost quadruples; the noise of a busy machine lies between.
# `just bounds` sets a tighter limit, for an idle machine.
MOST = float(os.environ.get("SCAFFOLD_GROWTH", "3"))


def make(folder: Path, files: Mapping[str, str | bytes]) -> Repository:
    write_files(folder, files)
    return Repository(folder, {path: (folder / path).stat().st_size for path in files}, True)


def cost_of(act: Callable[[], object]) -> float:
    """Return the seconds of CPU that something takes, without the garbage of the others."""
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        act()
        return time.process_time() - start
    finally:
        gc.enable()


def growth(costs: Callable[[int], float], size: int) -> float:
    """Return how many times as much twice the size costs.

    The first pair of runs counts if it is below the limit. Noise only adds to a cost, so the
    smallest costs of some pairs decide otherwise.
    """
    once, twice = [costs(size)], [costs(2 * size)]
    while min(twice) > MOST * min(once) and len(once) < 7:
        once.append(costs(size))
        twice.append(costs(2 * size))
    return min(twice) / min(once)


@pytest.mark.slow
@pytest.mark.timed
def test_a_cost_that_quadruples_is_noticed() -> None:
    def quadratic(size: int) -> None:
        for at in range(size):
            sum(range(at))

    assert growth(lambda size: cost_of(lambda: sum(range(1000 * size))), 1_500) <= MOST
    assert growth(lambda size: cost_of(lambda: quadratic(size)), 1_500) > MOST


class TestDoctor:
    """Each file that a check reads, with contents that grow."""

    @pytest.mark.slow
    @pytest.mark.timed
    @pytest.mark.parametrize("name", SHAPES)
    def test_twice_the_input_costs_about_twice_as_much(self, tmp_path: Path, name: str) -> None:
        path, grow = SHAPES[name]

        def costs(size: int) -> float:
            repository = make(tmp_path, {**AROUND, path: grow(size)})
            return cost_of(lambda: examine(repository))

        assert growth(costs, LIMITS[path] // 32) <= MOST

    @pytest.mark.slow
    @pytest.mark.timed
    @pytest.mark.parametrize("name", SHAPES)
    def test_the_largest_file_that_is_read_costs_seconds(self, tmp_path: Path, name: str) -> None:
        path, grow = SHAPES[name]
        content = grow(LIMITS[path]).encode()[: LIMITS[path]]
        repository = make(tmp_path, {**AROUND, path: content})
        assert cost_of(lambda: examine(repository)) < 10

    @pytest.mark.slow
    @pytest.mark.timed
    @pytest.mark.parametrize(
        "pattern",
        [
            "book{}/_toc.yml",
            "book{}/a.ipynb",
            "notebooks/{}.ipynb",
            "src/churn/part{}/a.py",
            "src/part{}/data/a.py",
            ".github/workflows/{}.yml",
            "tests/test_{}.py",
            "a{}.pkl",
            "requirements{}.txt",
            "deep{}/.gitattributes",
        ],
    )
    def test_twice_the_files_cost_about_twice_as_much(self, tmp_path: Path, pattern: str) -> None:
        def costs(size: int) -> float:
            files = {pattern.format(f"{number:04}"): "a.ipynb x/0.yml\n" for number in range(size)}
            repository = make(tmp_path, {**AROUND, **files})
            return cost_of(lambda: examine(repository))

        assert growth(costs, 600) <= MOST


class TestConversion:
    """Declarations of dependencies, and files around modules that move."""

    @pytest.mark.slow
    @pytest.mark.timed
    @pytest.mark.parametrize("name", DECLARED)
    def test_twice_the_declaration_costs_about_twice_as_much(
        self, tmp_path: Path, name: str
    ) -> None:
        path, grow = DECLARED[name]

        def costs(size: int) -> float:
            (tmp_path / path).write_text(grow(size))
            return cost_of(lambda: _convert(tmp_path))

        assert growth(costs, LARGEST_SETTINGS // 8) <= MOST

    @pytest.mark.slow
    @pytest.mark.timed
    @pytest.mark.parametrize("name", DECLARED)
    def test_the_largest_declaration_costs_seconds(self, tmp_path: Path, name: str) -> None:
        path, grow = DECLARED[name]
        (tmp_path / path).write_bytes(grow(LARGEST_SETTINGS).encode()[:LARGEST_SETTINGS])
        assert cost_of(lambda: _convert(tmp_path)) < 10

    @pytest.mark.slow
    @pytest.mark.timed
    @pytest.mark.parametrize("name", REFERRING)
    def test_twice_the_references_cost_a_move_about_twice_as_much(self, name: str) -> None:
        path, grow = REFERRING[name]

        def costs(size: int) -> float:
            texts = {"pkg/__init__.py": "", "pkg/load.py": "x = 1\n", path: grow(size)}
            tree = {each: File(text.encode()) for each, text in texts.items()}
            relocation = find_targets(tree, {"pkg/load.py": "data"}, {})
            return cost_of(lambda: plan_moves(tree, relocation, rewrite_cells, shim=False))

        assert growth(costs, 20_000) <= MOST

    @pytest.mark.slow
    @pytest.mark.timed
    def test_twice_the_modules_cost_a_move_about_twice_as_much(self) -> None:
        def costs(size: int) -> float:
            texts = {f"pkg/a{n}.py": "import pkg.load\n" for n in range(size)}
            texts |= {"pkg/__init__.py": "", "pkg/load.py": "x = 1\n"}
            tree = {each: File(text.encode()) for each, text in texts.items()}
            relocation = find_targets(tree, {"pkg/load.py": "data"}, {})
            return cost_of(lambda: plan_moves(tree, relocation, rewrite_cells, shim=False))

        assert growth(costs, 150) <= MOST


def _convert(path: Path) -> None:
    folder = Folder(path)
    with suppress(NotConvertibleError):
        chosen = choose(find_declarations(folder))
        if chosen:
            convert(folder, chosen)


def _end(content: bytes) -> None:
    with suppress(AnswersFileError):
        parse_answers(content)


class TestAnswers:
    """The answers file, and the patterns in it."""

    @pytest.mark.slow
    @pytest.mark.timed
    @pytest.mark.parametrize("name", ANSWERS)
    def test_twice_the_answers_cost_about_twice_as_much(self, name: str) -> None:
        grow = ANSWERS[name]

        def costs(size: int) -> float:
            content = grow(size).encode()
            return cost_of(lambda: _end(content))

        assert growth(costs, 10_000) <= MOST

    @pytest.mark.slow
    @pytest.mark.timed
    @pytest.mark.parametrize("name", ANSWERS)
    def test_the_largest_answers_cost_seconds(self, name: str) -> None:
        content = ANSWERS[name](LARGEST).encode()[:LARGEST]
        assert cost_of(lambda: _end(content)) < 10

    @pytest.mark.parametrize(
        "content", [b"a: " + b"[" * 21 + b"]" * 21, b"a: " + b"1:" * 600 + b"1"]
    )
    def test_deep_brackets_and_long_numbers_are_invalid(self, content: bytes) -> None:
        with pytest.raises(AnswersFileError, match="Invalid value in"):
            parse_answers(content)

    def test_usual_numbers_and_brackets_are_read(self) -> None:
        content = b"a: [[[1]]]\nb: 1.5\nc: 1:30\nd: 0x1f\n"
        assert parse_answers(content) == {"a": [[[1]]], "b": 1.5, "c": 90, "d": 31}

    @pytest.mark.story
    def test_more_tokens_than_answers_have_are_refused(self) -> None:
        with pytest.raises(AnswersFileError, match="too many values"):
            parse_answers(b"a: [" + b"1, " * 60_000 + b"]")

    @pytest.mark.slow
    @pytest.mark.timed
    @pytest.mark.parametrize("pattern", ["a{:06}", "*a*a*a{:06}*b", "**/a/**/b{:06}", "/a{:06}/"])
    def test_twice_the_patterns_cost_about_twice_as_much(self, pattern: str) -> None:
        def match(size: int) -> None:
            kept = match_kept({"kept": [pattern.format(number) for number in range(size)]})
            for _ in range(20):
                kept("a" * 60)

        assert growth(lambda n: cost_of(lambda: match(n)), 2_000) <= MOST


@pytest.mark.slow
@pytest.mark.timed
@pytest.mark.parametrize("name", [name for name, (path, _) in SHAPES.items() if path in READERS])
def test_twice_the_metadata_costs_about_twice_as_much(name: str) -> None:
    path, grow = SHAPES[name]
    read = READERS[path]
    assert growth(lambda n: cost_of(lambda: read(grow(n))), 20_000) <= MOST


@pytest.mark.case
@pytest.mark.parametrize(
    ("path", "content"), BROKEN, ids=[f"{at} {path}" for at, (path, _) in enumerate(BROKEN)]
)
def test_a_broken_file_is_a_finding_or_nothing(tmp_path: Path, path: str, content: str) -> None:
    write_files(tmp_path, {**AROUND, path: content.encode("utf-8", "surrogatepass")})
    diagnose(tmp_path, ["ML"])


@pytest.mark.case
@pytest.mark.parametrize(
    ("path", "code"),
    [(IGNORED, "ML303"), (PYPROJECT, "ML201"), (PYPROJECT, "ML202"), (LOCK, "ML202")],
)
@pytest.mark.parametrize("size", ["too large", "binary"])
def test_a_check_whose_file_is_not_read_is_skipped_with_the_reason(
    tmp_path: Path, path: str, code: str, size: str
) -> None:
    content = b"\0" if size == "binary" else b"#" * (LIMITS[path] + 1)
    outcome = examine(make(tmp_path, {**AROUND, path: content}))[code]
    assert diagnose(tmp_path, [code]).findings == []
    reason = getattr(outcome, "reason", "")
    assert reason.startswith(f"Cannot read `{path}`: it is a ")


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    repository = make(tmp_path, {"a.txt": "a"})
    (tmp_path / "link").symlink_to("a.txt")
    (tmp_path / "folder").mkdir()
    assert repository.read("a.txt") == "a"
    assert repository.read("link") == repository.read("missing") == ""
    with pytest.raises(UnreadableFileError, match="it is a folder"):
        repository.text("folder")


def test_a_name_that_is_too_long_for_the_system_is_not_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.py").touch()
    monkeypatch.setattr("scaffold.git.queries.is_inside_work_tree", lambda _: True)
    monkeypatch.setattr(
        "scaffold.git.queries.list_files", lambda _: ["a.py", "b" * 5_000, "\udcff", "c"]
    )
    assert open_repository(tmp_path).files == ("a.py",)


@pytest.mark.slow
@pytest.mark.timed
@pytest.mark.parametrize("path", WRITTEN)
@pytest.mark.parametrize("happening", HAPPENING)
def test_twice_the_changes_cost_a_merge_about_twice_as_much(
    path: str, happening: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Up to here each difference costs as much as all before it, and no more from there on.
    monkeypatch.setattr("scaffold.merge.text.myers._MOST_DIFFERENCES", 20)

    def costs(size: int) -> float:
        base, ours, theirs = (text.encode() for text in three_texts(path, happening, size))
        for read in REMEMBERING:
            read.cache_clear()
        return cost_of(lambda: merge_file(path, base, ours, theirs, ours_name="", theirs_name=""))

    assert growth(costs, 700) <= MOST


@pytest.mark.slow
@pytest.mark.timed
def test_twice_the_files_cost_the_journal_about_twice_as_much(tmp_path: Path) -> None:
    projects = count()

    def costs(size: int) -> float:
        project = tmp_path / str(next(projects))
        project.mkdir()
        changes = [Change(f"a/{number}", None, File(b"a\n")) for number in range(size)]

        def write_and_undo() -> None:
            apply_changes(project, "update", changes)
            undo(project)

        return cost_of(write_and_undo)

    assert growth(costs, 300) <= MOST
