"""Python whose lines conflict is merged by the names of its definitions."""

import ast
import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.files.tree import File
from scaffold.merge import merge_file
from scaffold.merge.python.name_merge import merge_by_name, moved_nowhere
from scaffold.merge.result import Merged
from scaffold.plan.moved_code import moved_code

MARKER = b"<<<<<<<"


def merge(base: str, ours: str, theirs: str, elsewhere: str = "") -> Merged:
    """Merge three versions of a module; the template may have a second one now."""
    was = {"a.py": File(base.encode())}
    now = {"a.py": File(theirs.encode())}
    if elsewhere:
        now["b.py"] = File(elsewhere.encode())
    return merge_file(
        "a.py",
        base.encode(),
        ours.encode(),
        theirs.encode(),
        ours_name="yours",
        theirs_name="template",
        find_moved=moved_code(was, now),
    )


FIRST = "def first() -> int:\n    return 1\n"
SECOND = "def second() -> int:\n    return 2\n"
THIRD = "def third() -> int:\n    return 3\n"


def module(*parts: str) -> str:
    return "\n\n".join(parts)


def test_two_edits_next_to_each_other_do_not_meet() -> None:
    ours = "LIMIT = 10\nTIMEOUT = 60\n"
    merged = merge("LIMIT = 10\nTIMEOUT = 30\n", ours, "LIMIT = 20\nTIMEOUT = 30\n")
    assert merged == Merged(b"LIMIT = 20\nTIMEOUT = 60\n")


def test_values_with_types_are_merged_by_name_too() -> None:
    ours = "LIMIT: int = 10\nTIMEOUT: int = 60\n"
    merged = merge("LIMIT: int = 10\nTIMEOUT: int = 30\n", ours, "LIMIT: int = 20\nTIMEOUT = 30\n")
    assert len(merged.conflicts) == 1  # Both changed `TIMEOUT`, and only that.
    assert merged.content.startswith(b"LIMIT: int = 20\n<<<<<<< yours\nTIMEOUT: int = 60\n")


def test_several_definitions_of_one_name_stay_in_their_order() -> None:
    head = "from typing import overload\n\n\n"
    one = "@overload\ndef read(of: int) -> int: ...\n"
    two, new = one.replace("int", "str"), one.replace("int", "bytes")
    last = "def read(of: object) -> object:\n    return of\n"
    values = "LIMIT = 10\nTIMEOUT = 30\n"
    base = module(f"{head}{one}", two, last, values)
    merged = merge(base, base.replace("30", "60"), base.replace(two, new).replace("10", "20"))
    assert merged.conflicts == ()
    expected = base.replace(two, new).replace("30", "60").replace("10", "20")
    assert merged.content.decode() == expected


def test_a_function_that_you_removed_stays_away_when_the_one_above_it_is_new() -> None:
    merged = merge(module(FIRST, SECOND), FIRST, module(FIRST, THIRD, SECOND))
    assert merged.conflicts == ()
    assert merged.content.decode() == module(FIRST, THIRD)


def test_an_edit_of_a_function_that_moved_unchanged_stays_and_is_reported() -> None:
    edited = SECOND.replace("2", "22")
    merged = merge(module(FIRST, SECOND), module(FIRST, edited), FIRST, elsewhere=SECOND)
    assert merged.conflicts == ()
    assert merged.content.decode() == module(FIRST, edited)
    assert merged.notes == ("the template moved `second` to `b.py`; your version stays here",)


def test_what_an_edited_function_needs_stays_with_it() -> None:
    needed = "import math\nfrom os import path, sep\n\nSTEPS = 2\n\n\n"
    used = "def second() -> object:\n    return math.floor(STEPS), sep, {}\n"
    base = module(needed + FIRST, used.format(1))
    ours = module(needed + FIRST, used.format(2))
    merged = merge(base, ours, FIRST, elsewhere=f"{needed}{used.format(1)}")
    assert merged.conflicts == ()
    assert merged.notes
    namespace: dict[str, object] = {}
    exec(compile(merged.content, "a.py", "exec"), namespace)  # noqa: S102 - the code of this test
    second = namespace["second"]
    assert callable(second)
    assert second() == (2, os.sep, 2)
    assert "path" not in namespace


