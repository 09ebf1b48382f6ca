"""The stack `tagifai`: short code, one way through its stages, and no word of its sample."""

import ast
import runpy
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY

TEMPLATE = REPOSITORY / "template" / "{{tagifai}}"
SOURCE = TEMPLATE / "src" / "{{package_dir}}"
SAMPLE = TEMPLATE / "{{with_sample}}"
WORKSHOP = REPOSITORY / "template" / "{{with_workshop}}" / "workshop"
MODULES = {path.relative_to(SOURCE): path.read_text("utf-8") for path in SOURCE.rglob("*.py")}
MOST_MODULES, MOST_LINES, MOST_BEHIND_TRAIN, LONGEST = 24, 2400, 12, 300


def lines(text: str) -> int:
    return len(text.splitlines())


def test_the_code_is_short() -> None:
    assert len(MODULES) <= MOST_MODULES
    assert sum(map(lines, MODULES.values())) <= MOST_LINES
    assert max(map(lines, MODULES.values())) <= LONGEST


def test_the_tests_are_no_longer_than_the_code() -> None:
    tests = [path for path in TEMPLATE.rglob("test*") if path.is_file()]
    tests += (TEMPLATE / "tests").glob("*.jinja")
    length = sum(lines(path.read_text("utf-8")) for path in tests)
    assert 0 < length <= sum(map(lines, MODULES.values()))


def imports(module: Path, tree: ast.AST) -> set[Path]:
    """Return the modules of the project that a part of a module imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = Path(*module.parts[: len(module.parts) - node.level])
            name = (node.module or "").replace(".", "/")
            found |= {folder / f"{name}.py"} | {folder / name / f"{n.name}.py" for n in node.names}
    return found & MODULES.keys()


def reached(command: str) -> set[Path]:
    """Return the modules that a command imports, directly or through others."""
    cli = Path("cli.py")
    tree = ast.parse(MODULES[cli])
    (function,) = [node for node in tree.body if getattr(node, "name", "") == command]
    top = ast.Module([node for node in tree.body if isinstance(node, ast.ImportFrom)], [])
    seen, left = {cli}, list(imports(cli, function) | imports(cli, top))
    while left:
        module = left.pop()
        if module not in seen:
            seen.add(module)
            left += imports(module, ast.parse(MODULES[module]))
    return seen


def test_few_modules_are_behind_a_training() -> None:
    behind = reached("train")
    assert Path("models/train.py") in behind
    assert len(behind) <= MOST_BEHIND_TRAIN, sorted(map(str, behind))


def test_a_training_opens_two_files_on_its_way_to_the_fit() -> None:
    assert ".fit(" in MODULES[Path("models/train.py")]
    assert "from .models.train import train" in MODULES[Path("cli.py")]


@pytest.fixture
def make() -> dict[str, Any]:
    """The functions of the script that draws a sample for each learner."""
    return runpy.run_path(str(WORKSHOP / "sample" / "make.py"))


def test_the_sample_is_what_its_script_writes(make: dict[str, Any], tmp_path: Path) -> None:
    make["write_sample"](tmp_path)
    for name in ("projects.csv", "tags.csv"):
        assert (tmp_path / name).read_bytes() == (SAMPLE / "data" / "sample" / name).read_bytes()


def test_another_seed_draws_other_texts_with_the_same_classes(
    make: dict[str, Any], tmp_path: Path
) -> None:
    make["write_sample"](tmp_path, 1)
    own, sample = (
        {name: (folder / name).read_text("utf-8") for name in ("projects.csv", "tags.csv")}
        for folder in (tmp_path, SAMPLE / "data" / "sample")
    )
    assert own["projects.csv"] != sample["projects.csv"]
    counts = [
        Counter(line.partition(",")[2] for line in texts["tags.csv"].splitlines())
        for texts in (own, sample)
    ]
    assert counts[0] == counts[1]


def words() -> list[str]:
    config = tomllib.loads((SAMPLE / "config" / "data.toml").read_text("utf-8"))
    names = {*config["columns"], *config["classes"], *config["rare_classes"]}
    return [*sorted(names - {"id", "other", "title", "tag", "description"}), "projects.csv"]


@pytest.mark.parametrize("word", words())
def test_no_word_of_the_sample_is_outside_of_it(word: str) -> None:
    files = [path for path in TEMPLATE.rglob("*") if path.is_file() and SAMPLE not in path.parents]
    assert files
    texts = {path: path.read_text("utf-8").lower() for path in files if path.suffix != ".pyc"}
    assert [path for path, text in texts.items() if word in text] == []
