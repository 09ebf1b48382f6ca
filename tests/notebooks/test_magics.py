"""IPython syntax is neither lost nor taken for Python."""

import ast

import pytest

from scaffold.notebooks.cells import Cell
from scaffold.notebooks.magics import mask, parse_code
from scaffold.notebooks.name_reader import names_of
from scaffold.notebooks.statements import ReadCell, read_cell


def read(source: str) -> ReadCell:
    return read_cell(Cell(0, "code", source), 0)


@pytest.mark.parametrize(
    ("source", "bound"),
    [
        ("%matplotlib inline", set()),
        ("files = !ls", {"files"}),
        ("%time x = 1", {"x"}),
        ("%timeit x = 1", set()),
        ("df?", set()),
        ("??df", set()),
        ("!pip install a \\\n  b\nx = 1", {"x"}),
        ("%%time\nx = 1", {"x"}),
        ("%%bash\nls -l", set()),
        ("%%capture out\ny = 1", {"out", "y"}),
        ("a, b = %magic c", {"a", "b"}),
        ("if True:\n    !ls\n    x = 1", {"x"}),
        ("x = (1\n % 2)\n%matplotlib inline", {"x"}),
        ("x = '''\n%time y = 1\n'''\n!ls", {"x"}),
        ("x = 'it\\'s % 3'\n!ls", {"x"}),
        ("x = 1  # C:\\\n!ls", {"x"}),
    ],
)
def test_each_form_binds_what_ipython_binds(source: str, bound: set[str]) -> None:
    cell = read(source)
    assert not cell.problem
    assert {name for each in cell.statements for name in each.names.bound} == bound
    assert mask(source).text.count("\n") == source.count("\n")


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("%timeit f(x);", {"f", "x"}),
        ("%timeit -n 3 y = f(x)", {"f", "x"}),
        ("%prun import math", set()),
    ],
)
def test_what_is_timed_is_read(source: str, reads: set[str]) -> None:
    names = names_of(parse_code(mask(source).text).body)
    assert set(names.reads) >= reads
    assert not names.bound


def test_a_string_that_is_not_closed_ends_with_its_line() -> None:
    assert mask("x = 'abc\n%time y = 1").text == "x = 'abc\ny = 1"


def test_a_cell_without_code_has_no_statements() -> None:
    cell = read(" \n\n")
    assert (cell.statements, cell.problem) == ((), "")


def test_a_cell_of_another_language_is_not_python() -> None:
    cell = read("%%bash\nls -l\necho $HOME")
    assert [each.kind for each in cell.statements] == ["magic"]
    assert "HOME" in cell.statements[0].names.reads


def test_what_python_can_parse_is_not_masked() -> None:
    source = "x = 7\ny = (x\n    % 3)\nz = y.real\n"
    assert mask(source).text == source


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("print 'a'", "Python 2"),
        ("try:\n  pass\nexcept E, e:\n  pass", "Python 2"),
        ("x = (", "line 1"),
        ("x = " + "(" * 80 + "1" + ")" * 80, ""),
        ("x = 1\0", "cannot be parsed"),
    ],
)
def test_a_cell_that_cannot_be_parsed_is_reported(source: str, problem: str) -> None:
    cell = read(source)
    assert problem in cell.problem
    assert cell.statements[0].text == source


@pytest.mark.parametrize(
    "source",
    [
        "# a\nx = 1  # b\n\n# c\ny = 2\n# d\n",
        "@f\ndef g():\n    pass\n\n\n# end",
        "a = 1; b = 2\nc = 3;",
        "# only a comment",
        "%%time\n\n# c\nx = 1\n\n!ls",
        "x = '''\n\n# no comment\n'''\ny = 1",
    ],
)
def test_statements_have_all_lines_of_their_cell(source: str) -> None:
    assert "\n".join(each.text for each in read(source).statements) == source


def test_awaits_outside_functions_are_python() -> None:
    assert isinstance(parse_code("await f()").body[0], ast.Expr)


@pytest.mark.parametrize(
    ("source", "shown"), [("x", True), ("x;", False), ("x ; # c", False), ("x = 1", False)]
)
def test_a_semicolon_hides_the_last_value(source: str, shown: bool) -> None:
    assert read(source).statements[-1].is_shown is shown