def test_an_edit_of_a_function_that_moved_and_changed_is_a_conflict() -> None:
    edited = SECOND.replace("2", "22")
    other = SECOND.replace("2", "2 + 0")
    merged = merge(module(FIRST, SECOND), module(FIRST, edited), FIRST, elsewhere=other)
    assert len(merged.conflicts) == 1
    assert b"22" in merged.content


def test_members_of_a_class_are_merged_by_name() -> None:
    head = "class Paths:\n    root: str\n"
    data = '\n    def data(self) -> str:\n        return "data"\n'
    stores = '\n    def stores(self) -> str:\n        return "stores"\n'
    exports = '\n    def exports(self) -> str:\n        return "exports"\n'
    theirs = "class Paths(Places):\n" + stores.removeprefix("\n")
    merged = merge(
        head + data + stores,
        head + data + exports + stores,
        theirs,
        elsewhere=f"class Places:\n    root: str\n{data}",
    )
    assert merged.conflicts == ()
    (found,) = ast.parse(merged.content).body
    assert isinstance(found, ast.ClassDef)
    assert {each.name for each in found.body if isinstance(each, ast.FunctionDef)} == {
        "exports",
        "stores",
    }
    assert ast.unparse(found.bases[0]) == "Places"


def test_imported_names_that_each_side_added_are_united() -> None:
    merged = merge(
        "from os import path\nx = 1\n",
        "from os import path, sep\nx = 1\n",
        "from os import linesep, path\nx = 1\n",
    )
    assert merged.conflicts == ()
    assert merged.content == b"from os import linesep, path, sep\nx = 1\n"


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [
        ("x = 1", "x = 2", "x = 3"),
        ("x = 1; y = 1\n", "x = 2; y = 1\n", "x = 3; y = 1\n"),
        ("x = \n", "x = 2\n", "x = 3\n"),
        ("if x == 1:\n    pass\n", "if x == 2:\n    pass\n", "if x == 3:\n    pass\n"),
        ("f(1)\n", "f(2)\n", "f(3)\n"),
    ],
)
def test_what_has_no_name_conflicts_as_before(base: str, ours: str, theirs: str) -> None:
    merged = merge(base, ours, theirs)
    assert len(merged.conflicts) == merged.content.count(MARKER) == 1


NAMES = [f"function_{number}" for number in range(5)]
Versions = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 2)), max_size=5, unique_by=lambda pair: pair[0]
)


def source(side: str, versions: list[tuple[str, int]]) -> str:
    """Return a module; version 0 of a function is the same on all sides."""
    return "\n\n".join(
        f"def {name}() -> object:\n    return {json.dumps([name, number, number and side])}\n"
        for name, number in versions
    )


@given(base=Versions, ours=Versions, theirs=Versions)
def test_no_line_that_you_wrote_is_lost_and_nothing_that_you_deleted_comes_back(
    base: list[tuple[str, int]], ours: list[tuple[str, int]], theirs: list[tuple[str, int]]
) -> None:
    was, mine, new = source("base", base), source("ours", ours), source("theirs", theirs)
    merged = merge(was, mine, new)
    content = merged.content.decode()
    lines = set(content.splitlines())
    assert set(mine.splitlines()) - set(was.splitlines()) <= lines
    if MARKER not in merged.content:
        for name, number in base:
            if name not in dict(ours) and dict(theirs).get(name) == number == 0:
                assert f"def {name}()" not in content
        ast.parse(content)


IMPORTS = "from a import one, two\n"


@pytest.mark.parametrize(
    "edited",
    [
        "from a import one, two  # noqa: F401 - plugins\n",
        "# Both are needed.\nfrom a import one, two\n",
        "from a import (\n    one,  # the first\n    two,\n)\n",
        "from a import (\n    one,\n    two,  # the second\n    mine,\n)\n",
    ],
)
def test_a_comment_that_you_added_to_an_import_is_never_lost(edited: str) -> None:
    base = f"LIMIT = 1\n{IMPORTS}"
    theirs = "LIMIT = 2\nfrom a import one, two, three\n"
    merged = merge(base, f"LIMIT = 3\n{edited}", theirs)
    for line in edited.splitlines(keepends=True):
        if "#" in line:
            assert line.encode() in merged.content


