"""One change to the text of a document, to the byte: what comes, what goes, and what is left."""

import pytest

from scaffold.merge.edit.batches import Spans
from tests.merge.merging import edit, rounds

TOML, JSON, COMMENTED, YAML = "a.toml", "a.json", ".vscode/settings.json", "a.yml"
LINES, PATHS, INI = "requirements.txt", ".gitignore", "setup.cfg"

SETTINGS = '{\n  "a": 1, // of a\n  // of b\n  "b": 2, // beside\n  "c": [1, 2]\n}\n'
MIXED = 'l = [\n  "a",  # of a\n  "b", "c",\n  "d"\n]\n'
TABLES = '[[t]]\nname = "x"\n\n[[t]]\nname = "y"\nv = 2\n'
KEYS = "a: 1\n\n# of b\nb:\n  c: 1  # beside\n\n# of d\nd: 2\n"
ITEMS = "l:\n- a\n- id: b\n  c: 2\n- d\n"

# The format, the owner's text, the template's new one, and what the owner's becomes.
GOES = {
    "the first item of a line": (JSON, '["a", "b", "c"]', '["b", "c"]', '["b", "c"]'),
    "the middle item of a line": (JSON, '["a", "b", "c"]', '["a", "c"]', '["a", "c"]'),
    "the last item of a line": (JSON, '["a", "b", "c"]', '["a", "b"]', '["a", "b"]'),
    "the last item before a last comma": (TOML, "l = [1, 2, ]", "l = [1]", "l = [1, ]"),
    "an only item with its comma": (TOML, "l.m = [1 , ]\n", "l.m = [2]\n", "l.m = [2 , ]\n"),
    "an entry with the comments above and beside it": (
        *(COMMENTED, SETTINGS, '{\n  "a": 1,\n  "c": [1, 2]\n}\n'),
        '{\n  "a": 1, // of a\n  "c": [1, 2]\n}\n',
    ),
    "a last entry, and the comma before the comment above it": (
        *(COMMENTED, SETTINGS, '{\n  "a": 1,\n  "b": 2\n}\n'),
        '{\n  "a": 1, // of a\n  // of b\n  "b": 2 // beside\n}\n',
    ),
    "the first entry of an object": (
        *(COMMENTED, SETTINGS, '{"b": 2, "c": [1, 2]}'),
        '{\n  // of b\n  "b": 2, // beside\n  "c": [1, 2]\n}\n',
    ),
    "an item alone on its line": (TOML, MIXED, 'l = ["b", "c", "d"]', MIXED[:6] + MIXED[21:]),
    "an item at the start of a line": (
        *(TOML, MIXED, 'l = ["a", "c", "d"]'),
        'l = [\n  "a",  # of a\n  "c",\n  "d"\n]\n',
    ),
    "an item at the end of a line": (
        *(TOML, MIXED, 'l = ["a", "b", "d"]'),
        'l = [\n  "a",  # of a\n  "b", "d"\n]\n',
    ),
    "the last item of several lines": (
        *(TOML, MIXED, 'l = ["a", "b", "c"]'),
        'l = [\n  "a",  # of a\n  "b", "c"\n]\n',
    ),
    "the first table of several": (
        *(TOML, TABLES, '[[t]]\nname = "y"\nv = 2\n'),
        '\n[[t]]\nname = "y"\nv = 2\n',
    ),
    "a table with its parts, wherever they stand": (
        *(TOML, "[a]\nb = 1\n[a.c]\n[x]\n[a.d]\ne = 1\n", "[x]\n", "[x]\n"),
    ),
    "a key of a table, with its comment": (
        *(TOML, "[t]\n# of a\na = 1\nb = 2\n", "[t]\nb = 2\n", "[t]\nb = 2\n"),
    ),
    "an item of a list, with its comment": (
        *(TOML, "l = [\n  # of a\n  1,\n  2,\n]\n", "l = [2]\n", "l = [\n  2,\n]\n"),
    ),
    "a requirement with its comment": (LINES, "# of a\na\nb\n", "b\n", "b\n"),
    "a requirement of several lines": (
        *(LINES, "a\n# of b\n  b==1 \\\n    --hash=x  # beside\nc\n", "a\nc\n", "a\nc\n"),
    ),
    "an ignored path with its comment": (PATHS, "a\n# of b\nb\n", "a\n", "a\n"),
    "an option with its comment": (
        INI,
        "[x]\n; of a\na = 1\nb = 2\n",
        "[x]\nb = 2\n",
        "[x]\nb = 2\n",
    ),
    "an option of several lines": (INI, "[x]\na = 1\n  2\nb = 2\n", "[x]\nb = 2\n", "[x]\nb = 2\n"),
    "a section, and a line of an option": (
        *(INI, "[x]\na =\n  b\n  c\n[y]\nq = 1\n", "[x]\na =\n    c\n", "[x]\na =\n  c\n"),
    ),
    "a key with the comment of the template's above it": (
        *(YAML, KEYS, "a: 1\nd: 2\n"),
        "a: 1\n\n# of d\nd: 2\n",
    ),
    "the first key": (YAML, KEYS, "b: {c: 1}\nd: 2\n", KEYS.removeprefix("a: 1\n")),
    "the last key": (YAML, KEYS, "a: 1\nb: {c: 1}\n", "a: 1\n\n# of b\nb:\n  c: 1  # beside\n"),
    "keys in a row between blank lines": (
        *(YAML, "a: 1\n\nb: 2\nc: 3\n\nd: 4\n", "a: 1\nd: 4\n"),
        "a: 1\n\nd: 4\n",
    ),
    "keys with a blank line between them": (
        *(YAML, "a: 1\n\nb: 2\n\nc: 3\nd: 4\n", "a: 1\nd: 4\n"),
        "a: 1\n\nd: 4\n",
    ),
    "a key below a comment that is not its own": (
        *(YAML, "a: 1\n# of a\n\nb: 2\nc: 3\n", "a: 1\nc: 3\n", "a: 1\n# of a\n\nc: 3\n"),
    ),
    "a key between blank lines below a comment that is not its own": (
        *(YAML, "a: 1\n# of a\n\nb: 2\n\nc: 3\n", "a: 1\nc: 3\n", "a: 1\n# of a\n\nc: 3\n"),
    ),
    "a key that shares its line with a bullet": (
        *(YAML, "l:\n- a: 0\n  id: x\n", "l: [id: x]\n", "l:\n- id: x\n"),
    ),
    "the first item of a block": (YAML, ITEMS, "l: [{id: b, c: 2}, d]", ITEMS.replace("- a\n", "")),
    "the last key of an item": (YAML, ITEMS, "l: [a, {id: b}, d]", ITEMS.replace("  c: 2\n", "")),
}
COMES = {
    "a first item in a line": (TOML, 'l = ["b"]\n', 'l = ["a", "b"]\n', 'l = ["a", "b"]\n'),
    "a first item on a line of its own": (
        *(TOML, 'l = [  # x\n    "b"]\n', 'l = ["a", "b"]\n'),
        'l = [  # x\n    "a",\n    "b"]\n',
    ),
    "a first item of several lines": (
        *(TOML, 'l = [\n    "b",\n]\n', 'l = [\n  [\n    1,\n  ],\n  "b",\n]\n'),
        'l = [\n    [\n      1,\n    ],\n    "b",\n]\n',
    ),
    "a key in a table that only its place names": (
        *(TOML, 'steps = [{uses = "a@v1", with = {b = 1}}]\n'),
        'steps = [{uses = "a@v2", with = {b = 1, c = 2}}]\n',
        'steps = [{uses = "a@v2", with = {b = 1, c = 2}}]\n',
    ),
    "a middle item of a line": (
        *(TOML, 'l = ["a",\n  "c"]\n', 'l = ["a", "b", "c"]\n'),
        'l = ["a", "b",\n  "c"]\n',
    ),
    "an only item": (TOML, "l = []\n", 'l = ["a"]\n', 'l = ["a"]\n'),
    "a last item, with a comment beside it and no last comma": (
        *(TOML, 'l = [\n  "a"\n]\n', 'l = [\n  "a",\n  "b",  # of b\n]\n'),
        'l = [\n  "a",\n  "b"  # of b\n]\n',
    ),
    "a last item, with a comment above it and below one beside another": (
        *(TOML, 'l = [\n  "a"  # of a\n]\n', 'l = [\n  "a",\n  # of b\n  "b"\n]\n'),
        'l = [\n  "a",  # of a\n  # of b\n  "b"\n]\n',
    ),
    "last items, and no last comma": (
        *(TOML, 'l = [\n  "a"\n]\n', 'l = ["a", "b", "c"]\n'),
        'l = [\n  "a",\n  "b",\n  "c"\n]\n',
    ),
    "an item behind a text that looks like a comment": (
        *(TOML, 'l = [\n  "C #"\n]\n', 'l = ["C #", "D"]\n', 'l = [\n  "C #",\n  "D"\n]\n'),
    ),
    "an item that looks like a comment beside one": (
        *(TOML, 'l = ["a"]  # c\n', 'l = ["a", "x # y"]\n', 'l = ["a", "x # y"]  # c\n'),
    ),
    "items in an empty line": (TOML, "l = []\n", "l = [1, 2]\n", "l = [1, 2]\n"),
    "an item between two on one line": (
        *(TOML, 'l = [\n  "a", "c",\n]\n', 'l = ["a", "b", "c"]\n'),
        'l = [\n  "a", "b", "c",\n]\n',
    ),
    "an item behind a line with a comment": (
        *(TOML, 'l = [\n  "a", # x\n  "c",\n]\n', 'l = ["a", "b", "c"]\n'),
        'l = [\n  "a", # x\n  "b",\n  "c",\n]\n',
    ),
    "an item of several lines": (
        *(TOML, 'l = [\n    "a" ,\n]\n', 'l = [\n  "a",\n  ["b",\n   "c"],\n]\n'),
        'l = [\n    "a" ,\n    ["b",\n     "c"],\n]\n',
    ),
    "a table below its parent, and one behind the table before it": (
        *(TOML, "[a]\nx = 1\n# below a\n\n[b]\n\n[d]\n"),
        "[a]\nx = 1\n[a.n]\n[b]\n[c]\nw = 1\n[d]\n",
        "[a]\nx = 1\n# below a\n\n[a.n]\n\n[b]\n\n[c]\nw = 1\n\n[d]\n",
    ),
    "a table behind comments, but not between a table and its own": (
        *(TOML, "[a]\nx = 1\n  # of\n  # a\n\n[d]\nz = 1\n# of e\n[e]\n"),
        "[a]\nx = 1\n[c]\n[d]\nz = 1\n[dd]\n[e]\n",
        "[a]\nx = 1\n  # of\n  # a\n\n[c]\n\n[d]\nz = 1\n\n[dd]\n# of e\n[e]\n",
    ),
    "a table above a comment that is not of the next one": (
        *(TOML, "[a]\nx = 1\n\n# the rest\n\n[c]\n", "[a]\nx = 1\n[b]\ny = 1\n[c]\n"),
        "[a]\nx = 1\n\n[b]\ny = 1\n\n# the rest\n\n[c]\n",
    ),
    "a table above the comment that ends a file": (
        *(TOML, "[a]\nx = 1\n\n# end\n", "[b]\ny = 1\n[a]\nx = 1\n"),
        "[a]\nx = 1\n\n[b]\ny = 1\n\n# end\n",
    ),
    "tables that are before and behind the only one there": (
        *(TOML, "[b]\nx = 1\n", "[a]\n[b]\nx = 1\n[c]\n", "[b]\nx = 1\n\n[c]\n\n[a]\n"),
    ),
    "the first tables of an array": (
        *(TOML, '[[t]]\nname = "c"\n'),
        '[[t]]\nname = "a"\n[[t]]\nname = "b"\n[[t]]\nname = "c"\n',
        '[[t]]\nname = "a"\n\n[[t]]\nname = "b"\n\n[[t]]\nname = "c"\n',
    ),
    "parts of an empty file": (
        *(TOML, "", "a = 1\n\n[t]\nb = 1\n\n[u]\n", "a = 1\n\n[t]\nb = 1\n\n[u]\n"),
    ),
    "keys with one comment for both": (
        *(TOML, "[t]\nz = 1\n", "[t]\n# one\n# two\na = 1\n# one\n# two\nb = 1\nz = 1\n"),
        "[t]\n# one\n# two\na = 1\nb = 1\nz = 1\n",
    ),
    "a table in an empty file": (TOML, "", "\n[c]\nw = 1\n", "[c]\nw = 1\n"),
    "a table in a file of comments": (TOML, "# mine\n\n", "[c]\nw = 1", "# mine\n\n[c]\nw = 1\n\n"),
    "a table whose parts stand apart": (
        *(TOML, "x = 1\n"),
        "x = 1\n\n# of a\n[a]\nb = 1\n[z]\nq = 1\n\n# more\n[a.c]\nd = 1\n",
        "x = 1\n\n# of a\n[a]\nb = 1\n\n# more\n[a.c]\nd = 1\n\n[z]\nq = 1\n",
    ),
    "a table before all of its parent's": (
        *(TOML, "[t.x]\na = 1\n\n[t.y]\n\n[o]\n", "[t.new]\n[t.x]\na = 1\n[t.y]\n[o]\n"),
        "[t.x]\na = 1\n\n[t.y]\n\n[t.new]\n\n[o]\n",
    ),
    "a first key below a header, one behind another, and one in an empty table": (
        *(TOML, "[a]\nb.c = 1\n\n[z]\n"),
        "[a]\nfirst = 1  # beside\nb.c = 1\nlast = 1\n\n[z]\n# of q\nq = 1\n",
        "[a]\nfirst = 1  # beside\nb.c = 1\nlast = 1\n\n[z]\n# of q\nq = 1\n",
    ),
    "keys in tables of an array": (
        *(TOML, TABLES, '[[t]]\nname = "x"\nw = 1\n\n[[t]]\nname = "y"\nu = 1\nv = 2\n'),
        '[[t]]\nname = "x"\nw = 1\n\n[[t]]\nname = "y"\nu = 1\nv = 2\n',
    ),
    "several dotted keys": (
        *(TOML, "[a]\nb = 1\n", "[a]\nb = 1\nd.e = 1\nd.f = 2\n"),
        "[a]\nb = 1\nd.e = 1\nd.f = 2\n",
    ),
    "a table of which only its own tables have keys": (
        *(TOML, "[a]\nb = 1\n", "[a]\nb = 1\n[x]\n[x.y]\nz = 1\n"),
        "[a]\nb = 1\n\n[x]\n[x.y]\nz = 1\n",
    ),
    "a key above the comment of the first one": (
        *(TOML, "# mine\n\n# of b\nb = 1\n", "a = 1\nb = 1\n"),
        "# mine\n\na = 1\n# of b\nb = 1\n",
    ),
    "a key above all tables": (TOML, "# top\n[t]\n", "a = 1\n[t]\n", "# top\na = 1\n\n[t]\n"),
    "a key behind the one that shares its line with a bullet": (
        *(YAML, "l:\n  - id: x\n    b: 1\n", "l:\n- a: 0\n  id: x\n  c: 3\n  b: 1\n"),
        "l:\n  - id: x\n    c: 3\n    a: 0\n    b: 1\n",
    ),
    "a first item with its comments": (
        *(YAML, "l: # x\n  - a\n", "l:\n  # of new\n  - new  # beside\n  - a\n"),
        "l: # x\n  # of new\n  - new  # beside\n  - a\n",
    ),
    "a first item on its own line between brackets with its comments": (
        *(TOML, 'l = [\n  "b",\n]\n', 'l = [\n  # of a\n  "a",  # beside\n  "b",\n]\n'),
        'l = [\n  # of a\n  "a",  # beside\n  "b",\n]\n',
    ),
    "a key in an object without keys": (YAML, "a: {}\n", "a:\n  b: 1\n", "a: {b: 1}\n"),
    "an object between the brackets of another": (
        *(YAML, "a: {x: 1}\n", "a:\n  x: 1\n  b: {y: 2}\n"),
        "a: {x: 1, b: {y: 2}}\n",
    ),
    "what stands between brackets there, on a line of its own": (
        *(YAML, "a:\n  x: 1\n", "a: {x: 1, b: 2}  # beside\n"),
        "a:\n  x: 1\n  b: 2\n",
    ),
    "what stands between brackets there, with its comment": (
        *(YAML, "a:\n  x: 1\n", "a: {x: 1,\n  b: 2 # of b\n}\n", "a:\n  x: 1\n  b: 2 # of b\n"),
    ),
    "a first key without the gap that is above it there": (
        *(YAML, "b: 1\n", "# all\n\na: 1\nb: 1\n", "a: 1\nb: 1\n"),
    ),
    "keys and items in a row": (
        *(YAML, "a: 1\nl:\n- x\n", "a: 1\nb: 2\nc: 3\nl:\n- x\n- y\n- z\n"),
        "a: 1\nb: 2\nc: 3\nl:\n- x\n- y\n- z\n",
    ),
    "an item with a bullet there, between brackets": (
        *(YAML, "l: [a]\n", "l:\n- a\n- b\n", "l: [a, b]\n"),
    ),
    "an item between brackets there, with a bullet": (
        *(YAML, "l:\n- a\n", "l: [a, b]\n", "l:\n- a\n- b\n"),
    ),
    "a first key below the comment of the whole file": (
        *(YAML, "# mine\nb: 1\n", "# of all\na: 1\nb: 1\n"),
        "# mine\na: 1\nb: 1\n",
    ),
    "a key with its comments and the gap above them": (
        *(YAML, "a: 1\nz: 1\n", "a: 1\n\n# one\n# two\nm: 2\nz: 1\n"),
        "a: 1\n\n# one\n# two\nm: 2\nz: 1\n",
    ),
    "a key with those of its comments that are not there yet": (
        *(YAML, "a: 1\n# one\nz: 1\n", "a: 1\n# one\n# two\nm: 2\nz: 1\n"),
        "a: 1\n# two\nm: 2\n# one\nz: 1\n",
    ),
    "lines at the indentation of the owner's": (
        *(YAML, "a:\n    b:\n        c: 1\n"),
        "a:\n  b:\n    c: 1\n    d:\n    - e: |\n        g\n\n        h\n",
        "a:\n    b:\n        c: 1\n        d:\n        - e: |\n            g\n\n            h\n",
    ),
    "an item with the bullet that the others have": (
        *(YAML, "a:\n-   x\n", "a:\n  - x\n  -\n    y\n"),
        "a:\n-   x\n-   y\n",
    ),
    "an item with the bullet of the first, where bullets differ": (
        *(YAML, "a:\n-   x\n- y\n-     z\n-  w\n", "a: [x, y, z, w, v]\n"),
        "a:\n-   x\n- y\n-     z\n-  w\n-   v\n",
    ),
    "an item deep in a list of several lines": (
        *(JSON, '{\n    "a": [\n        1\n    ]\n}\n'),
        '{\n  "a": [\n    0,\n    1,\n    {\n      "b": 2\n    }\n  ]\n}\n',
        '{\n    "a": [\n        0,\n        1,\n        {\n          "b": 2\n        }\n    ]\n}\n',
    ),
    "keys and items deep between brackets": (
        *(TOML, "[t]\nm = {a = {b = [1]}}\n", "[t]\nm = {a = {b = [1, 2], c = 1}}\n"),
        "[t]\nm = {a = {b = [1, 2], c = 1}}\n",
    ),
    "a last requirement in a file whose last line has no end": (
        *(LINES, "a", "a\nb # beside\n", "a\nb # beside"),
    ),
    "a first requirement": (LINES, "b\n", "a  # beside\nb\n", "a  # beside\nb\n"),
    "a requirement in an empty file": (
        *(LINES, "", "# of a\na # beside\n", "a # beside\n"),
    ),
    "a requirement in a file of comments": (LINES, "# mine\n", "a\n", "# mine\na\n"),
    "a requirement of several lines, with its comment and the gap above": (
        *(LINES, "a\nc\n", "a\n\n# of b\nb==1 \\\n   --hash=x\nc\n"),
        "a\n\n# of b\nb==1 \\\n   --hash=x\nc\n",
    ),
    "an ignored path with its comment": (PATHS, "a\n", "a\n# of c\nc\n", "a\n# of c\nc\n"),
    "options, sections and lines of an option": (
        *(INI, "[x]\na =\n  b\n  c\n[y]\n"),
        "[x]\na =\n    b\n    new\n    c\nz = 1\n[y]\n# of w\nw : 1\n[zz]\nq = 1\n",
        "[x]\na =\n  b\n  new\n  c\nz = 1\n[y]\n# of w\nw : 1\n[zz]\nq = 1\n",
    ),
    "a section in an empty file": (INI, "", "[x]\na = 1\n", "[x]\na = 1\n"),
    "an option above all sections": (INI, "[x]\n", "a = 1\n[x]\n", "a = 1\n[x]\n"),
    "a first section": (INI, "[x]\na=1\n", "[w]\nb=1\n[x]\na=1\n", "[w]\nb=1\n[x]\na=1\n"),
}  # fmt: skip
CHANGES = {
    "a value, and the comment beside it stays": (YAML, "a: 1 # one\n", "a: 2 # 2", "a: 2 # one\n"),
    "a value whose comment comes beside another one": (
        *(TOML, "l = [\n  # of 1\n  1,\n]\n", "l = []\n# of 1\none = 1\n"),
        "l = []\n# of 1\none = 1\n",
    ),
    "the value of a key between quotes": (YAML, "'a': 1\n", "a: 2\n", "'a': 2\n"),
    "a list to a value": (YAML, "a: [1]  # one\n", "a: 2\n", "a: 2  # one\n"),
    "a value to lines": (
        *(YAML, "a: 2 # x\nb: 1\n", "a:\n  - 1\n  - 2\nb: 1\n"),
        "a:\n  - 1\n  - 2 # x\nb: 1\n",
    ),
    "lines to a value": (YAML, "a: |\n  x\n  y\nb: 1\n", "a: z\nb: 1\n", "a: z\nb: 1\n"),
    "a value between brackets": (YAML, "a: {b: 1}\n", "a:\n  b: {c: 2}\n", "a: {b: {c: 2}}\n"),
    "lines to what is between brackets there": (
        *(YAML, "a:\n  b:\n    c: 1\n", "a: {b: 3}\n", "a:\n  b: 3\n"),
    ),
    "a value to lines at the indentation of the owner's": (
        *(YAML, "a:\n    b: 1\n", "a:\n  b:\n    - x\n", "a:\n    b:\n      - x\n"),
    ),
    "a value to brackets of several lines, at the indentation of the owner's": (
        *(YAML, "a:\n    b: 1\n", "a:\n  b: [\n    x\n  ]\n", "a:\n    b: [\n      x\n    ]\n"),
    ),
    "a requirement in a line": (
        *(TOML, 'dependencies = ["a>=1", "b"]\n', 'dependencies = ["a>=2", "b"]\n'),
        'dependencies = ["a>=2", "b"]\n',
    ),
    "a list of two lines": (YAML, "a: {b: [1,\n  2]}\n", "a: {b: 3}\n", "a: {b: 3}\n"),
    "a text of several lines": (
        *(TOML, 's = """\na\n"""  # why\n', 's = """\nb\nc\n"""\n', 's = """\nb\nc\n"""  # why\n'),
    ),
    "a requirement of several lines to one of a line": (
        *(LINES, "a==1 \\\n --hash=x # why\nb\n", "a==2\nb\n", "a==2 # why\nb\n"),
    ),
    "an option of several lines to one of a line": (
        *(INI, "[x]\na = 1\n  2\nb = 2\n", "[x]\na = 3\nb = 2\n", "[x]\na = 3\nb = 2\n"),
    ),
    "an option of a line to one of several": (
        *(INI, "[x]\na = 3\nb = 2\n", "[x]\na = 1\n  2\nb = 2\n", "[x]\na = 1\n  2\nb = 2\n"),
    ),
    "an option to a list": (INI, "[x]\na = 1\n", "[x]\na =\n  1\n  2\n", "[x]\na =\n  1\n  2\n"),
    "a list to an option": (INI, "[x]\na =\n  1\n  2\n", "[x]\na = 1\n", "[x]\na = 1\n"),
    "an option without a value": (INI, "[x]\nflag\n", "[x]\nflag = 1\n", "[x]\nflag = 1\n"),
    "an option with an empty value": (INI, "[x]\na =\n", "[x]\na = 1\n", "[x]\na = 1\n"),
    "everything at once, deep in one line": (
        *(JSON, '{"a": {"b": 1}, "l": [{"id": "x", "v": [1, 2]}]}'),
        '{"a": {}, "l": [{"id": "x", "v": [2, 3], "w": null}]}',
        '{"a": {}, "l": [{"id": "x", "v": [2, 3], "w": null}]}',
    ),
    "a value to a list of lines at the indentation of the owner's": (
        *(TOML, "[t]\n    l = 1\n", "[t]\nl = [\n  1,\n]\n"),
        "[t]\n    l = [\n      1,\n    ]\n",
    ),
}

