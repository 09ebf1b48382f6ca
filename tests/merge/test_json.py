"""Merging JSON, with and without comments."""

import json

import pytest

from tests.merge.merging import merge, unite

PACKAGE = """\
{
    "name": "demo",
    "scripts": {"test": "run", "lint": "check"},
    "dependencies": {
        "react": "^1.0"
    },
    "files": ["a", "b"]
}
"""


def test_both_sides_add_to_one_object_and_the_indentation_stays() -> None:
    ours = PACKAGE.replace('"^1.0"\n', '"^1.0",\n        "mine": "1"\n')
    theirs = PACKAGE.replace(
        '"^1.0"\n', '"^1.0",\n        "new": {\n            "v": 1\n        }\n'
    )
    merged, conflicts = merge("package.json", PACKAGE, ours, theirs)
    assert merged == PACKAGE.replace(
        '"^1.0"\n',
        '"^1.0",\n        "new": {\n            "v": 1\n        },\n        "mine": "1"\n',
    )
    assert not conflicts


def test_lists_and_objects_on_one_line_stay_on_one_line() -> None:
    ours = PACKAGE.replace('["a", "b"]', '["a", "b", "mine"]').replace("check", "mine")
    theirs = PACKAGE.replace('["a", "b"]', '["b", "new"]').replace("run", "new")
    merged, conflicts = merge("package.json", PACKAGE, ours, theirs)
    assert '"files": ["b", "new", "mine"]' in merged
    assert '"scripts": {"test": "new", "lint": "mine"}' in merged
    assert not conflicts


def test_the_last_entry_goes_and_takes_the_comma_before_it_along() -> None:
    base = '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}\n'
    merged = merge("a.json", base, base.replace('"b": 2', '"b": 5'), '{\n  "a": 1,\n  "b": 2\n}\n')
    assert merged == ('{\n  "a": 1,\n  "b": 5\n}\n', ())


def test_two_values_for_one_key_leave_the_owners() -> None:
    ours, theirs = PACKAGE.replace("1.0", "2.0"), PACKAGE.replace("1.0", "0.9")
    merged, conflicts = merge("package.json", PACKAGE, ours, theirs)
    assert merged == ours
    assert conflicts == ('dependencies.react: kept "^2.0"; the template has "^0.9"',)


@pytest.mark.parametrize("file", [".vscode/settings.json", ".devcontainer/devcontainer.json"])
def test_comments_and_a_last_comma_are_no_mistake_where_editors_read_the_file(file: str) -> None:
    base = '{\n  // mine\n  "a": 1,\n}\n'
    ours, theirs = (
        base.replace("1,", '1,\n  "mine": 2, // why'),
        base.replace("1,", '1,\n  "new": 3,'),
    )
    merged, conflicts = merge(file, base, ours, theirs)
    assert merged == '{\n  // mine\n  "a": 1,\n  "new": 3,\n  "mine": 2, // why\n}\n'
    assert not conflicts


@pytest.mark.parametrize(
    "broken", ['{"a": 1,}', "{'a': 1}", '{"a": 1} x', '{"a": 1, "a": 2}', "", '{"a" 1}', "// a\n1"]
)
def test_what_is_not_json_stays_as_it_is(broken: str) -> None:
    merged, conflicts = merge("a.json", '{"a": 1}\n', broken, '{"a": 2}\n')
    assert merged == broken
    assert len(conflicts) == 1


def test_cells_of_a_notebook_that_both_changed_stay_the_owners_as_a_whole() -> None:
    def notebook(*sources: list[str]) -> str:
        cells = [{"id": str(number), "source": source} for number, source in enumerate(sources)]
        return json.dumps({"cells": cells}, indent=1) + "\n"

    base = notebook(["a\n", "\n", "b"], ["c"])
    ours = notebook(["mine\n", "\n", "b"], ["c"])
    theirs = notebook(["new\n", "\n", "b"], ["d"])
    merged, conflicts = merge("01.ipynb", base, ours, theirs)
    assert merged == notebook(["mine\n", "\n", "b"], ["d"])
    assert len(conflicts) == 1


def test_numbers_and_truth_values_are_kept_apart() -> None:
    merged, conflicts = merge("a.json", '{"a": 1}\n', '{"a": true}\n', '{"a": 1.0}\n')
    assert merged == '{"a": true}\n'
    assert len(conflicts) == 1


def test_uniting_adds_keys_at_all_depths() -> None:
    ours = '{"name": "x", "scripts": {}, "dependencies": {"vue": "1"}}'
    united, conflicts = unite("package.json", ours, PACKAGE)
    assert json.loads(united) == {
        "name": "x",
        "scripts": {"test": "run", "lint": "check"},
        "dependencies": {"vue": "1", "react": "^1.0"},
        "files": ["a", "b"],
    }
    assert not conflicts