def test_an_edit_of_a_function_that_the_template_dropped_is_a_conflict() -> None:
    base, ours = module(FIRST, SECOND), module(FIRST, SECOND.replace("2", "22"))
    versions = (text.encode() for text in (base, ours, FIRST))
    merged = merge_file("a.py", *versions, ours_name="yours", theirs_name="template")
    edited = SECOND.replace("2", "22")
    assert merged.content.decode() == (
        f"{FIRST}<<<<<<< yours\n\n\n{edited}||||||| base\n\n\n{SECOND}=======\n>>>>>>> template\n"
    )
    assert len(merged.conflicts) == 1
    assert merged.notes == ()


def test_a_name_that_you_removed_and_the_template_now_uses_is_a_conflict() -> None:
    merged = merge("LIMIT = 1\nSTEPS = 2\n", "STEPS = 3\n", "LIMIT = 1\nSTEPS = 2\nALL = LIMIT\n")
    assert len(merged.conflicts) == 1
    assert b"LIMIT = 1" in merged.content


CLASS = (
    "class Settings(\n    Base,\n    order=True,\n):\n    limit = {}\n    steps = {}\n    # end\n"
)


def test_attributes_of_a_class_next_to_each_other_are_merged_by_name() -> None:
    merged = merge(CLASS.format(1, 1), CLASS.format(2, 1), CLASS.format(1, 3))
    assert merged == Merged(CLASS.format(2, 3).encode())


def test_a_class_of_which_nothing_would_remain_is_a_conflict() -> None:
    head = "class Settings:\n"
    base = f"{head}    limit = 1\n    steps = 2\n"
    merged = merge(base, f"{head}    limit = 1\n", f"{head}    steps = 2\n")
    assert len(merged.conflicts) == 1


def test_what_stands_below_all_statements_stays_there() -> None:
    merged = merge(
        "LIMIT = 1\nSTEPS = 1\n# end\n",
        "LIMIT = 2\nSTEPS = 1\n# end\n",
        "LIMIT = 1\nSTEPS = 3\nMORE = 4\n# end\n",
    )
    assert merged == Merged(b"LIMIT = 2\nSTEPS = 3\nMORE = 4\n# end\n")


def test_what_you_wrote_below_all_statements_stands_below_those_of_the_template() -> None:
    merged = merge(
        "LIMIT = 1\nSTEPS = 1\n",
        "LIMIT = 2\nSTEPS = 1\n# mine\n",
        "LIMIT = 1\nSTEPS = 3\nMORE = 4\n",
    )
    assert merged == Merged(b"LIMIT = 2\nSTEPS = 3\nMORE = 4\n# mine\n")


def test_an_import_of_which_each_side_removed_a_name_goes_if_none_is_left() -> None:
    rest = "LIMIT = 1\n"
    merged = merge(
        f"from os import path, sep\n{rest}",
        f"from os import path\n{rest}",
        f"from os import sep\n{rest}",
    )
    assert merged == Merged(rest.encode())


def test_a_long_import_gets_a_line_for_each_name() -> None:
    one, two, three = (f"a_name_of_some_length_{number}" for number in range(3))
    merged = merge(
        f"# Why.\nfrom .a import {one}\n",
        f"# Why.\nfrom .a import {one}, {two}\n",
        f"# Why.\nfrom .a import {one}, {three} as it\n",
    )
    assert merged.content.decode() == (
        f"# Why.\nfrom .a import (\n    {one},\n    {two},\n    {three} as it,\n)\n"
    )


def test_several_values_on_a_line_stay_with_an_edited_function_that_needs_them() -> None:
    needed = "LIMIT, STEPS = 1, 2\n\n\n"
    used = "def second() -> int:\n    return STEPS + {}\n"
    base, ours = (module(needed + FIRST, used.format(n)) for n in (1, 2))
    merged = merge(base, ours, FIRST, elsewhere=needed + used.format(1))
    assert merged.conflicts == ()
    assert merged.content.decode() == needed.rstrip("\n") + "\n" + module(FIRST, used.format(2))


def test_a_source_that_python_would_refuse_conflicts_as_before() -> None:
    wrong = "LIMIT = {}\nSTEPS = {}\n\n\ndef f(a, a): ...\n"
    merged = merge(wrong.format(1, 1), wrong.format(2, 1), wrong.format(1, 3))
    assert len(merged.conflicts) == 1


def test_all_lines_below_the_statements_stay_as_they_are() -> None:
    end = "# one\n\n# two\n"
    merged = merge(
        f"LIMIT = 1\nSTEPS = 1\n{end}",
        f"LIMIT = 2\nSTEPS = 1\n{end}",
        f"LIMIT = 1\nSTEPS = 3\n{end}",
    )
    assert merged == Merged(f"LIMIT = 2\nSTEPS = 3\n{end}".encode())


