"""Contents that grow: each of them once was, or easily could be, read in more than linear time."""

import json
from collections.abc import Callable, Mapping

from tests.doctor.examples import code_cell, notebook

Grow = Callable[[int], str]

PYPROJECT, LOCK, LIST = "pyproject.toml", "uv.lock", "requirements.txt"
WORKFLOW, NOTEBOOK, MODULE = ".github/workflows/a.yml", "notebooks/a.ipynb", "src/data/a.py"
IGNORED, ATTRIBUTES = ".gitignore", ".gitattributes"
TABLE = '[project]\nname = "churn"\ndependencies = ["numpy"]\n'
SPLITS = "from sklearn.model_selection import train_test_split\n"


def _cells(cells: list[dict[str, object]]) -> str:
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _code(source: str) -> dict[str, object]:
    return {"cell_type": "code", "metadata": {}, "outputs": [], "source": source}


# By what is special: the file that it is in, and the content for a number of characters or so.
SHAPES: Mapping[str, tuple[str, Grow]] = {
    # Secrets
    "sk-": ("a.txt", lambda n: "sk-" * (n // 3)),
    "sk- and its rare word": ("a.txt", lambda n: "sk-" * (n // 3) + " T3BlbkFJ"),
    "the rare word": ("a.txt", lambda n: "sk-T3BlbkFJ" * (n // 11)),
    "sk-ant-": ("a.txt", lambda n: "sk-ant-a" * (n // 8)),
    "hubs": ("a.txt", lambda n: "hf_" * (n // 3)),
    "tokens on one line": ("a.txt", lambda n: ("hf_" + "Ab" * 17 + " ") * (n // 38)),
    "tokens on many lines": ("a.txt", lambda n: ("hf_" + "Ab" * 17 + "\n") * (n // 38)),
    "keys without an end": ("a.txt", lambda n: "-----BEGIN A " * (n // 13)),
    "a key of words": ("a.txt", lambda n: "-----BEGIN " + "A " * (n // 2)),
    "a key of blanks": ("a.txt", lambda n: "-----BEGIN PRIVATE KEY-----" + "\\n " * (n // 3)),
    "AKIA": ("a.txt", lambda n: "AKIA" * (n // 4)),
    # Workflows and what they call
    "make": (WORKFLOW, lambda n: "make " * (n // 5)),
    "make, line by line": (WORKFLOW, lambda n: "make all\n" * (n // 9)),
    "uses": (WORKFLOW, lambda n: "uses: " * (n // 6)),
    "a word": (WORKFLOW, lambda n: "a" * n),
    "paths": (WORKFLOW, lambda n: "a/b.yml " * (n // 8)),
    "blanks": (WORKFLOW, lambda n: " " * n + "x"),
    "dashes": (WORKFLOW, lambda n: "test-" * (n // 5)),
    "recipes": ("Makefile", lambda n: "a b\n" * (n // 4)),
    "a recipe": ("Makefile", lambda n: "a" * n),
    "hooks": (".pre-commit-config.yaml", lambda n: "just test" * (n // 9)),
    # Dependencies
    "blanks in a requirement": (LIST, lambda n: "numpy" + " " * n + "b"),
    "requirements": (LIST, lambda n: "".join(f"numpy=={i:06}\n" for i in range(n // 12))),
    "other requirements": (LIST, lambda n: "".join(f"a{i:06}\n" for i in range(n // 6))),
    "hashes": (LIST, lambda n: "numpy==1 \\\n" + "  --hash=sha256:0\n" * (n // 18)),
    "options": (LIST, lambda n: "numpy " + "--" * (n // 2)),
    "declarations": (PYPROJECT, lambda n: TABLE.replace('"numpy"', '"numpy", ' * (n // 9))),
    "a long declaration": (PYPROJECT, lambda n: TABLE.replace("numpy", "numpy" + " " * n + "b")),
    "a name of many": (PYPROJECT, lambda n: f'[project]\nauthors = ["{"<" * n}"]'),
    "dots": (PYPROJECT, lambda n: "a." * (n // 2) + "a = 1"),
    "dots in a table": (PYPROJECT, lambda n: "[" + "a." * (n // 2) + "a]"),
    "dots in quotes": (PYPROJECT, lambda n: '"a" . ' * (n // 6) + "a = 1"),
    "quotes": (PYPROJECT, lambda n: "'\"" * (n // 2)),
    "tables": (PYPROJECT, lambda n: "".join(f"[a.b{i:06}]\n" for i in range(n // 10))),
    "brackets": (PYPROJECT, lambda n: "a = " + "[" * n),
    "a number": (PYPROJECT, lambda n: "a = " + "1" * n),
    "packages": (
        LOCK,
        lambda n: "".join(f'[[package]]\nname = "a{i:06}"\n' for i in range(n // 26)),
    ),
    "Poetry": (
        PYPROJECT,
        lambda n: (
            "[tool.poetry.dependencies]\n"
            + "".join(f'a{i:06} = "^1.{i:06}"\n' for i in range(n // 24))
        ),
    ),
    "a constraint": (PYPROJECT, lambda n: f'[tool.poetry.dependencies]\na = "{"^1," * (n // 3)}"'),
    "sections": ("setup.cfg", lambda n: "".join(f"[a{i:06}]\nb = 1\n" for i in range(n // 12))),
    "a value of many lines": ("setup.cfg", lambda n: "[a]\nb =\n" + "  c\n" * (n // 4)),
    "calls": ("setup.py", lambda n: "setup(name='a')\n" * (n // 16)),
    # Notebooks
    "outputs": (NOTEBOOK, lambda n: _cells([{**_code("1"), "outputs": [1]}] * (n // 90))),
    "cells": (NOTEBOOK, lambda n: _cells([_code(f"{SPLITS}%x")] * (n // 140))),
    "one cell": (NOTEBOOK, lambda n: _cells([_code(SPLITS + "train_test_split(1)\n" * (n // 20))])),
    "brackets of JSON": (NOTEBOOK, lambda n: "[" * n),
    "blanks before a magic": (NOTEBOOK, lambda n: _cells([_code(SPLITS + " " * n)])),
    "names of notebooks": ("README.md", lambda n: "a.ipynb" * (n // 7)),
    "words before a notebook": ("README.md", lambda n: "a " * (n // 2) + ".ipynb"),
    "escaped names of notebooks": ("README.md", lambda n: "%20.ipynb" * (n // 9)),
    # Python
    "imports": (MODULE, lambda n: SPLITS + "from ..models import a\n" * (n // 23)),
    "splits": (MODULE, lambda n: SPLITS + "train_test_split(a)\n" * (n // 20)),
    "attributes": (MODULE, lambda n: SPLITS + "a" + ".a" * (n // 2)),
    "minus": (MODULE, lambda n: SPLITS + "-" * n + "1"),
    "parentheses": (MODULE, lambda n: SPLITS + "(" * n),
    "brackets and braces": (MODULE, lambda n: SPLITS + "[{" * (n // 2)),
    "sums": (MODULE, lambda n: SPLITS + "1" + "+1" * (n // 2)),
    "a call of keywords": (
        MODULE,
        lambda n: SPLITS + "train_test_split(" + "a=1," * (n // 4) + ")",
    ),
    "a condition": (MODULE, lambda n: SPLITS + "if " + "a." * (n // 2) + "a: import x"),
    "a list": (MODULE, lambda n: SPLITS + "[" + "1," * (n // 2) + "]"),
    "a string": (MODULE, lambda n: SPLITS + '"""' + "\\d\n" * (n // 3) + '"""'),
    "bytes that are no text": (MODULE, lambda n: SPLITS + "é" * (n // 2)),
    "lambdas": (MODULE, lambda n: SPLITS + "lambda: " * (n // 8)),
    "errors": (MODULE, lambda n: SPLITS + "a b\n" * (n // 4)),
    # What Git ignores
    "stars": (IGNORED, lambda n: "*a" * (n // 2) + "*b"),
    "stars, line by line": (IGNORED, lambda n: ("*a" * 14 + "*b\n") * (n // 31)),
    "folders": (IGNORED, lambda n: "**/" * (n // 3) + "b"),
    "lines": (IGNORED, lambda n: "".join(f"a{i:06}\n" for i in range(n // 6))),
    "sets": (IGNORED, lambda n: "[[a" * (n // 3) + "]"),
    "attributes of files": (ATTRIBUTES, lambda n: "*a*b filter=lfs\n" * (n // 16)),
    "bad attributes": (ATTRIBUTES, lambda n: "\\ filter=lfs\n" * (n // 13)),
}

# Contents of an answers file.
ANSWERS: Mapping[str, Grow] = {
    "keys": lambda n: "".join(f"a{i:06}: 1\n" for i in range(n // 9)),
    "a list": lambda n: "a: [" + "1, " * (n // 3) + "]",
    "a list in brackets": lambda n: "a: " + "[" * 900 + "1, " * (n // 3),
    "a list in a few brackets": lambda n: "a: " + "[" * 19 + "1, " * (n // 3),
    "brackets": lambda n: "a: " + "[" * n,
    "dashes": lambda n: "- " * (n // 2),
    "marks": lambda n: "? " * (n // 2),
    "lines": lambda n: "a:\n" + " b\n" * (n // 3),
    "a text": lambda n: "a: '" + "''" * (n // 2) + "'",
    "escapes": lambda n: 'a: "' + "\\u0041" * (n // 6) + '"',
    "digits": lambda n: "a: " + "1" * n,
    "digits in sixties": lambda n: "a: " + "1:" * (n // 2) + "1",
    "a fraction in sixties": lambda n: "a: " + "1:" * (n // 2) + "1.5",
    "anchors": lambda n: "".join(f"a{i:06}: &b{i:06} 1\n" for i in range(n // 14)),
    "merges": lambda n: "a: &a {b: 1}\nc: {<<: [" + "*a, " * (n // 4) + "]}",
    "comments": lambda n: "#\n" * (n // 2),
    "conflicts": lambda n: "<<<<<<< " * (n // 8),
    "keys twice": lambda n: "a: 1\n" * (n // 5),
}
# Files that a parser does not take, or that once ended a command with a traceback.
BROKEN = (
    (MODULE, SPLITS + "-" * 100_000 + "1"),
    (MODULE, SPLITS + "if " + "a." * 900 + "a: import x"),
    (MODULE, SPLITS + "f(a=" + "-" * 950 + "1)"),
    (MODULE, SPLITS + "(" * 100_000),
    (MODULE, SPLITS + "f(" * 150 + ")" * 150),
    (MODULE, SPLITS + "a" + ".a" * 100_000),
    (MODULE, SPLITS + "1" + "+1" * 100_000),
    (MODULE, SPLITS + "not " * 100_000 + "a"),
    (MODULE, SPLITS + "9" * 10_000),
    (MODULE, SPLITS + "\\ud800 = 1"),
    (MODULE, SPLITS + "f'{" * 200),
    (MODULE, SPLITS + "".join(f"{' ' * i}if a:\n" for i in range(200))),
    ("setup.py", "-" * 100_000 + "1"),
    (PYPROJECT, "a=" + "[" * 100_000),
    (PYPROJECT, "a=" + "{a=" * 100_000),
    (PYPROJECT, "a=" + "9" * 10_000),
    (PYPROJECT, "a." * 100_000 + "a=1"),
    (PYPROJECT, "[tool]\nrepo-review = 5\n"),
    (PYPROJECT, "[tool.repo-review]\nignore = 5\nselect = [5, 'ML1']\n"),
    (PYPROJECT, "[tool.repo-review.ignore]\nML101 = 5\nML102 = 'why'\n"),
    (PYPROJECT, "tool = 5\nproject = 5\nbuild-system = []\n"),
    (PYPROJECT, "[project]\nname = []\ndependencies = [[], {}, 5, 'a @ b']\n"),
    (PYPROJECT, "[tool.poetry]\ndependencies = { a = [], b = {}, c = 5, 'd e' = '^' }\n"),
    (PYPROJECT, f'{TABLE}[tool.poetry.dependencies]\nnumpy = "{"^9" * 3000}"\n'),
    (LOCK, "a=" + "[" * 100_000),
    (LOCK, f'[[package]]\nname = "numpy"\nversion = "{"9" * 10_000}"\n'),
    (LOCK, "package = [5, {}, { name = [] }]\n"),
    (LIST, "numpy==" + "9" * 10_000),
    (LIST, "numpy==1; " + "(" * 900),
    ("Pipfile.lock", "[" * 100_000),
    ("setup.cfg", "[a\nb"),
    ("setup.cfg", "a = 1\n"),
    (NOTEBOOK, "[" * 100_000),
    (NOTEBOOK, '{"cells": ' * 5_000),
    (
        NOTEBOOK,
        '{"cells": [{"cell_type": "code", "outputs": [' + "[" * 900 + "]" * 903,
    ),
    (NOTEBOOK, '{"cells": [{"cell_type": "code", "outputs": ["\\ud800 é"]}]}'),
    (NOTEBOOK, '{"cells": [{"cell_type": "code", "source": [5, null], "outputs": 5}]}'),
    (NOTEBOOK, notebook(code_cell(SPLITS + "-" * 100_000 + "1", "1"))),
    (NOTEBOOK, '{"cells": [{"outputs": [1e999, ' + "9" * 10_000 + "]}]}"),
    (IGNORED, "!"),
    (IGNORED, "[z-a]\n\\ \n/!/\n**/" + "a" * 10_000),
    (IGNORED, "[[:alpha:]]\n[a&&b]\n"),
    (ATTRIBUTES, "\\ filter=lfs\n[ filter=lfs\n! filter=lfs"),
    (WORKFLOW, "[" * 100_000),
    ("_toc.yml", "[" * 100_000),
    ("README.md", "%ff%00.ipynb"),
    (".copier-answers.yml", "[" * 100_000),
    (".copier-answers.yml", "_src_path: a\n_commit: b\nkept: ['!']\n"),
    (".copier-answers.yml", "layout: package\npackage_name: ../../..\n"),
)
