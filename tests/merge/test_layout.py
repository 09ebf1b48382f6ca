"""Formatting is not content: what is only laid out otherwise is unedited, and edits merge."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.merge import Merged, same_content
from scaffold.merge.python.sources import NotComparableError, meaning
from tests.merge.merging import merge, merge_bytes

SOURCE = '''\
#!/usr/bin/env python3
"""What it is.

    Indented.
"""

import os
from a import (
    b,  # why b
    c,
)


# of f
@decorated("x", [1, 2])
async def f(x: int = 0xFF, *, y: str = "it's") -> int:
    """Do it.

    Further.
    """
    del x, y
    for a, b in ((1, 2), (3, 4)):
        if a > 1 and b < 2:  # beside
            return await g({"a": 1, "b": [2, 3]}, "one" "two", f"{a!r:>{b}} and {b}")
        elif a:
            pass
        else:  # otherwise
            raise ValueError("a very long text that says what went wrong") from None
    try:
        value = 1_000
    except (KeyError, OSError) as error:
        print(error)
    finally:
        print(b"bytes", r"raw\\d", u"u")
    match a:
        case [1, *rest] if rest:
            return 2
        case {"k": 1}:
            return 3
    with open("x") as one, open("y") as other:
        return lambda z: (z if z else other, one)


x = """kept
  as it is