def test_beside_edits_that_merge_by_name_a_conflict_shows_what_each_side_has() -> None:
    edited = SECOND.replace("2", "22")
    values = "LIMIT = {}\nSTEPS = {}\n\n\n"
    merged = merge(
        module(values.format(1, 1) + FIRST, SECOND),
        module(values.format(2, 1) + FIRST, edited),
        values.format(1, 3) + FIRST,
    )
    assert merged.content.decode() == (
        f"{values.format(2, 3)}{FIRST}<<<<<<< yours\n\n\n{edited}"
        f"||||||| base\n\n\n{SECOND}=======\n>>>>>>> template\n"
    )


def test_an_import_that_has_all_names_of_both_stays_as_its_side_wrote_it() -> None:
    theirs = "from a import two, one, three  # all\n"
    merged = merge("from a import one\n", "from a import one, two\n", theirs)
    assert merged == Merged(theirs.encode())


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        pytest.param(
            *("z = 1\n", "from a import x\nz = 1\n", "from a import y\nz = 1\n"),
            "from a import x, y\nz = 1\n",
            id="from a module that both import now",
        ),
        pytest.param(
            *("from . import b\n", "from . import b, c\n", "from . import a, b\n"),
            "from . import a, b, c\n",
            id="from the package itself",
        ),
        pytest.param(
            *("from ..a.b import x\n", "from ..a.b import x, z\n", "from ..a.b import x, y\n"),
            "from ..a.b import x, y, z\n",
            id="from a package above",
        ),
        pytest.param(
            *("from a import x\n", "from a import x as P, x\n", "from a import x, z\n"),
            "from a import x, x as P, z\n",
            id="one name twice",
        ),
        pytest.param(
            *("from a import x, y\n", "from a import y\n", "from a import x, y, z\n"),
            "from a import y, z\n",
            id="a name that you removed",
        ),
        pytest.param(
            *("from a import x, y\n", "from a import x, y, z\n", "from a import x\n"),
            "from a import x, z\n",
            id="a name that the template removed",
        ),
        pytest.param(
            *("from a import x\nz = 1\n", "from a import x, y\nz = 1\n", "z = 1\n"),
            "from a import y\nz = 1\n",
            id="all names of the template's",
        ),
        pytest.param(
            *("# 1\n# 2\nfrom a import x\n", "# 1\n# 2\nfrom a import x, y\n"),
            "# 1\n# 2\nfrom a import x, z\n",
            "# 1\n# 2\nfrom a import x, y, z\n",
            id="with comments above",
        ),
        pytest.param(
            *("from a import x\n", "from a import y, x  # all\n", "from a import x  # one\n"),
            "from a import y, x  # all\n",
            id="all that you have",
        ),
        pytest.param(
            *("from a import x, y\n", "from a import x\n", "from a import x, y  # all\n"),
            "from a import x\n",
            id="all that you left",
        ),
    ],
)
def test_imported_names_are_merged_one_by_one(
    base: str, ours: str, theirs: str, merged: str
) -> None:
    assert merge(base, ours, theirs) == Merged(merged.encode())
    if merged != ours:
        assert merge(base, theirs, ours).conflicts == ()


def test_an_import_has_one_line_up_to_the_usual_length_of_lines() -> None:
    for length, has_one_line in ((88, True), (89, False)):
        long = "b" * (length - len("from x import a, , c"))
        base, ours, theirs = f"{long}\n", f"a, {long}\n", f"{long}, c\n"
        merged = merge(*(f"from x import {names}" for names in (base, ours, theirs)))
        line = f"from x import a, {long}, c\n"
        lines = f"from x import (\n    a,\n    {long},\n    c,\n)\n"
        assert merged == Merged((line if has_one_line else lines).encode())


def test_a_name_that_an_edited_function_needs_stays_beside_those_that_the_template_imports() -> (
    None
):
    head = "from os import path{}\n\n\n"
    first, second = "def first():\n    return path\n", "def second():\n    return sep, {}\n"
    base = module(head.format(", sep") + first, second.format(1))
    ours = module(head.format(", sep") + first, second.format(2))
    theirs = head.format("") + first
    moved = f"from os import sep\n\n\n{second.format(1)}"
    merged = merge(base, ours, theirs, elsewhere=moved)
    assert merged.content.decode() == ours
    assert merged.conflicts == ()


