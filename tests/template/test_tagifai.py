"""The stack `tagifai`: short code, one way through its stages, and no word of its sample."""

import runpy
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.template.stack_code import StackCode

CODE = StackCode.of("tagifai", "with_texts")
SAMPLE = REPOSITORY / "template" / "{{with_texts}}" / "{{with_sample}}"
WORKSHOP = REPOSITORY / "template" / "{{with_workshop}}" / "workshop"
MOST_MODULES, MOST_LINES, MOST_BEHIND_TRAIN, LONGEST = 24, 2400, 12, 300


def test_the_code_is_short() -> None:
    lines = CODE.count_lines()
    assert len(lines) <= MOST_MODULES
    assert sum(lines.values()) <= MOST_LINES
    assert max(lines.values()) <= LONGEST


def test_the_tests_are_no_longer_than_the_code() -> None:
    assert 0 < CODE.count_lines_of_tests() <= sum(CODE.count_lines().values())


def test_few_modules_are_behind_a_training() -> None:
    behind = CODE.reached("train")
    assert Path("models/train.py") in behind
    assert len(behind) <= MOST_BEHIND_TRAIN, sorted(map(str, behind))


def test_a_training_opens_two_files_on_its_way_to_the_fit() -> None:
    assert ".fit(" in CODE.modules[Path("models/train.py")]
    assert "from .models.train import train" in CODE.modules[Path("cli.py")]


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


def sample_words() -> list[str]:
    """Return the words that only the sample has: its classes, columns and files."""
    config = tomllib.loads((SAMPLE / "config" / "data.toml").read_text("utf-8"))
    names = {*config["columns"], *config["classes"], *config["rare_classes"]}
    return [*sorted(names - {"id", "other", "title", "tag", "description"}), "projects.csv"]


@pytest.mark.parametrize("word", sample_words())
def test_no_word_of_the_sample_is_outside_of_it(word: str) -> None:
    assert CODE.files_with(word, without=SAMPLE) == []