TEXTS = "path", "ours", "theirs", "becomes"


@pytest.mark.parametrize(TEXTS, GOES.values(), ids=GOES.keys())
def test_what_the_template_removes_goes_and_nothing_else_does(
    path: str, ours: str, theirs: str, becomes: str
) -> None:
    assert edit(path, ours, ours, theirs) == (becomes, ())


@pytest.mark.parametrize(TEXTS, COMES.values(), ids=COMES.keys())
def test_what_the_template_adds_comes_as_if_the_owner_had_written_it(
    path: str, ours: str, theirs: str, becomes: str
) -> None:
    assert edit(path, ours, ours, theirs) == (becomes, ())


@pytest.mark.parametrize(TEXTS, CHANGES.values(), ids=CHANGES.keys())
def test_what_the_template_changes_changes_where_it_stands(
    path: str, ours: str, theirs: str, becomes: str
) -> None:
    assert edit(path, ours, ours, theirs) == (becomes, ())


AT_ONCE = GOES | COMES | CHANGES
# What is added in place of an only item has to be there before that goes, and the next part of an
# empty file follows what is written first.
IN_TURN = [AT_ONCE.pop(name) for name in ("an only item with its comma", "parts of an empty file")]


@pytest.mark.parametrize(TEXTS, AT_ONCE.values(), ids=AT_ONCE.keys())
def test_changes_that_do_not_depend_on_each_other_are_made_at_once(
    path: str, ours: str, theirs: str, becomes: str
) -> None:
    assert rounds(path, ours, ours, theirs) == 1
    assert becomes


