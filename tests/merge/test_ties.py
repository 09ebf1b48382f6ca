"""Replacements and moves of the template are made whole or not at all."""

import pytest

from tests.merge.merging import edit, merge

TOML, YAML, JSON, INI = "pyproject.toml", ".github/workflows/ci.yml", "package.json", "setup.cfg"
LINES = "requirements.txt"
FITS_NOT = " (the file uses a different structure)"

FLOW_STEPS = "steps: [{uses: actions/checkout@v3}, {run: make test}]  # mine\n"
BLOCK_STEPS = "steps:\n- uses: actions/checkout@v3\n- run: make test\n"
BLACK = "[tool.black]\nline-length = 88\n\n[tool.mypy]\nstrict = true\n"
RUFF = BLACK.replace("black", "ruff")
SELECT = '[tool.ruff]\nselect = ["E", "F"]\nfix = true\n'
LINT = '[tool.ruff]\nfix = true\n\n[tool.ruff.lint]\nselect = ["E", "F"]\n'
DEPENDENCIES = '[project]\ndependencies = ["numpy", "pandas>=2"]\n'
GROUPS = '[project]\ndependencies = ["numpy"]\n\n[dependency-groups]\ndev = ["pandas>=2"]\n'
REPOS = """\
repos:
- repo: https://example.org/a
  hooks:
  - id: one
  - id: two
- repo: https://example.org/b
  hooks:
  - id: three
"""
HOOK_MOVED = REPOS.replace("  - id: two\n", "") + "  - id: two\n"

