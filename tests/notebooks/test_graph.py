"""What is read comes from the statement that bound it last."""

import pytest

from scaffold.notebooks.magics import parse_code
from scaffold.notebooks.name_reader import names_of
from scaffold.notebooks.references import outer_loads
from scaffold.notebooks.scopes import free_names
from tests.notebooks.books import analyze_cells


@pytest.mark.parametrize(
    ("source", "reads", "binds", "likely", "maybe"),
    [
        ("x = y", {"y"}, {"x"}, set(), set()),
        ("x += 1", {"x"}, {"x"}, set(), set()),
        ("x = 1\ny = x", set(), {"x", "y"}, set(), set()),
        ("if a:\n  x = 1", {"a"}, set(), set(), {"x"}),
        ("if a:\n  x = 1\nelse:\n  x = 2", {"a"}, {"x"}, set(), set()),
        ("if a:\n  x = 1\nelse:\n  raise E", {"a", "E"}, {"x"}, set(), set()),
        ("for i in r:\n  x = i", {"r"}, set(), {"i", "x"}, set()),
        ("for i in r:\n  if i:\n    x = i", {"r"}, set(), {"i"}, {"x"}),
        ("try:\n  x = f()\nexcept E:\n  x = 1", {"E", "f"}, {"x"}, set(), set()),
        ("try:\n  pass\nexcept E as e:\n  x = e\n  raise", {"E"}, set(), set(), {"x"}),
        ("with open(p) as f:\n  x = f.read()", {"open", "p"}, {"f", "x"}, set(), set()),
        ("x = [i for i in y]", {"y"}, {"x"}, set(), set()),
        ("x = lambda a: a + b", {"b"}, {"x"}, set(), set()),
        ("def f(a=b):\n  return a + c", {"b"}, {"f"}, set(), set()),
        ("class C(B):\n  k = d\n  def m(self):\n    return k", {"B", "d"}, {"C"}, set(), set()),
        ("import a.b, c as d", set(), {"a", "d"}, set(), set()),
        ("del x", {"x"}, set(), set(), set()),
        ("x: int = y", {"int", "y"}, {"x"}, set(), set()),
        ("if (n := f()) > 1:\n  print(n)", {"f", "print"}, {"n"}, set(), set()),
        ("match v:\n  case [a, *b]:\n    c = a", {"v"}, set(), set(), {"a", "b", "c"}),
        (
            "match v:\n  case {'k': a, **b} if a > c:\n    pass",
            {"v", "c"},
            set(),
            set(),
            {"a", "b"},
        ),
        ("x: int", {"int"}, set(), set(), set()),
        ("x[i] += y", {"x", "i", "y"}, set(), set(), set()),
        ("while a:\n  x = b\nelse:\n  y = c", {"a", "b", "c"}, set(), {"x"}, {"y"}),
        ("x = [(n := i) for i in y]", {"y"}, {"x"}, set(), {"n"}),
        ("x = [lambda: i + b for i in y]", {"y", "b"}, {"x"}, set(), set()),
        ("(f or g)().a += 1", {"f", "g"}, set(), set(), set()),
    ],
)
def test_statements_read_and_bind_names(
    source: str, reads: set[str], binds: set[str], likely: set[str], maybe: set[str]
) -> None:
    names = names_of(parse_code(source).body)
    assert set(names.reads) == reads
    assert set(names.binds) == binds
    assert set(names.likely) == likely
    assert set(names.maybe) == maybe


@pytest.mark.parametrize(
    "source",
    [
        "x[0] = 1", "x.a = 1", "x.fit(y)", "x.drop(inplace=True)", "x.a.append(1)", "x += 1",
        "x[0] += 1", "x.a += 1", "[x.append(i) for i in y]",
    ],
)  # fmt: skip
def test_changes_in_place_are_seen(source: str) -> None:
    assert set(names_of(parse_code(source).body).changes) == {"x"}


@pytest.mark.parametrize(
    ("source", "free"),
    [
        ("def f(a):\n  b = a\n  return b + c", {"c"}),
        ("def f():\n  def g():\n    return x\n  x = 1\n  return g", set()),
        ("def f():\n  global x\n  x = 1", {"x"}),
        ("def f():\n  return [i for i in y if z]", {"y", "z"}),
        ("def f():\n  try:\n    pass\n  except E as e:\n    raise e", {"E"}),
        ("class C:\n  a = 1\n  def m(self):\n    return a", {"a"}),
        ("def f(v):\n  match v:\n    case {'k': a, **b}:\n      return a, b, c", {"c"}),
        ("def f():\n  x = 1\n  def g() -> T:\n    nonlocal x\n    x += y\n  return g", {"T", "y"}),
        ("def f():\n  return [(n := i) for i in y], n", {"y"}),
        ("def f():\n  return lambda a, b=c: a + b + d", {"c", "d"}),
    ],
)
def test_functions_leave_names_free(source: str, free: set[str]) -> None:
    assert free_names(parse_code(source).body[0]) == free


def test_a_class_hides_no_name_from_its_methods() -> None:
    tree = parse_code("class C(B, k=load):\n  load = 1\n  def m(self) -> T:\n    return load")
    assert sorted(each.id for each in outer_loads(tree.body[0])) == ["B", "T", "load", "load"]


def test_a_cell_between_two_definitions_sees_the_first() -> None:
    graph = analyze_cells("x = 1", "y = x", "x = 2", "z = x").graph
    assert [version.number for version in graph.uses[1]["x"]] == [1]
    assert [version.number for version in graph.uses[3]["x"]] == [2]


def test_a_binding_under_a_condition_adds_a_version() -> None:
    graph = analyze_cells("x = 1\na = 0", "if a:\n    x = 2", "y = x").graph
    assert [version.number for version in graph.uses[3]["x"]] == [1, 2]


def test_a_call_reads_what_its_function_reads() -> None:
    graph = analyze_cells(
        "def f():\n    return g()", "def g():\n    return x", "x = 1", "f()"
    ).graph
    assert "x" in graph.uses[3]
    assert not graph.early[0]
    assert "x" in graph.live[2]


def test_a_call_of_a_function_that_reads_any_name_keeps_all_of_them() -> None:
    graph = analyze_cells("def f(n):\n    return eval(n)", "x = 1", "y = f('x')").graph
    assert "x" in graph.live[1]


def test_a_name_that_is_deleted_and_bound_again_has_its_new_value() -> None:
    graph = analyze_cells("x = 1", "del x; x = 2", "y = x", "del x", "y = x").graph
    assert [version.number for version in graph.uses[2]["x"]] == [2]
    assert graph.early[4] == ("x",)


def test_names_that_are_used_before_they_exist_are_found() -> None:
    graph = analyze_cells("y = x", "x = 1", "z = w").graph
    assert graph.early == [("x",), (), ()]
    assert graph.undefined == [(), (), ("w",)]


def test_what_is_bound_again_before_it_is_read_is_not_live() -> None:
    graph = analyze_cells("x = 1", "y = x", "x = 2", "print(x)").graph
    assert "x" in graph.live[0]
    assert "x" not in graph.live[1]