@pytest.mark.parametrize(
    "head",
    [
        "class Settings(Base):\n",
        "class Settings(\n    Base,\n    order=True,\n):\n",
        "# 1\n@a(\n    b='c',\n)\nclass Settings(Base[\n    int,\n], d={'e': 1}):  # of it\n",
    ],
)
def test_a_first_attribute_of_the_template_arrives_below_the_head_of_a_class(head: str) -> None:
    merged = merge(
        f"{head}    limit = 1\n    steps = 1\n",
        f"{head}    limit = 2\n    steps = 1\n",
        f"{head}    first = 0\n    limit = 1\n    steps = 3\n",
    )
    assert merged == Merged(f"{head}    first = 0\n    limit = 2\n    steps = 3\n".encode())


BELOW = {
    "a value": (["A = 1", FIRST], ["X = A + 1"], [FIRST, "A = 1"]),
    "a function": (["A = 1", FIRST], ["def f(x=A): ..."], [FIRST, "A = 1"]),
    "a decorator": ([SECOND, FIRST], ["@second\ndef f(): ..."], [FIRST, SECOND]),
    "a base": (["class A: ...", FIRST], ["class B(A):\n    x = 1"], [FIRST, "class A: ..."]),
    "a change": (["A = [1]", FIRST], ["A += [2]"], [FIRST, "A = [1]"]),
    "an import": (["import os", FIRST], ["X = os.sep"], [FIRST, "import os"]),
    "a function in a block": (
        ["if True:\n    def a(): ...", FIRST],
        ["X = a()"],
        [FIRST, "if True:\n    def a(): ..."],
    ),
    "a block": (["A = 1", FIRST], ["if A:\n    X = [a for a in (A,)]"], [FIRST, "A = 1"]),
}


@pytest.mark.parametrize(("base", "mine", "theirs"), BELOW.values(), ids=BELOW.keys())
def test_what_you_added_stands_below_what_it_needs(
    base: list[str], mine: list[str], theirs: list[str]
) -> None:
    merged = merge(*(code(parts) for parts in (base, base + mine, theirs)))
    assert merged.conflicts == ()
    assert code(merged.content.decode().split("\n\n\n")) == code(theirs + mine)


def test_what_you_added_to_a_class_stands_below_what_it_needs() -> None:
    base = "class S:\n    a = 1\n    b = 2\n"
    merged = merge(base, f"{base}    c = a + 1\n", "class S:\n    b = 2\n    a = 1\n")
    assert merged == Merged(b"class S:\n    b = 2\n    a = 1\n    c = a + 1\n")


def test_an_order_in_which_a_name_would_be_used_too_early_is_a_conflict() -> None:
    base = code(["A = 1", FIRST, "B = 1"])
    ours = code(["A = 1", FIRST, "X = 1", "B = X"])
    merged = merge(base, ours, code(["B = 1", SECOND, FIRST]))
    assert merged.conflicts
    assert b"X = 1" in merged.content


def code(parts: list[str]) -> str:
    return "\n\n".join(f"{part.strip()}\n" for part in parts if part.strip())


LETTERS = "ABCD"
# The name that each statement sets, and those of which its value is the sum.
Programs = st.lists(
    st.tuples(st.sampled_from(LETTERS), st.lists(st.sampled_from(LETTERS), max_size=2)),
    max_size=5,
    unique_by=lambda pair: pair[0],
)


def program(statements: list[tuple[str, list[str]]]) -> str:
    """Return a module of values; each reads only names that are set above it."""
    known: list[str] = []
    lines = []
    for name, used in statements:
        lines.append(f"{name} = {' + '.join([each for each in used if each in known] or ['1'])}\n")
        known.append(name)
    return "".join(lines)


@given(base=Programs, ours=Programs, theirs=Programs)
def test_what_merges_by_name_runs_if_both_sides_do(
    base: list[tuple[str, list[str]]],
    ours: list[tuple[str, list[str]]],
    theirs: list[tuple[str, list[str]]],
) -> None:
    texts = (program(base), program(ours), program(theirs))
    merged = merge_by_name(texts, ("yours", "template"), moved_nowhere)
    if merged and not merged.lines.conflicts:
        exec(merged.lines.content, {})  # noqa: S102 - the code of this test