@pytest.mark.parametrize(TEXTS, IN_TURN)
def test_changes_that_depend_on_each_other_are_made_one_after_the_other(
    path: str, ours: str, theirs: str, becomes: str
) -> None:
    assert rounds(path, ours, ours, theirs) == 2
    assert becomes


@pytest.mark.parametrize("ours", ['["a"]', '["a", "b"]', '["a", "b",]', '["a", "b" ,]'])
def test_all_items_that_you_have_go_if_the_template_removes_them(ours: str) -> None:
    assert edit(TOML, 'l = ["a", "b", "c"]\n', f"l = {ours}\n", "l = []\n") == ("l = []\n", ())


def test_a_comment_of_yours_stays_beside_the_last_item_when_another_one_comes() -> None:
    base, theirs = 'l = [\n  "a"\n]\n', 'l = [\n  "a",\n  "b"\n]\n'
    ours = 'l = [\n  "a"  # mine\n]\n'
    assert edit(TOML, base, ours, theirs) == ('l = [\n  "a",  # mine\n  "b"\n]\n', ())


# What the owner has, what the template has, and what is said.
UNFITTING = {
    "a table of an array in a list between brackets": (
        *(TOML, 't = [{name = "x"}]\n', '[[t]]\nname = "x"\n\n[[t]]\nname = "y"\n'),
        't[y]: cannot add {"name": "y"}: the file uses a different structure',
    ),
    "a table between brackets in an array of tables": (
        *(TOML, '[[t]]\nname = "x"\n', 't = [{name = "x"}, {name = "y"}]\n'),
        't[y]: cannot add {"name": "y"}: the file uses a different structure',
    ),
    "a key of a table that the owner has as dotted keys": (
        *(TOML, "a.b = 1\n", "[a]\nb = 1\nc = 1\n"),
        "a.c: cannot add 1: the file uses a different structure",
    ),
    "a dotted key of a table that the owner has as a table": (
        *(TOML, "[a]\nb = 1\n", "a.b = 1\na.c = 1\n"),
        "a.c: cannot add 1: the file uses a different structure",
    ),
    "a key of a table between brackets that the template has as dotted keys": (
        *(TOML, "[t]\nm = {a = {b = 1}}\n", "[t]\nm.a.b = 1\nm.a.c = 2\n"),
        "t.m.a.c: cannot add 2: the file uses a different structure",
    ),
    "a value of a table between brackets with a dotted key": (
        *(TOML, "[t]\nm = {a.b = 1}\n", "[t]\nm = {a.b = 2}\n"),
        "t.m.a.b: kept 1; the template has 2",
    ),
    "a value in place of a table": (
        *(TOML, "[t]\na = 1\n", "t = 2\n", 't: kept {"a": 1}; the template has 2'),
    ),
    "a table in place of a value": (
        *(TOML, "t = 2\n", "[t]\na = 1\n", 't: kept 2; the template has {"a": 1}'),
    ),
    "a value in place of a dotted key": (
        *(TOML, "t.a = 1\n", "t = 2\n", 't: kept {"a": 1}; the template has 2'),
    ),
    "a value in place of several dotted keys": (
        *(TOML, "a.b.c = 1\na.b.d = 1\n", "a.b = {}\n"),
        'a.b: kept {"c": 1, "d": 1}; the template has {}',
    ),
    "lines between brackets": (
        *(YAML, "a: {x: 1}\n", "a:\n  x: 1\n  b:\n    y: 2\n"),
        'a.b: cannot add {"y": 2}: the file uses a different structure',
    ),
    "an item of a sequence whose bullets stand on lines of their own": (
        *(YAML, "a:\n-\n  x\n-\n  y\n", "a:\n  - x\n  - y\n  - z\n"),
        'a[z]: cannot add "z": the file uses a different structure',
    ),
    "a value of several lines between brackets": (
        *(YAML, "a: {b: 1}\n", "a:\n  b: |\n    x\n"),
        'a.b: kept 1; the template has "x\\n"',
    ),
    "a requirement of several lines between brackets": (
        *(YAML, "additional_dependencies: [a==1]\n", "additional_dependencies:\n- |\n  a==2\n"),
        'additional_dependencies[a]: kept "a==1"; the template has "a==2\\n"',
    ),
    "lines with less margin than the owner's place would take from them": (
        *(YAML, "a:\n  x: 1\n", "a:\n      x: 1\n      y:\n  # note\n      - z\n"),
        'a.y: cannot add ["z"]: the file uses a different structure',
    ),
    "a table of which one part is a dotted key of another table": (
        *(TOML, "[a]\nx = 1\n", "[a]\nx = 1\nb.c = 1\n[a.b.d]\n"),
        'a.b: cannot add {"c": 1, "d": {}}: the file uses a different structure',
    ),
    "a change in one of several documents": (
        *(YAML, "a: {x: 1}\n---\nb: {y: 1}\n", "a: {x: 1}\n---\nb: {y: 2}\n"),
        "[b].b.y: kept 1; the template has 2",
    ),
}


