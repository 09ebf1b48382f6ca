"""Where the parts of a document stand in its text, and what is said of a text that is none."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from scaffold.merge.edit.form import UnreadableError
from scaffold.merge.edit.nodes import Node
from scaffold.merge.formats import ini, json, line_lists, yaml
from scaffold.merge.formats.registry import format_of
from scaffold.merge.formats.toml import toml_statements
from scaffold.merge.structure.values import IGNORED, REQUIRED, Value

INI = """\
root = 1

[a]
  ; note
  x : one
y =
    b
    c ; d
z = 1
  2

  3
flag
empty =
[none]
"""
PLAIN = "root = true\n[*]\n  x = one\n  y = 2\n"
JSON = """\
// of all
{ "a" : [1, -2.5e3 ,"x\\"]"], /* b */ "b":{}, "c": {"d": null,},
}
"""
YAML = """\
a: [x, {y: z}]
b:
- 1  # one
-   c: |
      d

  # e
f: "g"  # h
? [k]
: v
n:
z: !t w
"""
REQUIREMENTS = """\
# of all
a>=1  # of a
  b==1 \\
    --hash=x \\
    --hash=y  # z

-r other.txt
c\\
"""
IGNORED_PATHS = "# of all\n*.pyc  \n /x # y\n#z\n\n!a"
TOML = """\
# a
x = 1 # b
"y z".w = "a # b" #c
[ t . u ] # d
l = [ 1, # e
  [2,], "]" ,
]
m = {a.b = 1, "c" = {}}
d = 1979-05-27 07:32:00  # f
s = \"\"\"
a\\"\"\"b\"\"\"\"  # g
q = '''
'''
r = '#'
[[v]]
[v.x]
[[v]]
k=true"""

Find = Callable[[str], Node]
plain: Find = partial(ini.parse, goes_on=False)

# The finder, a text, what it holds, and each entry with its value, as they stand there.
DOCUMENTS: dict[str, tuple[Find, str, Value, list[tuple[str, str]]]] = {
    "ini": (
        *(ini.parse, INI),
        {
            "root": "1",
            "[a]": {"x": "one", "y": ["b", "c ; d"], "z": "1\n2\n3", "flag": "", "empty": ""},
            "[none]": {},
        },
        [
            ("root = 1", "1"),
            (INI[10:-8], INI[10:-8]),
            ("x : one", "one"),
            ("y =\n    b\n    c ; d", "\n    b\n    c ; d"),
            ("b", "b"),
            ("c ; d", "c ; d"),
            ("z = 1\n  2\n\n  3", "1\n  2\n\n  3"),
            ("flag", ""),
            ("empty =", ""),
            ("[none]", "[none]"),
        ],
    ),
    "ini with indented options": (
        *(plain, PLAIN, {"root": "true", "[*]": {"x": "one", "y": "2"}}),
        [
            ("root = true", "true"),
            ("[*]\n  x = one\n  y = 2", "[*]\n  x = one\n  y = 2"),
            ("x = one", "one"),
            ("y = 2", "2"),
        ],
    ),
    "json": (
        *(json.parse, JSON, {"a": [1, -2500.0, 'x"]'], "b": {}, "c": {"d": None}}),
        [
            ('"a" : [1, -2.5e3 ,"x\\"]"]', '[1, -2.5e3 ,"x\\"]"]'),
            ("1", "1"),
            ("-2.5e3", "-2.5e3"),
            ('"x\\"]"', '"x\\"]"'),
            ('"b":{}', "{}"),
            ('"c": {"d": null,}', '{"d": null,}'),
            ('"d": null', "null"),
        ],
    ),
    "yaml": (
        *(yaml.parse, YAML),
        {
            "a": ["x", {"y": "z"}],
            "b": [yaml.Scalar("tag:yaml.org,2002:int", "1"), {"c": "d\n"}],
            "f": "g",
            "[k]": "v",
            "n": yaml.Scalar("tag:yaml.org,2002:null", ""),
            "z": yaml.Scalar("!t", "w"),
        },
        [
            ("a: [x, {y: z}]", "[x, {y: z}]"),
            ("x", "x"),
            ("{y: z}", "{y: z}"),
            ("y: z", "z"),
            ("b:\n- 1  # one\n-   c: |\n      d", "- 1  # one\n-   c: |\n      d"),
            ("- 1", "1"),
            ("-   c: |\n      d", "c: |\n      d"),
            ("c: |\n      d", "|\n      d"),
            ('f: "g"', '"g"'),
            ("[k]\n: v", "v"),
            ("n:", ""),
            ("z: !t w", "!t w"),
        ],
    ),
    "requirements": (
        *(line_lists.requirements, REQUIREMENTS),
        {REQUIRED: ["a>=1", "b==1 --hash=x --hash=y", "-r other.txt", "c\\"]},
        [
            (REQUIREMENTS, REQUIREMENTS),
            ("a>=1", "a>=1"),
            ("b==1 \\\n    --hash=x \\\n    --hash=y", "b==1 \\\n    --hash=x \\\n    --hash=y"),
            ("-r other.txt", "-r other.txt"),
            ("c\\", "c\\"),
        ],
    ),
    "ignored paths": (
        *(line_lists.ignored, IGNORED_PATHS, {IGNORED: ["*.pyc", " /x # y", "!a"]}),
        [
            (IGNORED_PATHS, IGNORED_PATHS),
            ("*.pyc  ", "*.pyc  "),
            (" /x # y", " /x # y"),
            ("!a", "!a"),
        ],
    ),
}


def entries(text: str, node: Node) -> Iterator[tuple[str, str]]:
    """Yield the text of each entry below a node, and the text of its value."""
    for entry in node.entries:
        yield text[entry.start : entry.end], text[entry.node.start : entry.node.end]
        yield from entries(text, entry.node)


def check_values(node: Node) -> None:
    """Check that a container holds what its entries hold."""
    held = [entry.node.value for entry in node.entries]
    if isinstance(node.value, dict):
        assert node.value == dict(zip((entry.key for entry in node.entries), held, strict=True))
    elif node.entries:
        assert node.value == held
    for entry in node.entries:
        check_values(entry.node)


@pytest.mark.parametrize(
    ("find", "text", "value", "parts"), DOCUMENTS.values(), ids=DOCUMENTS.keys()
)
def test_each_part_of_a_document_stands_where_its_node_says(
    find: Find, text: str, value: Value, parts: list[tuple[str, str]]
) -> None:
    root = find(text)
    assert root.value == value
    assert list(entries(text, root)) == parts
    check_values(root)


def test_a_container_is_known_by_its_brackets() -> None:
    inline = [json.parse("[1]"), json.parse("{}"), yaml.parse("[1]"), yaml.parse("{}")]
    assert all(node.flow for node in inline)
    assert not any(node.flow for node in (json.parse("1"), yaml.parse("- 1"), yaml.parse("a: 1")))
    assert not ini.parse("[a]").flow


def test_the_whole_document_ends_where_its_last_part_does() -> None:
    assert [(node.start, node.end) for node in (ini.parse(INI), yaml.parse(YAML))] == [
        (0, len(INI) - 1),
        (0, len(YAML) - 1),
    ]
    start = JSON.index("{")
    assert (json.parse(JSON).start, json.parse(JSON).end) == (start, len(JSON) - 1)


def test_each_statement_of_a_toml_text_has_a_path_and_a_place() -> None:
    found = [
        (statement.path, TOML[statement.start : statement.end], statement.section)
        for statement in toml_statements.statements(TOML)
    ]
    section = ("t", "u")
    assert found == [
        (("x",), "x = 1", ()),
        (("y z", "w"), '"y z".w = "a # b"', ()),
        (section, "[ t . u ]", section),
        ((*section, "l"), 'l = [ 1, # e\n  [2,], "]" ,\n]', section),
        ((*section, "m"), 'm = {a.b = 1, "c" = {}}', section),
        ((*section, "d"), "d = 1979-05-27 07:32:00", section),
        ((*section, "s"), 's = """\na\\"""b""""', section),
        ((*section, "q"), "q = '''\n'''", section),
        ((*section, "r"), "r = '#'", section),
        (("v", 0), "[[v]]", ("v", 0)),
        (("v", 0, "x"), "[v.x]", ("v", 0, "x")),
        (("v", 1), "[[v]]", ("v", 1)),
        (("v", 1, "k"), "k=true", ("v", 1)),
    ]


