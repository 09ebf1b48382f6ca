"""The stack `ray`: the texts of `tagifai` on Ray; short, and with no word of the sample."""

import ast
import re
from pathlib import Path

import pytest

from tests.template.stack_code import StackCode
from tests.template.test_tagifai import CODE as TAGIFAI
from tests.template.test_tagifai import SAMPLE, sample_words

CODE = StackCode.of("ray", "with_texts")
MOST_MODULES, MOST_LINES, MOST_BEHIND_TRAIN, LONGEST = 30, 3000, 12, 300
WORKER = Path("models/worker.py")  # runs in the workers of a cluster, not in the command
IMPORTS_RAY = r"^(import|from) ray\b"
STAGES = ("utils", "data", "models", "evaluation", "inference")


def test_the_code_is_short() -> None:
    lines = CODE.count_lines()
    assert len(lines) <= MOST_MODULES
    assert sum(lines.values()) <= MOST_LINES
    assert max(lines.values()) <= LONGEST


def test_the_tests_are_no_longer_than_the_code() -> None:
    assert 0 < CODE.count_lines_of_tests() <= sum(CODE.count_lines().values())


def test_few_modules_are_behind_a_training() -> None:
    behind = CODE.reached("train") - {WORKER}
    assert Path("models/train.py") in behind
    assert len(behind) <= MOST_BEHIND_TRAIN, sorted(map(str, behind))


def test_a_training_opens_two_files_on_its_way_to_the_fit() -> None:
    assert "from .models.train import train" in CODE.modules[Path("cli.py")]
    assert "trainer.fit()" in CODE.modules[Path("models/train.py")]


def test_a_stage_imports_only_those_before_it() -> None:
    modules = CODE.modules
    for module, text in modules.items():
        if (stage := module.parts[0]) in STAGES:
            later = STAGES[STAGES.index(stage) + 1 :]
            found = CODE.imported(module, ast.parse(text))
            assert {each for each in found if each.parts[0] in later} == set(), module


def test_commands_that_need_no_ray_do_not_import_it() -> None:
    users = {path for path, text in CODE.modules.items() if re.search(IMPORTS_RAY, text, re.M)}
    assert Path("models/train.py") in users
    for command in ("elt_data", "evaluate", "runs"):
        assert CODE.reached(command) & users == set(), command


def test_what_both_stacks_for_texts_need_is_stored_once() -> None:
    own, other = (
        set(each.of(name).modules) for each, name in ((CODE, "ray"), (TAGIFAI, "tagifai"))
    )
    both = own & other
    assert both
    same = [path for path in both if CODE.modules[path] == TAGIFAI.modules[path]]
    assert same == []


@pytest.mark.parametrize("word", sample_words())
def test_no_word_of_the_sample_is_outside_of_it(word: str) -> None:
    assert CODE.files_with(word, without=SAMPLE) == []
