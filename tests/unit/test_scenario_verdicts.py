"""What the table of update scenarios says about files; the tools themselves are not run here."""

import pytest

from benchmarks.scenario_list import SCENARIOS, Scenario
from benchmarks.scenario_template import FIRST, SECOND
from benchmarks.scenario_verdicts import Outcome, Texts, Trace, judge

OWNER = Trace("torch", "list")
TEMPLATE = Trace("pandas", "list")
BEFORE = {"list": "torch\n"}


def verdict(
    after: Texts,
    exit_code: int = 0,
    output: str = "",
    owner: Trace = OWNER,
    template: Trace = TEMPLATE,
    again: Texts | None = None,
) -> str:
    return judge(Outcome(BEFORE, after, exit_code, output, again), owner, template)


@pytest.mark.parametrize(
    ("after", "exit_code", "expected"),
    [
        ({"list": "torch\npandas\n"}, 0, "kept + updated"),
        ({"list": "torch\npandas\n"}, 4, "kept + updated, exit 4"),
        ({"list": "pandas\n"}, 0, "OWNER'S EDIT LOST, exit 0"),
        ({}, 0, "OWNER'S EDIT LOST, exit 0"),
        ({"list": "torch\n", "else": ""}, 0, "template change lost, exit 0"),
        ({"list": "torch\n", "else": ""}, 4, "conflict, exit 4"),
        ({"list": "<<<<<<< yours\ntorch\n=======\npandas\n>>>>>>> its\n"}, 0, "conflict, exit 0"),
        ({"list": "torch\n", "list.rej": "+pandas\n"}, 0, "conflict, exit 0"),
        (BEFORE, 5, "left as it was, exit 5"),
    ],
)
def test_the_files_decide_and_the_exit_code_is_told(
    after: Texts, exit_code: int, expected: str
) -> None:
    assert verdict(after, exit_code) == expected


def test_lost_work_counts_for_more_than_how_the_tool_ended() -> None:
    printed = "Traceback (most recent call last):\n"
    assert verdict(BEFORE, 1, printed) == "traceback, exit 1"
    assert verdict({}, 1, printed) == "OWNER'S EDIT LOST, exit 1"


def test_markers_that_stood_there_before_are_no_conflict_of_the_update() -> None:
    before = {**BEFORE, "notes": "<<<<<<< HEAD\n"}
    after = {**before, "list": "torch\npandas\n"}
    assert judge(Outcome(before, after, 0, ""), OWNER, TEMPLATE) == "kept + updated"


def test_an_edit_that_did_not_follow_its_file_is_left_behind() -> None:
    owner = Trace("torch", "new", behind="list")
    template = Trace("pandas", "new")
    assert verdict({"new": "torch\npandas\n"}, owner=owner, template=template) == "kept + updated"
    after = {"new": "pandas\n", "list": "torch\n"}
    expected = "owner's edit left behind, exit 0"
    assert verdict(after, owner=owner, template=template) == expected


def test_a_deletion_is_kept_while_the_file_is_missing() -> None:
    gone = Trace(None, "report")
    assert verdict({"list": "pandas\n"}, owner=gone) == "kept + updated"
    after = {"list": "pandas\n", "report": ""}
    assert verdict(after, owner=gone) == "OWNER'S EDIT LOST, exit 0"


def test_a_second_update_has_nothing_left_to_change() -> None:
    after = {"list": "torch\npandas\n"}
    assert verdict(after, again=after) == "kept + updated"
    assert verdict(after, again={"list": "torch\npandas\n\n"}) == "changed again, exit 0"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.what)
def test_what_shows_the_change_of_the_template_is_its_second_release_alone(
    scenario: Scenario,
) -> None:
    renamed = {"src/churn/train.py": "src/demo/train.py", "src/demo/fit.py": "src/demo/train.py"}
    path = renamed.get(scenario.template.path, scenario.template.path)
    trace = Trace(scenario.template.text, path)
    assert not trace.is_in(FIRST)
    assert trace.is_in(SECOND)
