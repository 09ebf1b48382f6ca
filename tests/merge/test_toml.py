"""Merging pyproject.toml, where text alone cannot decide."""

import tomllib

import pytest

from tests.merge.merging import merge, unite

FILE = "pyproject.toml"

PROJECT = """\
[project]
name = "demo"
dependencies = [
  "numpy>=1",  # arrays
  "scipy>=1",
]

[tool.ruff]  # style
line-length = 100

[tool.ruff.lint]
select = ["E", "F"]
"""


WORDS = {
    "scipy": '  "scipy>=1",\n',
    "numpy": '"numpy>=1",  # arrays',
    "length": "line-length = 100\n",
    "select": 'select = ["E", "F"]\n',
    "style": "  # style",
    "name": 'name = "demo"\n',
}


def edited(**changes: str) -> str:
    """Return the project with some of its words changed."""
    text = PROJECT
    for name, new in changes.items():
        text = text.replace(WORDS[name], new)
    return text


def test_the_owner_adds_torch_and_the_template_pandas_to_the_same_list() -> None:
    ours = edited(scipy='  "scipy>=1",\n  "torch>=2",  # mine\n')
    theirs = edited(scipy='  "scipy>=1",\n  "pandas>=2",  # frames\n')
    merged, conflicts = merge(FILE, PROJECT, ours, theirs)
    assert '  "pandas>=2",  # frames\n  "torch>=2",  # mine\n]' in merged
    assert not conflicts


def test_both_add_the_same_requirement_in_different_places_and_it_stands_there_once() -> None:
    ours = PROJECT.replace('  "numpy', '  "Pandas>=2",\n  "numpy')
    theirs = edited(scipy='  "scipy>=1",\n  "pandas>=2.2",\n')
    merged, conflicts = merge(FILE, PROJECT, ours, theirs)
    assert merged == ours
    assert conflicts == (
        'project.dependencies[pandas]: kept "Pandas>=2"; the template has "pandas>=2.2"',
    )


def test_a_new_bound_of_the_template_reaches_a_line_on_which_the_owner_wrote_a_comment() -> None:
    ours = edited(numpy='"numpy>=1",  # my reason')
    merged, conflicts = merge(FILE, PROJECT, ours, edited(numpy='"numpy>=2",  # arrays'))
    assert '  "numpy>=2",  # my reason\n' in merged
    assert not conflicts


def test_two_different_bounds_are_a_conflict_and_the_owners_stays() -> None:
    ours, theirs = edited(scipy='  "scipy==1.1",\n'), edited(scipy='  "scipy>=1.2",\n')
    merged, conflicts = merge(FILE, PROJECT, ours, theirs)
    assert merged == ours
    assert conflicts == (
        'project.dependencies[scipy]: kept "scipy==1.1"; the template has "scipy>=1.2"',
    )


def test_what_the_owner_removed_stays_removed_beside_what_the_template_adds() -> None:
    ours = edited(scipy="")
    merged, conflicts = merge(FILE, PROJECT, ours, edited(scipy='  "scipy>=1",\n  "rich",\n'))
    dependencies = tomllib.loads(merged)["project"]["dependencies"]
    assert dependencies == ["numpy>=1", "rich"]
    assert not conflicts


def test_what_the_owner_removed_and_the_template_changed_is_named() -> None:
    merged, conflicts = merge(FILE, PROJECT, edited(scipy=""), edited(scipy='  "scipy>=2",\n'))
    assert merged == edited(scipy="")
    assert conflicts == ('project.dependencies[scipy]: kept removed; the template has "scipy>=2"',)


def test_what_the_template_removes_goes_unless_its_owner_changed_it() -> None:
    ours = edited(numpy='"numpy>=1.5",', scipy='  "scipy>=1",\n  "torch",\n')
    theirs = edited(scipy="").replace('  "numpy>=1",  # arrays\n', "")
    merged, conflicts = merge(FILE, PROJECT, ours, theirs)
    assert tomllib.loads(merged)["project"]["dependencies"] == ["numpy>=1.5", "torch"]
    assert conflicts == ('project.dependencies[numpy]: kept "numpy>=1.5"; the template removes it',)