def test_each_value_of_a_toml_text_stands_where_its_node_says() -> None:
    nodes = [statement.node for statement in toml_statements.statements(TOML) if statement.node]
    assert [node.flow for node in nodes].count(True) == 2
    assert [part for node in nodes for part in entries(TOML, node)] == [
        ("1", "1"),
        ("[2,]", "[2,]"),
        ("2", "2"),
        ('"]"', '"]"'),
        ("a.b = 1", "1"),
        ('"c" = {}', "{}"),
    ]
    table = nodes[3]
    assert [entry.key for entry in table.entries] == [("a", "b"), "c"]
    held = toml_statements.load(TOML)["t"]["u"]
    assert [node.value for node in nodes[2:8]] == list(held.values())


UNREADABLE = [
    ("a.json", '{"a": 1,\n"a": 2}', "line 1: duplicate key"),
    ("a.json", '{\n"a" 1\n}', "line 2: unexpected text"),
    ("a.json", '{\n"a": 1\n"b": 2\n\n}', "line 3: unexpected text"),
    ("a.json", "[1]\nx\n", "line 2: unexpected text"),
    ("a.json", "\n\n[01\n]", "line 3: unexpected text"),
    ("a.json", "{1: 2\n}", "line 1: unexpected text"),
    ("a.json", "[\n\na\n]", "line 3: unexpected text"),
    ("a.json", "\n", "line 2: unexpected text"),
    ("a.json", "[1,]", "Expecting value: line 1 column 4 (char 3)"),
    ("a.json", "[" * 3000, "it is nested too deeply"),
    (".vscode/a.json", "[,\n]", "line 1: unexpected text"),
    ("setup.cfg", "a = 1\n[x]\n= 1\n", "line 3: neither a section nor an option"),
    ("setup.cfg", "a = 1\na = 1\n", "duplicate section or option"),
    ("a.yml", "a: 1\nb:\n  c: 1\n  c: 2\n", "line 3: duplicate key"),
    (
        *("a.yml", "a: *b"),
        'no anchor b in "<unicode string>", line 1, column 4: a: *b ^',
    ),
    ("a.toml", "a = 1\n= 2\n", "Invalid statement (at line 2, column 1)"),
]


@pytest.mark.parametrize(("path", "text", "said"), UNREADABLE)
def test_a_text_that_is_no_document_says_where_and_why(path: str, text: str, said: str) -> None:
    form = format_of(path)
    assert form
    with pytest.raises(UnreadableError) as raised:
        form.load(text)
    assert str(raised.value) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [("a = 1\n= 2\n", "line 2: no key"), ("a = 1\nb =\nc = 1\n", "line 2: no value")],
)
def test_a_toml_text_that_nobody_checked_before_has_no_statements(text: str, said: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        toml_statements.statements(text)
    assert str(raised.value) == said