# The format, the base, your version, the template's, the result, and the conflicts.
CASES = {
    "an item of a list between brackets is swapped for one that cannot be written there": (
        *(YAML, "services:\n- name: web\n  ports: [80]\n"),
        "services: [{name: web, ports: [80]}]  # mine\n",
        "services:\n- name: app\n  ports: [80]\n",
        "services: [{name: web, ports: [80]}]  # mine\n",
        ('services: the template has {"name": "app", "ports": [80]} in place of '
        f'{{"name": "web", "ports": [80]}}{FITS_NOT}'),
    ),
    "a step is swapped for one of several lines, and another one is raised": (
        *(YAML, BLOCK_STEPS, FLOW_STEPS),
        "steps:\n- uses: actions/checkout@v4\n- run: |\n    just test\n",
        "steps: [{uses: actions/checkout@v4}, {run: make test}]  # mine\n",
        'steps: the template has {"run": "just test\\n"} in place of {"run": "make test"}'
        + FITS_NOT,
    ),
    "a key is swapped for one that cannot be written there": (
        *(YAML, "a:\n  old: 1\n", "a: {old: 1}  # mine\n", "a:\n  new:\n    b: 1\n"),
        "a: {old: 1}  # mine\n",
        f'a.old: kept 1; the template has a.new {{"b": 1}} instead{FITS_NOT}',
    ),
    "two keys are swapped for two of which one cannot be written there": (
        *(YAML, "a:\n  b: 1\n  c: 2\n  z: 0\n", "a: {b: 1, c: 2, z: 0}  # mine\n"),
        "a:\n  d: 1\n  e:\n    f: 1\n  z: 0\n",
        "a: {b: 1, c: 2, z: 0}  # mine\n",
        'a.b: kept 1 and a.c: kept 2; the template has a.d 1 and a.e {"f": 1} instead'
        + FITS_NOT,
    ),
    "a table is renamed, and its old name was edited": (
        *(TOML, BLACK, BLACK.replace("88", "79"), RUFF, BLACK.replace("88", "79")),
        ('tool.black: kept {"line-length": 79}; '
        'the template has tool.ruff {"line-length": 88} instead'),
    ),
    "a table is renamed, and its old name was removed": (
        *(TOML, BLACK, BLACK[BLACK.index("[tool.mypy]") :], RUFF),
        BLACK[BLACK.index("[tool.mypy]") :],
        ("tool.black: kept removed; "
        'the template has tool.ruff {"line-length": 88} instead'),
    ),
    "a table is renamed and moved, and its old name was edited": (
        *(JSON, '{"a": {"x": 1}, "b": 2}', '{"a": {"x": 3}, "b": 2}'),
        '{"b": 2, "c": {"x": 1}}',
        '{"a": {"x": 3}, "b": 2}',
        'a: kept {"x": 3}; the template has c {"x": 1} instead',
    ),
    "a key moves into a new table, and was edited": (
        *(TOML, SELECT, SELECT.replace('"F"', '"F", "B"'), LINT),
        SELECT.replace('"F"', '"F", "B"'),
        ('tool.ruff.select: kept ["E", "F", "B"]; '
        'the template has tool.ruff.lint {"select": ["E", "F"]} instead'),
    ),
    "a dependency moves to another list, and was edited": (
        *(TOML, DEPENDENCIES, DEPENDENCIES.replace("=2", "=2.2"), GROUPS),
        DEPENDENCIES.replace("=2", "=2.2"),
        ('project.dependencies[pandas]: kept "pandas>=2.2"; '
        'the template has dependency-groups {"dev": ["pandas>=2"]} instead'),
    ),
    "a hook moves to another repository, and was edited": (
        *(YAML, REPOS, REPOS.replace("two\n", "two\n    args: [x]\n"), HOOK_MOVED),
        REPOS.replace("two\n", "two\n    args: [x]\n"),
        ('repos[https://example.org/a].hooks[two]: kept {"id": "two", "args": ["x"]}; '
        'the template has repos[https://example.org/b].hooks[two] {"id": "two"} instead'),
    ),
    "a hook moves to another repository, and was removed": (
        *(YAML, REPOS, REPOS.replace("  - id: two\n", ""), HOOK_MOVED),
        REPOS.replace("  - id: two\n", ""),
        ("repos[https://example.org/a].hooks[two]: kept removed; "
        'the template has repos[https://example.org/b].hooks[two] {"id": "two"} instead'),
    ),
    "a key moves to a place where both have a value": (
        *(JSON, '{"a": {"x": [1], "k": 0}, "b": {"x": [5]}}'),
        '{"a": {"x": [1], "k": 0}, "b": {"x": 7}}',
        '{"a": {"k": 0}, "b": {"x": [1]}}',
        '{"a": {"x": [1], "k": 0}, "b": {"x": 7}}',
        "a.x: kept [1]; the template has b.x [1] instead",
    ),
    "a nested key moves up, and the table around it was edited": (
        *(JSON, '{"a": {"x": 5, "k": 0}}', '{"a": {"x": 5, "k": 1}}', '{"x": 5}'),
        '{"a": {"x": 5, "k": 1}}',
        'a: kept {"x": 5, "k": 1}; the template has x 5 instead',
    ),
    "an option of several lines is swapped in a file of sections": (
        *(INI, "[a]\nx =\n  1\n  2\n", "[a]\nx =\n  1\n  3\n", "[b]\ny = 1\n"),
        "[a]\nx =\n  1\n  3\n",
        '[a]: kept {"x": ["1", "3"]}; the template has [b] {"y": "1"} instead',
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "base", "ours", "theirs", "result", "said"), CASES.values(), ids=CASES.keys()
)
def test_a_replacement_is_made_whole_or_not_at_all(
    path: str, base: str, ours: str, theirs: str, result: str, said: str
) -> None:
    assert edit(path, base, ours, theirs) == (result, (said,))
    assert merge(path, base, ours, theirs)[0] == result


MADE = {
    "a step in block style": (
        *(YAML, BLOCK_STEPS, "steps:\n- uses: actions/checkout@v3\n- run: just test\n"),
        "steps:\n- uses: actions/checkout@v3\n- run: just test\n",
    ),
    "a key that moves into a new table": (TOML, SELECT, LINT, LINT),
    "a dependency that moves to another list": (TOML, DEPENDENCIES, GROUPS, GROUPS),
    "a hook that moves to another repository": (YAML, REPOS, HOOK_MOVED, HOOK_MOVED),
    "one name for another": (
        *(LINES, "sklearn\nrich\n"),
        *("scikit-learn\nrich\n", "scikit-learn\nrich\n"),
    ),
}