"""
'''

# The same in another layout.
LAID_OUT = {
    "another width": lambda: ruff(SOURCE, "line-length=40"),
    "other quotes": lambda: ruff(SOURCE, "format.quote-style='single'"),
    "tabs": lambda: ruff(SOURCE, "format.indent-style='tab'"),
    "another indentation": lambda: ruff(SOURCE, "indent-width=2"),
    "no lists kept on lines of their own": lambda: ruff(
        SOURCE, "format.skip-magic-trailing-comma=true", "line-length=150"
    ),
    "parentheses and a backslash": lambda: SOURCE.replace("del x, y", "del (x, y)").replace(
        "value = 1_000", "value = \\\n            (1000)"
    ),
    "blank lines": lambda: SOURCE.replace("import os\n", "\n\nimport os\n\n") + "\n\n",
    "comments without blanks": lambda: SOURCE.replace("# of f", "#of f ").replace("# be", "#  be"),
    "statements on one line": lambda: SOURCE.replace("elif a:\n            pass", "elif a: pass"),
    "windows": lambda: SOURCE.replace("\n", "\r\n"),
    "no line break at the end": lambda: SOURCE.rstrip("\n"),
}

OTHERWISE = {
    "a value": ("0xFF", "0xFE"),
    "a name": ("decorated", "undecorated"),
    "the type of a value": ("1_000", "1000.0"),
    "a word in a text": ("what went wrong", "what went right"),
    "a blank in a text": ('"one" "two"', '"one " "two"'),
    "a text of several lines": ("  as it is", "   as it is"),
    "bytes": ('b"bytes"', '"bytes"'),
    "a docstring": ("Do it.", "Did it."),
    "the indentation within a docstring": ("    Indented.", "      Indented.\n\n    Less."),
    "a comment": ("# why b", "# why c"),
    "no comment": ("  # beside", ""),
    "a comment at another statement": ("# of f\n", ""),
    "a directive": ("# beside", "# noqa"),
    "the order of imports": ("import os\n", ""),
    "a nesting": ("            return 3\n    with", "            return 3\n        with"),
    "a grouping": ("z if z else other, one", "z if z else (other, one)"),
    "a format": ("{a!r:>{b}}", "{a!r:<{b}}"),
    "a guard": ("if rest", "if not rest"),
    "a shebang": ("#!/usr/bin/env python3", "#!/usr/bin/python3"),
    "what cannot be read": ("import os", "import os os"),
}


def ruff(text: str, *settings: str) -> str:
    """Format a source."""
    program = Path(sys.executable).with_name("ruff")
    options = [part for each in settings for part in ("--config", each)]
    command = [str(program), "format", "--isolated", *options, "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def same(path: str, one: str, other: str) -> bool:
    return same_content(path, one.encode(), other.encode())


@pytest.mark.parametrize("other", LAID_OUT.values(), ids=LAID_OUT.keys())
def test_a_source_in_another_layout_is_the_same(other: Callable[[], str]) -> None:
    assert other() != SOURCE
    assert same("a.py", SOURCE, other())
    assert same("a.pyi", other(), SOURCE)
    assert not same("a.txt", SOURCE, other())


@pytest.mark.parametrize(("old", "new"), OTHERWISE.values(), ids=OTHERWISE.keys())
def test_a_source_that_means_something_else_is_not_the_same(old: str, new: str) -> None:
    assert SOURCE.count(old) == 1
    other = SOURCE.replace(old, new)
    if old == "import os\n":
        other = other.replace(")\n\n\n# of f", ")\nimport os\n\n\n# of f")
    if old == "# of f\n":
        other = other.replace("async def", "# of f\nasync def").replace("@dec", "@dec")
        other = other.replace("    del x, y", "    del x, y\n    # of f")
        other = other.replace("# of f\nasync def", "async def")
    assert not same("a.py", SOURCE, other)


@pytest.mark.parametrize("mark", ["!", ":"])
def test_a_comment_with_a_mark_that_programs_read_is_another_one(mark: str) -> None:
    assert same("a.py", f"x = 1  #{mark} a\n", f"x  = 1  #{mark} a\n")
    assert not same("a.py", f"x = 1  #{mark} a\n", f"x = 1  # {mark} a\n")


def test_contents_that_are_no_texts_are_compared_by_their_bytes() -> None:
    assert same_content("a.py", b"\xff", b"\xff")
    assert not same_content("a.py", b"\xff", b"\xff ")
    assert not same_content("a.py", b"x = 1\0", b"x  = 1\0")
    assert not same_content("a.py", b"x = 1", b"\0")
    assert not same_content("a.yml", b"a: 'b\0'", b"a:  'b\0'")
    assert not same_content("a.toml", b"a = 'b'  #\0", b"a = 'b' #\0")
    assert not same("a.py", "x = 1\ry = 2\n", "x = 1\ry  = 2\n")


@pytest.mark.parametrize(
    "text",
    ["(" * 2000 + ")" * 2000, "x = 1\n  y = 2", "x = '''", "-" * 20_000 + "1", "1" + "+1" * 9000],
    ids=["parentheses", "indentation", "no end", "signs", "a sum"],
)
def test_a_source_that_is_not_read_is_never_the_same(text: str) -> None:
    assert not same("a.py", text, f"{text} ")
    with pytest.raises(NotComparableError):
        meaning(text)


# The path, two texts that say the same, and one that does not.
DOCUMENTS = {
    "toml": (
        *("a.toml", '# c\na = "x"\n[t]\nl = [1, 2]  # d\n'),
        "# c\n\na='x'\n[t]\nl = [\n  1,\n  2,\n]  # d\n",
        [
            '# d\na = "x"\n[t]\nl = [1, 2]  # d\n',
            '# c\na = "y"\n[t]\nl = [1, 2]  # d\n',
            '# c\na = "x"\n[t]\nl = [1, 2]  # e\n',
        ],
    ),
    "toml, dotted": ("a.toml", "[a.b]\nc = 1\n", "[a]\nb.c = 1\n", ["[a.b]\nc = 1.0\n"]),
    "toml, order": ("a.toml", "a = 1\nb = 2\n", "a=1\nb=2\n", ["b = 2\na = 1\n"]),
    "toml, empty table": ("a.toml", "a = 1\n", "a=1\n", ["a = 1\n[b]\n"]),
    "toml, tables": (
        *("a.toml", '[[t]]\nn = "a"\n[[t]]\nn = "b"\nl = [{c = 1}]\n'),
        "[[t]]\nn='a'\n\n[[t]]\nn='b'\nl=[ {c=1}, ]\n",
        ['[[t]]\nn = "a"\nl = [{c = 1}]\n[[t]]\nn = "b"\n'],
    ),
    "yaml": (
        *("a.yml", "a: [x, 'y']  # c\nb:\n  c: 1\n"),
        'a:\n- "x"\n- y  # c\nb: {c: 1}\n',
        ["a: [x, 'y']\nb:\n  c: 1\n", "a: [x, 'y']  # c\nb:\n  c: '1'\n", "a: [x]\n", "a: ["],
    ),
    "yaml, anchors": ("a.yml", "a: &x 1\nb: *x\n", "a:  &x  1\nb: *x\n", ["a: &y 1\nb: *y\n"]),
    "yaml, anchors of lists": ("a.yml", "a: &x [1]\n", "a: &x\n- 1\n", ["a: &y [1]\n", "a: [1]\n"]),
    "yaml, anchors of values": ("a.yml", "a: &x 1\n", "a:  &x   1\n", ["a: &y 1\n", "a: 1\n"]),
    "yaml, tags of values": ("a.yml", "a: !!str 1\n", "a:  !!str   1\n", ["a: '1'\n"]),
    "yaml, texts that look like comments": (
        *("a.yml", "a: 'x #y'\nb: 1\n", 'a: "x #y"\nb: 1\n'),
        ["a: 'x #z'\nb: 1\n", "a: 'x #y'\n#y\nb: 1\n"],
    ),
    "yaml, tags": ("a.yml", "a: !x {b: c}\n", "a: !x\n  b: c\n", ["a: !y {b: c}\n", "a: {b: c}\n"]),
    "yaml, documents": ("a.yml", "a: 1\n---\nb: 2\n", "a:  1\n---\nb:  2\n", ["a: 1\n---\nb: 3\n"]),
    "json": (
        *("a.json", '{"a": [1, 2], "b": "é"}\n'),
        '{\n  "a": [\n    1,\n    2\n  ],\n  "b": "\\u00e9"\n}\n',
        ['{"a": [1, 2.0], "b": "é"}\n', '{"a": [1], "b": "é"}\n', '{"b": "é", "a": [1, 2]}\n'],
    ),
    "json with comments": (
        *("tsconfig.json", '{"a": 1, // c\n"b": {}}\n', '{\n  "a": 1,   // c\n  "b": {},\n}\n'),
        ['{"a": 1, // d\n"b": {}}\n', '{"a": 1, /* c */\n"b": {}}\n'],
    ),
    "ini": ("a.cfg", "[a]\nb = 1\n# c\n", "[a]\nb=1\n\n# c\n", ["[a]\nb = 1\n# d\n"]),
}


@pytest.mark.parametrize(
    ("path", "one", "other", "others"), DOCUMENTS.values(), ids=DOCUMENTS.keys()
)
def test_documents_are_the_same_if_values_comments_and_their_order_are(
    path: str, one: str, other: str, others: list[str]
) -> None:
    assert same(path, one, other)
    assert same(path, other, one)
    assert not any(same(path, one, each) or same(path, other, each) for each in others)


TAKEN = "you only changed the formatting: the template version was taken, run your formatter"


def test_a_source_that_you_only_formatted_becomes_the_templates() -> None:
    ours, theirs = ruff(SOURCE, "line-length=50"), SOURCE.replace("1_000", "2_000")
    merged = merge_bytes("a.py", SOURCE.encode(), ours.encode(), theirs.encode())
    assert merged == Merged(theirs.encode(), (), (TAKEN,))
    windows = merge_bytes(
        "a.py", SOURCE.encode(), ours.replace("\n", "\r\n").encode(), theirs.encode()
    )
    assert windows == Merged(theirs.replace("\n", "\r\n").encode(), (), (TAKEN,))


def test_a_source_that_the_template_only_formatted_stays_yours() -> None:
    ours, theirs = SOURCE.replace("1_000", "2_000"), ruff(SOURCE, "line-length=50")
    assert merge("a.py", SOURCE, ours, theirs) == (ours, ())
    assert merge("a.py", SOURCE, ours, ruff(ours, "line-length=50")) == (ours, ())


BASE = '''\
def f(a, b):
    first = call("one", a)

    # between
    second = call("two", b)
    return [first, second]


def g(values):
    """Add.

    All of them.
    """
    text = """x
    y"""
    return sum(values, start=0), "a long text", "another text", text
'''
ADDED = """\
    if not values:
        # nothing
        return (
            0
        )
    return sum"""
THEIRS = BASE.replace('"two", b)', '"two", b, c)').replace("    return sum", ADDED)


@pytest.mark.parametrize("indent", ["  ", "\t", "        "])
def test_edits_on_both_sides_merge_in_your_layout(indent: str) -> None:
    laid_out = BASE.replace("    ", indent).replace('"', "'").replace("'''", '"""')
    laid_out = laid_out.replace("x\n" + indent, "x\n    ")
    ours = laid_out.replace("'one', a", "'mine', a")
    merged, conflicts = merge("a.py", BASE, ours, THEIRS)
    added = "".join(f"{line}\n" for line in ADDED.splitlines()).replace("    ", indent)
    expected = ours.replace(
        f"{indent}second = call('two', b)", f'{indent}second = call("two", b, c)'
    ).replace(f"{indent}return sum", added.removesuffix("\n"))
    assert merged == expected
    assert not conflicts