@pytest.mark.parametrize(
    ("path", "ours", "theirs", "said"), UNFITTING.values(), ids=UNFITTING.keys()
)
def test_what_does_not_fit_is_named_and_the_text_stays(
    path: str, ours: str, theirs: str, said: str
) -> None:
    assert edit(path, ours, ours, theirs) == (ours, (said,))


def test_the_second_of_two_with_one_name_does_not_come_in_the_place_of_the_first() -> None:
    ours, theirs = "l: [{id: z}]\n", "l:\n- id: z\n- id: a\n  b:\n    c: 1\n- {id: a, b: 2}\n"
    text, said = edit(YAML, ours, ours, theirs)
    assert text == ours
    assert [line.partition(":")[0] for line in said] == ["l[a]", "l[a 2]"]


def test_two_with_one_name_go_although_one_has_to_wait_for_what_comes_beside_it() -> None:
    base, theirs = "l:\n- id: a\n- id: a\n- id: x\n", "l:\n- id: y\n- id: x\n"
    ours = "l:\n- id: a\n- id: mine\n- id: a\n- id: x\n"
    assert edit(YAML, base, ours, theirs) == ("l:\n- id: mine\n- id: y\n- id: x\n", ())


@pytest.mark.parametrize(
    ("span", "meets"),
    [
        *[((1, 3), True), ((2, 4), False), ((3, 5), True), ((6, 8), False), ((7, 9), True)],
        *[((10, 12), False), ((0, 12), True), ((5, 5), True), ((6, 6), False), ((5, 9), True)],
    ],
)
def test_parts_of_a_text_meet_unless_they_only_touch(span: tuple[int, int], *, meets: bool) -> None:
    spans = Spans()
    for part in ((8, 10), (0, 2), (4, 6)):
        spans.add(part)
    assert spans.meet(span) is meets
    spans.add(span)
    assert spans.meet((1, 2))
    assert spans.meet((9, 10))
    assert spans.meet((3, 4)) is (span in {(2, 4), (3, 5), (0, 12)})
    assert spans.meet((2, 4)) is (span in {(1, 3), (2, 4), (3, 5), (0, 12)})
    assert spans.meet((6, 8)) is (span in {(6, 8), (7, 9), (0, 12), (5, 9)})


