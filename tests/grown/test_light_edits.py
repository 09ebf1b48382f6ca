"""Projects with a few edits of the reference code get the template's changes, and lose nothing."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.grown.conftest import Updated
from tests.grown.judging import find_lost, find_missing, find_returned
from tests.grown.light_edits import EDITS, PROJECTS, edit_lightly, edits_of

pytestmark = pytest.mark.story
# The code of the other edits was rewritten since the first release.
OF_KEPT_CODE = (
    "links without a scheme",
    "soft hyphens",
    "larger cache of stems",
    "a stop word",
    "a place",
    "a metric",
)


def test_the_projects_have_one_to_ten_edits_and_all_kinds_of_them() -> None:
    edits = [edits_of(number) for number in range(PROJECTS)]
    assert Counter(map(len, edits)) == dict.fromkeys(range(1, 11), 2)
    assert {name for names in edits for name in names} == set(EDITS)


@pytest.mark.parametrize("number", range(PROJECTS))
def test_what_the_template_changed_arrives_and_no_edit_is_lost(
    project: Path, update: Callable[[Path], Updated], number: int
) -> None:
    edit_lightly(project, number)
    updated = update(project)
    assert updated.result["taken"] == []
    assert find_lost(updated.base, updated.ours, updated.after) == []
    assert find_returned(updated.base, updated.ours, updated.after) == []
    open_paths = {path for path, action in updated.actions.items() if action == "conflict"}
    assert (updated.exit_code == 4) == bool(open_paths or "not deleted" in updated.actions.values())
    assert open_paths <= updated.reported
    for path in updated.theirs.keys() - updated.reported:
        if path not in updated.ours or updated.ours[path] == updated.base.get(path):
            assert updated.after[path] == updated.theirs[path], path
        missing = find_missing(updated.base, updated.theirs, updated.after, path)
        assert missing == [], path


def test_edits_of_code_that_the_newest_release_kept_or_moved_are_merged(
    project: Path, update: Callable[[Path], Updated]
) -> None:
    for name in OF_KEPT_CODE:
        EDITS[name](project)
    updated = update(project)
    assert updated.exit_code == 0
    notes = [note for each in updated.result["actions"] for note in each["notes"]]
    assert notes == [
        "the template moved `_FUNCTION_WORDS` to `src/demo/data/clean.py`; your version stays here"
    ]
