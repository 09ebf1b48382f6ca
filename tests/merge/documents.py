"""Random documents, random edits of them, and the ways in which they can be written."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]
Written = Callable[[Document], str]

BOOLEANS = st.booleans()
KEYS = st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon", "zeta"])
WORDS = st.sampled_from(["one", "two words", "three: 3", "four # 4", "", "5", "true", "sïx", "'7"])
SCALARS = st.one_of(WORDS, st.integers(0, 99), st.booleans())
NAMES = st.sampled_from(["pandas", "torch", "numpy", "Scikit_Learn", "jinja2", "rich", "typer"])
VERSIONS = st.sampled_from(
    ["", ">=1", ">=2.2", "==3.0", "[extra]>=4,<5", '; python_version<"3.12"']
)
REQUIREMENTS = st.lists(
    st.builds(lambda name, version: name + version, NAMES, VERSIONS),
    max_size=5,
    unique_by=lambda text: text.split(">")[0].split("=")[0].split("[")[0].split(";")[0],
)
TABLES = st.lists(
    st.fixed_dictionaries({"name": NAMES}, optional={"with": SCALARS, "args": st.lists(WORDS)}),
    min_size=1,
    max_size=4,
    unique_by=lambda table: str(table["name"]),
)
LEAVES: st.SearchStrategy[Any] = st.one_of(SCALARS, st.lists(SCALARS, max_size=4), st.builds(dict))
VALUES = st.recursive(LEAVES, lambda inner: st.dictionaries(KEYS, inner, max_size=4), max_leaves=6)
DOCUMENTS: st.SearchStrategy[Document] = st.fixed_dictionaries(
    {},
    optional={
        "project": st.fixed_dictionaries({"dependencies": REQUIREMENTS}, optional={"name": WORDS}),
        "tool": st.dictionaries(KEYS, VALUES, max_size=4),
        "steps": TABLES,
        "count": SCALARS,
    },
)


@dataclass(frozen=True, slots=True)
class Triple:
    """A document of the template's, its owner's and the template's next."""

    base: str
    ours: str
    theirs: str


@st.composite
def edited(draw: st.DrawFn, document: Document) -> Document:
    """Return a document after a few random edits."""
    copy = deepcopy(document)
    for _ in range(draw(st.integers(0, 3))):
        _edit(draw, copy, depth=0)
    return copy


def _edit(draw: st.DrawFn, held: Any, depth: int) -> None:
    if isinstance(held, dict):
        _edit_mapping(draw, held, depth)
    elif isinstance(held, list):
        _edit_list(draw, held, depth)


def _edit_mapping(draw: st.DrawFn, held: Document, depth: int) -> None:
    action = draw(st.sampled_from(["inside", "inside", "inside", "set", "remove"]))
    inner = [key for key in held if isinstance(held[key], dict | list)]
    if action == "inside" and inner:
        _edit(draw, held[draw(st.sampled_from(inner))], depth + 1)
    elif action == "remove" and held:
        del held[draw(st.sampled_from(list(held)))]
    elif depth:
        held[draw(KEYS)] = draw(VALUES)
    else:
        held.update(draw(DOCUMENTS))


def _edit_list(draw: st.DrawFn, held: list[Any], depth: int) -> None:
    tables: list[Document] = [item for item in held if isinstance(item, dict)]
    inside, fewer = draw(BOOLEANS), draw(BOOLEANS)
    if tables and inside:
        _edit_mapping(draw, draw(st.sampled_from(tables)), depth)
    elif held and fewer:
        del held[draw(st.integers(0, len(held) - 1))]
    else:
        item: Any = {"name": draw(KEYS)} if tables else draw(KEYS)
        held.insert(draw(st.integers(0, len(held))), item)


@st.composite
def triples(draw: st.DrawFn, written: Written) -> Triple:
    """Return three versions of a random document, as texts, with comments by their owner."""
    base = draw(DOCUMENTS)
    ours, theirs = draw(edited(base)), draw(edited(base))
    return Triple(written(base), draw(commented(written(ours))), written(theirs))


@st.composite
def commented(draw: st.DrawFn, text: str) -> str:
    """Return a text with comments of its owner's between its lines, where the format has them."""
    if text.startswith(("{", "[]")) or draw(st.booleans()):
        return text
    lines = text.splitlines()
    for number in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(lines)))
        margin = lines[at][: len(lines[at]) - len(lines[at].lstrip())] if at < len(lines) else ""
        lines.insert(at, f"{margin}# mine {number}")
    return "\n".join(lines) + "\n"


def as_json(document: Document) -> str:
    """Write a document as JSON, as package managers do."""
    return json.dumps(document, indent=2) + "\n"


def as_toml(document: Document) -> str:
    """Write a document as TOML, with tables, arrays of tables and arrays on lines of their own."""
    lines: list[str] = []
    _toml_table(document, (), lines)
    return "\n".join(lines) + "\n" if lines else ""


def _toml_table(table: Document, path: tuple[str, ...], lines: list[str]) -> None:
    for key, value in table.items():
        if not isinstance(value, dict) and not _is_tables(value):
            lines.append(f"{key} = {_toml_value(value)}")
    for key, value in table.items():
        name = ".".join((*path, key))
        if isinstance(value, dict):
            lines.extend(["", f"[{name}]"])
            _toml_table(value, (*path, key), lines)
        for item in value if _is_tables(value) else []:
            lines.extend(["", f"[[{name}]]"])
            _toml_table(item, (*path, key), lines)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(i, dict) for i in value)


def _toml_value(value: Any) -> str:
    if isinstance(value, list) and len(value) > 1:
        return "[\n" + "".join(f"  {_toml_value(item)},\n" for item in value) + "]"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def as_yaml(document: Document) -> str:
    """Write a document as YAML in block style, as people write workflows."""
    lines = _yaml_lines(document)
    return "\n".join(lines) + "\n"