def test_every_kind_of_statement_merges_in_your_layout() -> None:
    base = SOURCE + "\n\n...\n1\nclass K(A, metaclass=M): ...\n"
    mine = base.replace("1_000", "2_000")
    new = base.replace("print(error)", "print(error, a)")
    ours = ruff(mine, "line-length=50", "format.indent-style='tab'")
    merged, conflicts = merge("a.py", base, ours, new)
    assert conflicts == ()
    assert meaning(merged) == meaning(new.replace("1_000", "2_000"))
    assert merged == ours.replace("print(error)", "print(error, a)")


# What only the template changes, apart from the line that both change.
ARRIVING = {
    **{name: OTHERWISE[name] for name in OTHERWISE if OTHERWISE[name][1]},
    "an argument of a decorator": ('"x", [1, 2]', '"y", [1, 2]'),
    "a case": ('{"k": 1}', '{"k": 2}'),
    "a default": ('"it\'s"', '"its"'),
    "another comment": ("# otherwise", "# why"),
}
for name in ("the type of a value", "a nesting", "what cannot be read"):
    del ARRIVING[name]


@pytest.mark.parametrize(("old", "new"), ARRIVING.values(), ids=ARRIVING.keys())
def test_an_edit_of_the_template_arrives_in_your_layout(old: str, new: str) -> None:
    assert SOURCE.count(old) == 1
    theirs, mine = SOURCE.replace(old, new), SOURCE.replace("1_000", "2_000")
    ours = ruff(mine, "format.quote-style='single'", "format.indent-style='tab'")
    merged, conflicts = merge("a.py", SOURCE, ours, theirs)
    assert conflicts == ()
    assert meaning(merged) == meaning(mine.replace(old, new))
    assert len(set(ours.split("\n")) - set(merged.split("\n"))) <= 6  # The rest stays yours.