def test_two_values_for_one_key_leave_the_owners_and_the_file_readable() -> None:
    ours, theirs = edited(length="line-length = 120\n"), edited(length="line-length = 88\n")
    merged, conflicts = merge(FILE, PROJECT, ours, theirs)
    assert merged == ours
    assert conflicts == ("tool.ruff.line-length: kept 120; the template has 88",)


def test_other_changes_beside_a_conflict_are_made_with_their_comments() -> None:
    ours = edited(length="line-length = 120\n")
    theirs = edited(length="line-length = 88\n# the oldest\ntarget = 'py311'  # soon 3.12\n")
    merged, _ = merge(FILE, PROJECT, ours, theirs)
    wanted = "line-length = 120\n# the oldest\ntarget = 'py311'  # soon 3.12\n"
    assert merged == edited(length=wanted)


def test_a_new_table_arrives_with_its_comments_where_the_template_has_it() -> None:
    table = (
        "\n# types\n[tool.mypy]  # of mypy\nstrict = true\n\n[[tool.mypy.overrides]]\nmodule = 1\n"
    )
    ours = edited(length="line-length = 120\n\n[tool.mine]\na = 1\n")
    theirs = edited(length="line-length = 88\n", select='select = ["E", "F"]\n' + table)
    merged, _ = merge(FILE, PROJECT, ours, theirs)
    assert table in merged
    assert tomllib.loads(merged)["tool"]["mine"] == {"a": 1}


def test_a_key_for_a_table_that_the_owner_wrote_inline_is_added_there() -> None:
    ours = PROJECT.replace('\n[tool.ruff.lint]\nselect = ["E", "F"]\n', "").replace(
        "line-length = 100\n", 'line-length = 100\nlint = { select = ["E", "F"] }\n'
    )
    theirs = edited(select='select = ["E", "F"]\nignore = ["D1"]\n')
    merged, conflicts = merge(FILE, PROJECT, ours, theirs)
    assert 'lint = { select = ["E", "F"], ignore = ["D1"] }\n' in merged
    assert not conflicts


def test_lists_on_one_line_merge_item_by_item() -> None:
    ours = edited(select='select = ["E", "F", "MINE"]\n')
    merged, conflicts = merge(FILE, PROJECT, ours, edited(select='select = ["E", "NEW", "F"]\n'))
    assert 'select = ["E", "NEW", "F", "MINE"]\n' in merged
    assert not conflicts


def test_two_different_substitutes_for_one_item_are_a_conflict() -> None:
    ours, theirs = edited(select='select = ["E", "W"]\n'), edited(select='select = ["E", "B"]\n')
    merged, conflicts = merge(FILE, PROJECT, ours, theirs)
    assert merged == ours
    assert conflicts == ('tool.ruff.lint.select: the template has "B" in place of "F"',)


def test_an_order_on_which_both_sides_agree_is_no_difference_to_name() -> None:
    base = 'l = ["a", "b", "c"]\nm = 1\n'
    ours, theirs = 'l = ["c", "a", "b", "mine"]\nm = 2\n', 'l = ["c", "a", "b", "new"]\nm = 3\n'
    merged = 'l = ["c", "a", "b", "new", "mine"]\nm = 2\n'
    assert merge(FILE, base, ours, theirs) == (merged, ("m: kept 2; the template has 3",))


@pytest.mark.parametrize(
    ("value", "said"),
    [(1, ()), (2, ("tool.a.x: kept 1; the template has 2",))],
    ids=["with one value", "with two values"],
)
def test_a_key_that_both_add_in_different_places_stands_there_once(
    value: int, said: tuple[str, ...]
) -> None:
    base = "[tool.a]\nb = 1\nc = 1\n"
    ours = base.replace("b = 1", "x = 1\nb = 1")
    new = "\n[tool.new]\ny = 1\n"
    assert merge(FILE, base, ours, f"{base}x = {value}\n{new}") == (ours + new, said)


def test_arguments_that_repeat_are_one_value() -> None:
    base = 'run = ["-m", "a", "-m", "b"]\n'
    ours, theirs = base.replace('"b"', '"mine"'), base.replace('"b"', '"new"')
    merged, conflicts = merge(FILE, base, ours, theirs)
    assert merged == ours
    assert len(conflicts) == 1