@pytest.mark.parametrize(("path", "base", "theirs", "result"), MADE.values(), ids=MADE.keys())
def test_a_replacement_that_fits_is_made(path: str, base: str, theirs: str, result: str) -> None:
    assert edit(path, base, base, theirs) == (result, ())


def test_names_that_the_template_swaps_are_independent_of_what_you_made_of_them() -> None:
    edited = edit(LINES, "sklearn\nrich\n", "sklearn==1\nrich\n", "scikit-learn\nrich\n")
    assert edited == (
        "sklearn==1\nscikit-learn\nrich\n",
        ('requirements[sklearn]: kept "sklearn==1"; the template removes it',),
    )
    assert edit(LINES, "sklearn\nrich\n", "rich\n", "scikit-learn\nrich\n") == (
        "scikit-learn\nrich\n",
        (),
    )


def test_a_key_arrives_although_you_removed_another_one_that_it_replaces() -> None:
    assert edit(JSON, '{"a": 1, "z": 0}', '{"z": 0}', '{"b": 2, "z": 0}') == (
        '{"b": 2, "z": 0}',
        (),
    )


def test_what_you_removed_does_not_hold_back_a_table_that_contains_more_than_it() -> None:
    base = '{"a": {"x": [1]}, "z": {"k": 0}}'
    ours, theirs = '{"a": {}, "z": {"k": 0}}', '{"a": {}, "z": {"k": 0, "n": {"x": [1], "y": 2}}}'
    assert edit(JSON, base, ours, theirs) == (theirs, ())


def test_an_item_that_you_have_already_is_not_added_and_the_old_one_goes() -> None:
    base, theirs = "l:\n- a: 1\n- b: 1\n", "l:\n- a: 1\n- c: 1\n"
    assert edit(YAML, base, "l:\n- c: 1\n- a: 1\n- b: 1\n", theirs) == (
        "l:\n- c: 1\n- a: 1\n",
        (),
    )


def test_what_you_removed_stays_removed_where_the_template_moves_it_and_lines_would_merge() -> None:
    ours = REPOS.replace("  - id: two\n", "")
    merged, conflicts = merge(YAML, REPOS, ours, HOOK_MOVED)
    assert merged == ours
    assert conflicts == (
        (
            "repos[https://example.org/a].hooks[two]: kept removed; "
            'the template has repos[https://example.org/b].hooks[two] {"id": "two"} instead'
        ),
    )


def test_lines_that_merge_are_the_result_where_no_replacement_is_refused() -> None:
    mine = "\n# mine\n"
    assert merge(TOML, BLACK, BLACK + mine, RUFF) == (RUFF + mine, ())


def test_what_you_decided_on_both_sides_of_a_move_is_reported_as_two_conflicts() -> None:
    base = '{"a": {"x": [1], "k": 0}, "b": {"x": [5]}}'
    ours = base.replace("[1]", "[9]").replace("[5]", "7")
    said = ("a.x: kept [9]; the template removes it", "b.x: kept 7; the template has [1]")
    assert edit(JSON, base, ours, '{"a": {"k": 0}, "b": {"x": [1]}}') == (ours, said)


@pytest.mark.parametrize(
    ("was", "now"),
    [('["q"]', '["p", "q"]'), ('{"m": 1, "n": 2}', '{"n": 2}')],
    ids=["an item", "a key and its value"],
)
def test_what_moves_is_known_by_its_name_and_by_a_part_of_it(was: str, now: str) -> None:
    base, ours = f'{{"a": {{"x": {was}, "k": 0}}, "b": {{}}}}', '{"a": {"k": 0}, "b": {}}'
    said = f"a.x: kept removed; the template has b.x {now} instead"
    theirs = ours.replace('"b": {}', f'"b": {{"x": {now}}}')
    assert edit(JSON, base, ours, theirs) == (ours, (said,))