STEPS = "steps:\n- uses: a@v1\n  with: 1\n- uses: b@v1\n"
NAMED = "steps:\n- name: a\n  uses: b@v2\n  with: 2\n- uses: b@v3\n"
NAMED_TWICE = "l:\n- name: b\n  id: a\n- name: mine\n  v: 1\n"


def test_changes_that_only_fit_together_are_made_together() -> None:
    # With its new `uses` and without its new `name`, the first step would be called b, too.
    becomes = "steps:\n- uses: b@v2\n  name: a\n  with: 2\n- uses: b@v3\n"
    assert edit(YAML, STEPS, STEPS, NAMED) == (becomes, ())


def test_no_item_gets_the_name_of_another_where_its_owner_keeps_what_would_have_named_it() -> None:
    ours = NAMED_TWICE.replace("name: b", "name: mine")
    said = (
        'l[a].name: kept "mine"; the template has "a"',
        'l[a].id: kept "a"; the template removes it',
    )
    theirs = "l:\n- name: a\n- name: mine\n  v: 2\n"
    assert edit(YAML, NAMED_TWICE, ours, theirs) == (ours.replace("v: 1", "v: 2"), said)


def test_a_comment_of_the_owner_above_what_goes_stays_and_a_known_one_goes() -> None:
    mine = KEYS.replace("# of b", "# mine")
    assert edit(YAML, KEYS, mine, "a: 1\nd: 2\n") == ("a: 1\n\n# mine\n\n# of d\nd: 2\n", ())
    below = KEYS.replace("# of b", "# mine\n# of b")
    assert edit(YAML, KEYS, below, "a: 1\nd: 2\n") == ("a: 1\n\n# mine\n\n# of d\nd: 2\n", ())
    settings = SETTINGS.replace("// of b", "// mine")
    kept = '{\n  "a": 1, // of a\n  // mine\n  "c": [1, 2]\n}\n'
    assert edit(COMMENTED, SETTINGS, settings, '{"a": 1, "c": [1, 2]}') == (kept, ())