def test_arguments_that_one_side_repeats_merge_by_lines() -> None:
    base = 'run = [\n  "a",\n  "b",\n  "c",\n]\n'
    repeated, changed = base.replace("[\n", '[\n  "v",\n  "v",\n'), base.replace('"c"', '"d"')
    merged = repeated.replace('"c"', '"d"')
    assert merge(FILE, base, repeated, changed) == (merged, ())
    assert merge(FILE, base, changed, repeated) == (merged, ())


def test_tables_in_an_array_are_told_apart_by_their_name() -> None:
    base = '[[type]]\nname = "fixed"\nshown = true\n\n[[type]]\nname = "added"\nshown = true\n'
    ours = base.replace("shown = true\n\n", "shown = false\n\n") + '\n[[type]]\nname = "mine"\n'
    theirs = base.replace('\n[[type]]\nname = "added"\nshown = true\n', "")
    theirs += 'title = "Fixed"\n\n[[type]]\nname = "new"\n'
    merged, conflicts = merge(FILE, base, ours, theirs)
    assert tomllib.loads(merged)["type"] == [
        {"name": "fixed", "shown": False, "title": "Fixed"},
        {"name": "new"},
        {"name": "mine"},
    ]
    assert not conflicts


def test_an_owner_who_moved_a_table_gets_the_changes_there() -> None:
    head, tail = PROJECT.split("\n[tool.ruff]")
    ours = f"[tool.ruff]{tail}\n{head}"
    merged, conflicts = merge(FILE, PROJECT, ours, edited(length="line-length = 88\n"))
    assert merged == ours.replace("100", "88")
    assert not conflicts


def test_a_table_that_the_template_drops_and_its_owner_extended_stays() -> None:
    ours = edited(select='select = ["E", "F", "B"]\n')
    theirs = PROJECT.split("\n[tool.ruff.lint]")[0]
    merged, conflicts = merge(FILE, PROJECT, ours, theirs)
    assert merged == ours
    assert conflicts == (
        'tool.ruff.lint: kept {"select": ["E", "F", "B"]}; the template removes it',
    )


@pytest.mark.parametrize("comment", ["# why", "# 1", "# a"])
def test_a_comment_of_the_owner_inside_of_what_the_template_replaces_is_never_dropped(
    comment: str,
) -> None:
    base = 'a = [\n  ["x", 1],\n]\nb = 1\n'
    ours = f'a = [\n  {comment}\n  ["x", 1],\n]\nb = 2\n'
    merged, conflicts = merge(FILE, base, ours, "a = []\nb = 3\n")
    assert f"  {comment}\n" in merged
    assert len(conflicts) == 2


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("[project\nname = 1\n", id="a bracket is missing"),
        pytest.param("<<<<<<< yours\na = 1\n=======\na = 2\n>>>>>>> x\n", id="old markers"),
        pytest.param("a = 1\na = 2\n", id="a key stands twice"),
        pytest.param("a = [1, 2\n", id="a list has no end"),
    ],
)
def test_a_file_that_cannot_be_read_stays_as_it_is_and_says_why(broken: str) -> None:
    merged, conflicts = merge(FILE, PROJECT, broken, edited(length="line-length = 88\n"))
    assert merged == broken
    assert len(conflicts) == 1
    assert "cannot parse your file" in conflicts[0]


def test_uniting_adds_what_is_missing_and_changes_no_line_of_the_owner() -> None:
    ours = '# mine\n[project]\nname = "old"\ndependencies = ["torch==1"]\n\n[tool.black]\na = 1\n'
    united, conflicts = unite(FILE, ours, PROJECT)
    held = tomllib.loads(united)
    assert held["project"]["name"] == "old"
    assert held["project"]["dependencies"] == ["torch==1", "numpy>=1", "scipy>=1"]
    assert set(held["tool"]) == {"black", "ruff"}
    assert united.startswith('# mine\n[project]\nname = "old"\n')
    assert not conflicts