def test_a_statement_that_both_edited_is_the_only_conflict() -> None:
    ours = BASE.replace('"', "'").replace("'''", '"""').replace("'two', b", "'two', mine")
    merged, conflicts = merge("a.py", BASE, ours, THEIRS)
    assert conflicts == ("line 5: you and the template changed the same lines",)
    assert merged == ours.replace(
        "    second = call('two', mine)\n",
        "<<<<<<< yours\n    second = call('two', mine)\n||||||| base\n"
        '    second = call("two", b)\n=======\n    second = call("two", b, c)\n'
        ">>>>>>> template 0.2.0\n",
    ).replace("    return sum", ADDED)


def test_what_both_added_in_another_layout_is_there_once() -> None:
    base = "a = 1\n\n# m\nb = 2\n"
    ours = "a = 3\n\n# m\nb = 2\nx = {'k': 1}\nx = {'k': 1}\n"
    theirs = 'a = 1\n\n# m\nb = 2\nx = {"k": 1}\nx = {"k": 1}\n'
    assert merge("a.py", base, ours, theirs) == (ours, ())


def test_sources_of_another_version_of_python_merge_by_lines() -> None:
    base, ours = "print 'a'\nx = 1\ny = 2\n", "print 'a'\nx = 3\ny = 2\n"
    merged, conflicts = merge("a.py", base, ours, "print 'a'\nx = 4\ny = 2\n")
    assert conflicts == ("line 2: you and the template changed the same lines",)
    assert merged.count("<<<<<<< yours") == 1


def test_a_document_that_you_only_formatted_takes_what_does_not_fit_its_layout() -> None:
    base, ours = "a:\n  b: 1\n", "a: {b: 1}\n"
    merged = merge_bytes("a.yml", base.encode(), ours.encode(), b"a:\n  b: 1\n  c:\n    d: 1\n")
    assert merged == Merged(b"a:\n  b: 1\n  c:\n    d: 1\n", (), (TAKEN,))
    assert merge("a.yml", base, ours, "a:\n  b: 2\n") == ("a: {b: 2}\n", ())


def test_the_first_statement_keeps_your_layout_beside_edits_of_both() -> None:
    end = "\n\n\n"  # Blank lines stay, too.
    base, ours = f"x = [1]\ny = 1\nz = 1{end}", f"x = [ 1 ]\ny = 1\nz = 2{end}"
    assert merge("a.py", base, ours, base.replace("y = 1", "y = 2")) == (
        f"x = [ 1 ]\ny = 2\nz = 2{end}",
        (),
    )


def test_a_statement_that_leaves_its_block_leaves_it_in_your_layout_too() -> None:
    base = "if a:\n    if b:\n        f()\n        g()\n"
    theirs = "if a:\n    if b:\n        f()\n    g()\n"
    ours = f"import os\n\n{base.replace('    ', '  ')}"
    assert merge("a.py", base, ours, theirs) == (f"import os\n\n{theirs.replace('    ', '  ')}", ())


def test_a_new_comment_beside_a_statement_in_another_layout_arrives() -> None:
    base, ours = "x = [1]  # one\ny = 1\nz = 1\n", "x = [ 1 ]  # one\ny = 1\nz = 2\n"
    merged, conflicts = merge("a.py", base, ours, base.replace("one", "two"))
    assert (merged, conflicts) == ("x = [1]  # two\ny = 1\nz = 2\n", ())


def test_texts_of_several_lines_stay_as_they_are_where_their_statement_is_indented_anew() -> None:
    base = "def f():\n    return 1\n"
    added = 'def g():\n    return """\n    one\n        two\n    three\n    """\n'
    ours = f"import os\n\n\n{base.replace('    ', '  ')}"
    merged, conflicts = merge("a.py", base, ours, f"{base}\n\n{added}")
    wanted = 'def g():\n  return """\n    one\n        two\n    three\n    """\n'
    assert (merged, conflicts) == (f"{ours}\n\n{wanted}", ())