def _yaml_lines(value: Any) -> list[str]:
    if isinstance(value, dict) and value:
        return [line for key, held in value.items() for line in _yaml_entry(f"{key}:", held)]
    if isinstance(value, list) and value:
        return [line for held in value for line in _yaml_item(held)]
    return [json.dumps(value, ensure_ascii=False)]


def _yaml_entry(head: str, held: Any) -> list[str]:
    if isinstance(held, dict | list) and held:
        return [head, *(f"  {line}" for line in _yaml_lines(held))]
    return [f"{head} {_yaml_lines(held)[0]}"]


def _yaml_item(held: Any) -> list[str]:
    first, *others = _yaml_lines(held)
    return [f"- {first}", *(f"  {line}" for line in others)]


def as_ini(document: Document) -> str:
    """Write what of a document INI can hold: sections of words and of lists of words."""
    lines = []
    for section, held in document.items():
        lines.append(f"[{section}]")
        for key, value in held.items() if isinstance(held, dict) else [("value", held)]:
            words = value if isinstance(value, list) else [value]
            texts = [" ".join(str(word).split()) or "empty" for word in map(_plain, words)]
            is_list = isinstance(value, list) and value
            lines.append(f"{key} =" if is_list else f"{key} = {texts[0] if texts else 'none'}")
            lines.extend(f"    {text}" for text in texts if is_list)
    return "\n".join(lines) + "\n" if lines else ""


def _plain(value: Any) -> str:
    text = json.dumps(value) if isinstance(value, dict | list) else str(value)
    return text.replace("#", "-").replace("[", "(").replace("{", "(")


def as_requirements(document: Document) -> str:
    """Write the dependencies of a document as a requirements file."""
    lines = document.get("project", {}).get("dependencies", [])
    return "".join(f"{line}\n" for line in lines)


def as_ignored(document: Document) -> str:
    """Write the keys of a document as an ignore file."""
    names = [*document.get("tool", {}), *document]
    return "".join(f"{name}/\n" for name in names)


def _odd(*rows: str) -> st.SearchStrategy[str]:
    """Return a choice among values, of which each row has some between broken bars."""
    return st.sampled_from([value for row in rows for value in row.split("¦")])


ODD_VALUES = {
    "pyproject.toml": _odd(
        "1¦1.5¦inf¦-nan¦1979-05-27¦07:32:00¦1979-05-27T07:32:00Z¦true¦[]¦{}¦[1, [2, {}]]¦{a = 1}",
        '"a\\u0007b\\u202e"¦"""x\ny"""¦[{a = 1979-05-27}, {a = 2}]¦[[1], [1]]¦[{a = {}}]',
        f"0x{'f' * 30}¦0x{'f' * 4000}",
    ),
    ".github/workflows/ci.yml": _odd(
        "1¦1.5¦.inf¦2001-12-14¦2001-12-14t21:59:43.10-05:00¦yes¦~¦¦!t w¦!!binary aGk=¦&x 1¦&y [1]",
        '"a\\x07\\u202e"¦|\n    x\n    y¦[]¦{}¦[1, [2, {}]]¦{a: 1}¦{1: x, ~: y}¦!u {a: 1}',
        "[{target: 80}, {target: 81}]¦[[1], [1]]¦[{a: {}}]¦{? [k] : v}¦[~, ~]¦[true, 1, 1.0]",
        "9" * 4400,
    ),
    "package.json": _odd(
        '1¦1.5¦-1e400¦NaN¦true¦null¦"a\\u0007\\u202e"¦"\\ud800"¦[]¦{}¦[1, [2, {}]]¦{"a": 1}',
        '[{"t": 80}, {"t": 81}]¦[[1], [1]]¦[null, null]¦"x\\ny"¦[{"id": 1}, {"id": 1}]',
        '{"\\u0007": {"\\n": 1}}¦' + "9" * 4400,
    ),
    "setup.cfg": _odd("1¦¦\n  a\n  b¦a\x07b¦a\u202e¦x\n  y¦[z]"),
    "requirements.txt": _odd("1¦>=1¦==1 \\\n  --hash=x¦\x07¦[e]¦@ u"),
    ".gitignore": _odd("1¦/¦/*.\x07¦ # b¦\u202e¦!¦\\ "),
}
ODD_LINES = {
    "pyproject.toml": "{} = {}",
    ".github/workflows/ci.yml": "{}: {}",
    "package.json": '"{}": {}',
    "setup.cfg": "{} = {}",
}


@st.composite
def odd_texts(draw: st.DrawFn, path: str) -> str:
    """Return a document of unusual values, nested in a list or a table now and then."""
    keys = draw(st.lists(st.sampled_from("abcd"), unique=True, max_size=4))
    lines = [ODD_LINES.get(path, "{}{}").format(key, draw(ODD_VALUES[path])) for key in keys]
    if path == "package.json":
        return "{" + ",\n".join(lines) + "}\n"
    return "".join(f"{line}\n" for line in lines)


@st.composite
def swapped_tables(draw: st.DrawFn) -> Document:
    """Return a document of one list of tables, each with a name and perhaps more."""
    names = draw(st.lists(KEYS, min_size=1, max_size=4, unique=True))
    values = st.one_of(SCALARS, st.lists(WORDS, min_size=1, max_size=2))
    tables = [{"name": name, **draw(st.dictionaries(KEYS, values, max_size=1))} for name in names]
    return {"steps": tables}


def replacements(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield what goes and what comes in its place, by comparing two lists of names."""
    for _, start, end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        gone = [name for name in old[start:end] if name not in new]
        come = [name for name in new[new_start:new_end] if name not in old]
        if gone and come:
            yield gone, come