def test_uniting_does_not_give_a_value_to_what_the_owner_computes() -> None:
    ours = '[project]\nname = "x"\ndynamic = ["version", "description"]\n'
    theirs = '[project]\nname = "y"\nversion = "1"\ndynamic = ["name", "readme"]\n'
    united, _ = unite(FILE, ours, theirs)
    assert tomllib.loads(united)["project"] == {
        "name": "x",
        "dynamic": ["version", "description", "readme"],
    }


def test_a_key_for_a_table_of_which_the_owner_has_only_parts_gets_a_header() -> None:
    ours = '[tool.ruff.lint]\nselect = ["E"]\n'
    united, conflicts = unite(FILE, ours, PROJECT)
    assert tomllib.loads(united)["tool"] == {
        "ruff": {"line-length": 100, "lint": {"select": ["E", "F"]}}
    }
    assert not conflicts


@pytest.mark.parametrize(
    ("ours", "united"),
    [
        pytest.param("b = 1\n", "a = 1  # of a\nb = 1\n", id="before a key it precedes"),
        pytest.param(
            "# mine\n\n[t]\n", "# mine\n\na = 1  # of a\nb = 2\n\n[t]\n", id="above tables"
        ),
        pytest.param("z = 1\n\n[t]\n", "z = 1\na = 1  # of a\nb = 2\n\n[t]\n", id="behind others"),
        pytest.param("", "a = 1  # of a\nb = 2\n", id="in an empty file"),
    ],
)
def test_keys_outside_of_tables_are_added_above_all_tables(ours: str, united: str) -> None:
    assert unite(FILE, ours, "a = 1  # of a\nb = 2\n") == (united, ())


def test_tables_of_an_array_are_added_before_behind_and_between_the_owners() -> None:
    def tables(*names: str) -> str:
        return "a = 1\n" + "".join(f'\n# of {name}\n[[t]]\nname = "{name}"\n' for name in names)

    theirs = tables("first", "mine", "last")
    assert unite(FILE, tables("mine"), theirs) == (theirs, ())
    assert unite(FILE, tables("first", "last"), theirs) == (theirs, ())


def test_dotted_keys_are_added_as_they_are_written() -> None:
    base = "[a]\nb.c = 1\n"
    merged, conflicts = merge(FILE, base, "[a]\nb.c = 2\n", "[a]\nb.c = 3\nb.d = 4\ne.f = 5\n")
    assert merged == "[a]\nb.c = 2\nb.d = 4\ne.f = 5\n"
    assert conflicts == ("a.b.c: kept 2; the template has 3",)


def test_what_fits_nowhere_in_the_way_the_file_is_written_is_named_and_not_made() -> None:
    base = "a = { b = 1 }\n"
    theirs = "[a]\nb = 2\n\n[a.c]\nd = 1\n"
    merged, conflicts = merge(FILE, base, "a = { b = 3 }\n", theirs)
    assert merged == "a = { b = 3 }\n"
    assert conflicts == (
        "a.b: kept 3; the template has 2",
        'a.c: cannot add {"d": 1}: the file uses a different structure',
    )


def test_items_of_a_list_on_lines_of_their_own_and_on_shared_ones_are_removed_apart() -> None:
    base = 'x = [\n  "a", "b",\n  "c",\n]\n'
    ours = base.replace('"c",\n', '"c",\n  "d",\n')
    merged, conflicts = merge(FILE, base, ours, 'x = [\n  "a",\n]\n')
    assert merged == 'x = [\n  "a", "d",\n]\n'
    assert conflicts == ()


@pytest.mark.parametrize(
    ("ours", "expected"),
    [
        ('x = ["d", "a"]\n', 'x = ["d", "a", "b", "c"]\n'),
        ("x = []\ny = 1\n", 'x = ["b", "c"]\ny = 1\n'),
    ],
)
def test_several_items_are_added_to_a_list_on_one_line(ours: str, expected: str) -> None:
    merged, conflicts = merge(FILE, 'x = ["a"]\n', ours, 'x = ["a", "b", "c"]\n')
    assert (merged, conflicts) == (expected, ())


def test_tabs_around_the_sign_of_a_key_stay() -> None:
    merged, conflicts = merge(FILE, "x\t=\t1\ny = 1\n", "x\t=\t1\ny = 2\n", "x = 3\ny = 1\n")
    assert (merged, conflicts) == ("x\t=\t3\ny = 2\n", ())