def test_a_comment_of_the_owner_beside_what_goes_keeps_it_there() -> None:
    mine = KEYS.replace("# beside", "# mine")
    said = 'b: kept {"c": 1}; the template removes it'
    assert edit(YAML, KEYS, mine, "a: 1\nd: 2\n") == (mine, (said,))


def test_comments_of_the_owner_beside_two_in_a_row_keep_each_that_has_one() -> None:
    ours = "a: 1 # mine\nb: 2 # mine, too\nc: 3\nd: 4\n"
    said = ("a: kept 1; the template removes it", "b: kept 2; the template removes it")
    becomes, told = edit(YAML, "a: 1\nb: 2\nc: 3\nd: 4\n", ours, "d: 4\n")
    assert (becomes, tuple(sorted(told))) == (ours.replace("c: 3\n", ""), said)


@pytest.mark.parametrize("beside", ["# why", "# why not", "#  # why"])
def test_a_comment_counts_as_lost_even_where_its_words_stand_elsewhere(beside: str) -> None:
    base = "a: 1\nb: 1\n"
    ours = f"a: 1  {beside}\nb: 1  # why\n"
    assert edit(YAML, base, ours, "a: 1\n") == (ours, ("b: kept 1; the template removes it",))
    known = base.replace("a: 1", "a: 1  # why not")
    assert edit(YAML, known, ours, "a: 1\n") == (ours, ("b: kept 1; the template removes it",))