@pytest.mark.parametrize(
    ("was", "now"),
    [('["p"]', '["r"]'), ('{"m": 1}', '{"m": 2}'), ('{"m": 1}', '{"n": 1}')],
    ids=["other items", "another value of a key", "the value of another key"],
)
def test_what_shares_no_part_with_something_of_its_name_arrives(was: str, now: str) -> None:
    base, ours = f'{{"a": {{"x": {was}, "k": 0}}, "b": {{}}}}', '{"a": {"k": 0}, "b": {}}'
    theirs = ours.replace('"b": {}', f'"b": {{"x": {now}}}')
    assert edit(JSON, base, ours, theirs) == (theirs, ())


def test_what_the_template_moves_together_from_several_places_stays_in_all_of_them() -> None:
    held = '"x": [1], '
    base = f'{{"a": {{{held}"k": 0}}, "b": {{{held}"k": 0}}, "c": {{{held}"k": 0}}}}'
    ours = base.replace("[1]", "[9]", 1)
    theirs = base.replace(held, "").replace("}}", '}, "e": {"x": [1]}}')
    said = (
        'a.x: kept [9] and b.x: kept [1] and c.x: kept [1]; the template has e {"x": [1]} instead'
    )
    assert edit(JSON, base, base, theirs) == (theirs, ())
    assert edit(JSON, base, ours, theirs) == (ours, (said,))
    inside = theirs.replace('"e"', '"x": [1], "e"')
    said = said.replace("e {", "x [1] and e {")
    assert edit(JSON, base, ours, inside) == (ours, (said,))


def test_a_new_order_is_not_taken_for_what_another_list_loses() -> None:
    base = '{"l": [{"id": "a"}, {"id": "b"}], "m": [{"id": "a"}, {"id": "c"}]}'
    ours = base.replace('[{"id": "a"}, {"id": "c"', '[{"id": "a", "v": 2}, {"id": "c"')
    theirs = '{"l": [{"id": "b"}, {"id": "a"}], "m": [{"id": "c"}]}'
    said = 'm[a]: kept {"id": "a", "v": 2}; the template removes it'
    merged = ours.replace('[{"id": "a"}, {"id": "b"}]', '[{"id": "b"}, {"id": "a"}]')
    assert edit(JSON, base, ours, theirs) == (merged, (said,))


def test_all_items_that_are_swapped_are_reported() -> None:
    ours = "l: [{id: a}, {id: b}]\n"
    said = (
        'l: the template has {"id": "c", "v": "x\\n"}, {"id": "d"} '
        f'in place of {{"id": "b"}}, {{"id": "a"}}{FITS_NOT}'
    )
    theirs = "l:\n- id: c\n  v: |\n    x\n- id: d\n"
    assert edit(YAML, ours, ours, theirs) == (ours, (said,))


def test_a_new_order_arrives_unless_you_edited_the_list() -> None:
    base, theirs = '{"l": ["a", "b"]}', '{"l": ["b", "a"]}'
    assert edit(JSON, base, base, theirs) == (theirs, ())
    ours = '{"l": ["a", "b", "m"]}'
    said = "l: kept your order; the template has another"
    assert edit(JSON, base, ours, theirs) == (ours, (said,))


def test_what_both_changed_alike_is_no_conflict() -> None:
    base = '{"l": ["x", "x"], "m": [1], "n": {"k": 1}}'
    both = '{"l": ["y", "y"], "m": [2], "n": {}}'
    assert edit(JSON, base, both, both) == (both, ())


def test_one_replacement_that_does_not_fit_holds_no_other_change_back() -> None:
    base = "a: {old: 1, z: 0}\nb: {x: 1}\nc: 1\n"
    theirs = "a:\n  new:\n    n: 1\n  z: 0\nb: {y: 1}\nc: 2\n"
    text, said = edit(YAML, base, base, theirs)
    assert text == "a: {old: 1, z: 0}\nb: {y: 1}\nc: 2\n"
    assert len(said) == 1


def test_replacements_in_two_lists_do_not_depend_on_each_other() -> None:
    base, theirs = "a:\n- id: p\nb:\n- id: q\n", "a:\n- id: r\nb:\n- id: s\n"
    ours = base.replace("p", "p\n  v: 1")
    text, said = edit(YAML, base, ours, theirs)
    assert text == ours.replace("q", "s")
    assert len(said) == 1
