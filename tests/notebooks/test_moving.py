"""What a notebook computes, its modules and the thin notebook compute, cell by cell."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.destinations import Destination, make_slug
from scaffold.notebooks.evidence import read_table
from scaffold.notebooks.moved_files import MoveResult, move
from tests.notebooks.books import analyze_cells
from tests.notebooks.running import run_cells

DESTINATION = Destination("src/demo", "demo", "../src", "book", "notebooks/book.ipynb")
# Words that decide on a stage without any library.
DATA, TRAIN, SCORE = "md:# Data preparation", "md:# Training the model", "md:# Evaluation"

BOOKS = {
    "a block becomes a function": [DATA, "rows = [1, 2]\nrows = rows + [3]\ntotal = sum(rows)", "total"],
    "in-place changes": [DATA, "rows = [1]\nother = rows", "rows.append(2)\nrows[0] = 5", "other"],
    "augmented assignments": [DATA, "n = 1\nrows = [n]", "n += 1\nrows += [n]\n", "n, rows"],
    "functions with globals": [
        DATA, "scale = 2 * 1\nrows = [1]", TRAIN, "def train(a):\n    return a * scale", "m = train(3)",
        "scale = 10 * 1", "m = train(3)\nm",
    ],
    "functions that call functions with globals": [
        "def inner(a):\n    return a + bias", "def train(a, *rest, k=1):\n    return inner(a) + k",
        TRAIN, "bias = len('ab')", "x = train(1)\nbias = 9 - 1\ny = train(1, 2, k=3)", "x, y",
    ],
    "redefined functions": [
        TRAIN, "def rate(t):\n    return t + 1", "a = rate(1) * 2", "def rate(t):\n    return t - 1",
        "b = rate(1) * 2\na, b",
    ],
    "recursion": [TRAIN, "def fit(n):\n    return 1 if n < 2 else n * fit(n - 1)", "m = fit(5) + 0"],
    "mutual recursion with a global": [
        "def even(n):\n    return base if n == 0 else odd(n - 1)",
        "def odd(n):\n    return not base if n == 0 else even(n - 1)", TRAIN,
        "base = bool(1)", "model = [even(4), odd(4)]", "model",
    ],
    "functions as values": [
        TRAIN, "weight = len('abc')", "def scale(a):\n    return a * weight",
        "model = list(map(scale, [1, 2]))\nmodel",
    ],
    "functions as values whose globals change": [
        TRAIN, "weight = len('abc')", "def scale(a):\n    return a * weight",
        "model = list(map(scale, [1, 2]))\nweight = 5 + 1", "model + list(map(scale, [1]))",
    ],
    "defaults that are variables": [
        DATA, "rows = [1, 2] + []", "def load(a=rows, b=3):\n    return [a, b]", "rows = [9] + []",
        "out = load()\nother = load(b=1)\nout, other",
    ],
    "classes that read globals": [
        DATA, "rows = [1, 2] + []", TRAIN,
        "class Model:\n    def __init__(self):\n        self.n = len(rows)\n\n    def fit(self):\n        return self.n",
        "n = Model().fit() + 0", "n",
    ],
    "classes whose methods read globals": [
        DATA, "rows = [1, 2] + []", TRAIN,
        "class Model:\n    def fit(self):\n        return len(rows)", "n = Model().fit() + 0", "n",
    ],
    "derived classes": [
        TRAIN, "class Base:\n    k = 2\n\nclass Model(Base):\n    def fit(self):\n        return self.k",
        "m = Model().fit() * 3",
    ],
    "classes that are defined again": [
        TRAIN, "class Model:\n    def fit(self):\n        return 1", "m = Model()\nm.fit(), type(m).__name__",
        "def train():\n    return Model()",
        "class Model:\n    def fit(self):\n        return 2", "m = train()\nm.fit(), type(m).__name__",
        "class Model(Model):\n    def fit(self):\n        return super().fit() + 1",
        "class Other(Model):\n    def more(self):\n        return Model().fit() + self.fit()",
        "m = Other()\nm.more(), [each.__name__ for each in type(m).__mro__]",
    ],
    "writes under a condition": [DATA, "rows = [1] * 2", "if rows:\n    extra = 5\nrows = rows + [1]", "extra"],
    "writes under a condition over a value": [
        DATA, "rows = [1] * 2\nn = 0 + 1", "if len(rows) > 5:\n    n = 5\nrows = rows + [1]", "n, rows",
    ],
    "loops and their variables": [
        TRAIN, "losses = []\nfor epoch in range(3):\n    loss = epoch * 2\n    losses.append(loss)",
        "loss, epoch, losses",
    ],
    "loop variables that are used again": [
        DATA, "rows = []\nfor i in range(3):\n    rows.append(i)", "for i in range(2):\n    rows.append(i)",
        "i",
    ],
    "lambdas that see later values": [
        DATA, "n = 1 + 0\nload = lambda: n", "n = 2 + 0", "rows = [load()]\nrows",
    ],
    "lambdas of constant values": [DATA, "n = 1 + 0", "load = lambda a: a + n\nrows = [load(1)]", "rows, load(2)"],
    "generators": [DATA, "n = 2 + 0\nrows = [1, 2]", "total = sum(a * n for a in rows)\nother = total + 1", "total"],
    "generator arguments of functions with globals": [
        DATA, "n = 2 + 0", "def load(items):\n    return [a * n for a in items]",
        "rows = load(a for a in [1, 2]) + load(\n    [3],  # last\n)\nrows",
    ],
    "parameters": [
        "size = 0.2\nname = 'é \"x\" \\n'\nflag = True  # on\nbig, small = 10, -1e-5", DATA,
        "rows = [size, name, flag, big, small] * 2", "rows",
    ],
    "strings over several lines": [
        DATA, "text = '''a\n  b\n'''\nrows = [text,\n  1]\nquery = f'''\n{rows}\n  x'''", "query, rows",
    ],
    "shown values of calls with effects": [DATA, "rows = [3, 1]\nrows.pop()", "rows"],
    "shown values beside a variable with the name `result`": [
        DATA, "result = [1] * 2", "md:More", "rows = [1] * 3\nrows.pop()", "result, rows",
        "displayed_value = [2] * 2\nrows.pop()", "result, displayed_value",
    ],
    "shown values beside outputs": [
        TRAIN, "class Model:\n    def fit(self, x):\n        self.x = x\n        return 'fitted'",
        "m = Model()\nz = 1 + 0\nm.fit(z)", "z",
    ],
    "prints between": [DATA, "rows = [1] * 2\nprint(len(rows))\nrows = rows + [2]\nprint(rows)", "rows"],
    "cells that follow each other": [DATA, "a = [1] * 2", "b = a + [1]", "c = b + a", "c"],
    "functions that stay and call later ones": [
        "Rows = list\nrows = Rows([1]) + [2]",
        "def both(a) -> Rows:\n    return [load(a), *map(save, a)]",
        "def load(a) -> int:\n    return len(a) * len(rows)",
        "def save(a):\n    return a * len(rows)",
        "load(rows), both(rows)",
    ],
    "builtins as names": [DATA, "list = [1] + []\nsum = len(list) + 0", "rows = [sum, list] * 1", "rows"],
    "deleted names": [DATA, "a = [1] * 2\nb = a + a\ndel a", "b", "c = [b] * 1\ndel c"],
    "exec": [DATA, "exec('x = 5')", "rows = [x] * 2\nrows", "eval('rows')"],
    "globals that functions write": [
        DATA, "count = 0 + 0", "def load():\n    global count\n    count += 1\n    return count",
        "rows = [load()]", "rows, count",
    ],
    "imports in the middle": [
        DATA, "import math\nrows = [math.floor(2.5)]", "from math import pi, sqrt\nrows = rows + [sqrt(4), pi]",
        "import math as m\nrows, m.ceil(1.2)",
    ],
    "the same import under two names": [
        DATA, "import json as tool\nrows = [tool.dumps([1])]", SCORE, "import math as tool\nscore = tool.sqrt(4) * 1",
        "rows, score",
    ],
    "comprehensions that hide names": [
        "def load(a):\n    return a + k", DATA, "k = 1 + 0",
        "rows = [load(k) for k in [load(1)]]\nother = [k for load in [1]]", "rows, other",
    ],
    "star imports": ["from math import *", DATA, "rows = [sqrt(4)] * 2", "def load(a):\n    return floor(a)", "load(1.5)"],
    "decorators": [
        "import functools", DATA, "@functools.lru_cache\ndef load(a):\n    return a * 2", "rows = [load(2)] * 2\nrows",
    ],
    "nested functions": [
        DATA, "k = 3 + 0", "def load(a):\n    def inner(b):\n        return b * k\n    return inner(a)",
        "rows = [load(2)] * 2\nrows",
    ],
    "types and comments": [
        DATA, "# first\nrows: list[int] = [1] * 2  # beside\n\n# above\nn: int = len(rows)\n# last", "rows, n",
    ],
    "try and with": [
        DATA, "try:\n    rows = [int('x')]\nexcept ValueError as error:\n    rows = [str(error)]\nfinally:\n    done = True",
        "rows, done",
    ],
    "stages that change in a cell": [
        "md:# Work", "# load data\nrows = [1] * 2\n# train the model\nmodel = sum(rows) + 1\n# evaluate the score\nscore = model - 1\nscore",
        "rows, model, score",
    ],
    "errors": [DATA, "rows = [1] * 2", "rows = rows + missing", "rows"],
    "writes under a condition that a later cell replaces": [
        DATA, "rows = [1] * 2", "md:More", "if rows:\n    extra = 5\nrows = rows + [1]", "md:More",
        "extra = 6 + 0\nother = [extra]", "extra, other",
    ],
    "writes under a condition that fails": [
        DATA, "rows = [1] * 2", "md:More", "if len(rows) > 5:\n    extra = 5\nrows = rows + [1]", "md:More",
        "extra = 6 + 0\nother = [extra]", "extra, other",
    ],
    "writes under a condition over a value of another cell": [
        DATA, "rows = [1] * 2\nn = 0 + 1", "md:More", "if len(rows) > 5:\n    n = 5\nrows = rows + [1]", "n, rows",
    ],
    "deleted names of another cell": [DATA, "a = [1] * 2", "md:More", "del a\nb = [2] * 1", "b"],
    "names that are deleted and bound again": [
        DATA, "x = 1 + 0\nrows = [x]", "md:More", "del x; x = 2 + 0\nrows = rows + [x]", "x, rows",
    ],
    "the name of the module": [DATA, "rows = [__name__] * 2\nother = rows + [1]", "other"],
    "lambdas of names that no cell assigns": [DATA, "load = lambda: missing\nrows = [1] * 2", "rows"],
    "lambdas of names that are assigned later": [
        DATA, "load = lambda: n\nrows = [1] * 2", "md:More", "n = 2 + 0", "rows = [load()]\nrows",
    ],
    "calls with computed arguments": [TRAIN, "def train(a):\n    return a * 2", "model = train(len('abc'))", "model"],
    "functions that no cell calls": [DATA, "rows = [1] * 2", "def load(a):\n    return rows + a", "rows"],
    "functions that read the namespace": [
        DATA, "rows = [1] * 2", "def load(name):\n    return eval(name)", "other = load('rows') + []\nother",
    ],
    "decorators of functions with globals": [
        "import functools", DATA, "k = 2 + 0", "@functools.lru_cache\ndef load(a):\n    return a * k",
        "rows = [load(2)] * 2\nrows",
    ],
    "methods that call functions with globals": [
        DATA, "k = 2 + 0", "def load(a): return a * k", TRAIN,
        "class Model:\n    def fit(self):\n        return load(3)", "m = Model().fit() + 0", "m",
    ],
    "base classes that read globals": [
        DATA, "rows = [1, 2] + []", TRAIN,
        "class Base:\n    def __init__(self):\n        self.n = len(rows)",
        "class Model(Base):\n    def fit(self):\n        return self.n", "n = Model().fit() + 0", "n",
    ],
    "classes whose metaclass comes from a function with globals": [
        DATA, "kinds = [type] + []", TRAIN, "def train(a):\n    return kinds[a]",
        "class Model(metaclass=train(0)):\n    def fit(self):\n        return 3", "m = Model().fit() + 0", "m",
    ],
    "functions with keywords of any name": [
        DATA, "k = 3 + 0", "def load(a, b=2 ** 3, **options):\n    return [a * k, b, options]",
        "def read(*rest, **options):\n    return [rest, options, k]",
        "def parse(a, b=1,):\n    return [a, b, k]",
        "rows = load(1, c=2) + read(1, d=3) + parse(5)\nrows",
    ],
    "docstrings and comments below the head": [
        'md:# Data preparation\n\nRead all rows.', 'def load(a):\n    """Load."""\n    return a',
        "def clean(a):\n    # by hand\n    return a + [1]", "def read(a,\n         b=1): return [a, b]",
        "def check(a):\n    @str\n    def inner():\n        pass\n    return a", "rows = clean(load(check([1]))) + read(2)\nrows",
    ],
    "many variables with long names": [
        DATA, "a_name_of_some_length = [1] * 2\nanother_name_of_some_length = [2] * 2\na_third_name_of_some_length = [3] * 2",
        TRAIN, "a_fourth_name_of_some_length = a_name_of_some_length + another_name_of_some_length + a_third_name_of_some_length\nmodel = [1] * 1",
        "a_fourth_name_of_some_length, model",
    ],
    "functions as values in functions": [
        TRAIN, "weight = len('abc')", "def scale(a):\n    return a * weight",
        "def train(items):\n    return list(map(scale, items))", "model = train([1, 2]) + []\nmodel",
    ],
    "functions as values beside a variable with the name `partial`": [
        TRAIN, "weight = len('abc')", "def scale(a):\n    return a * weight", "partial = [1] * 2",
        "model = list(map(scale, partial))\nmodel, partial",
    ],
    "functions as values beside `partial` itself": [
        "from functools import partial", TRAIN, "weight = len('abc')", "def scale(a):\n    return a * weight",
        "model = list(map(scale, [1])) + [partial(max, 2)(1)]", "model",
    ],
    "two imports of one name on a line": [
        "import json as tool; import math as tool", DATA, "rows = [tool.sqrt(4)] * 2", "rows",
    ],
    "two imports of one name in a module": [
        DATA, "import json as tool\nrows = [tool.dumps([1])]", "md:More", "import math as tool\nother = [tool.sqrt(4)] * 1",
        "rows, other",
    ],
    "two imports of one name in functions": [
        DATA, "import json as tool", 'def load(a):\n    """Load."""\n    return tool.dumps(a)', "rows = load([1]) * 1",
        "import math as tool", 'def read(a):\n    """Read."""\n    return tool.sqrt(a)', "other = read(4) * 1", "rows, other",
        "import string as tool", "class Reader:\n    size = 3\n\n    def read(self): return tool.digits\n\n    def close(self):\n        return 0",
        "third = Reader().read() * 1", "third",
    ],
    "two imports of one name that defaults and decorators read": [
        "import json as tool", DATA, "def load(a, write=tool.dumps):\n    return write(a), tool.loads('1')", "rows = load([1]) * 1",
        "import math as tool", "def read(a, root=tool.sqrt):\n    return root(a) + tool.pi", "other = read(4) * 1",
        "import functools as tool", "@tool.cache\ndef load_once(a):\n    return [a]", "third = load_once(3) * 1",
        "from enum import IntEnum as Base", "class LoadKind(Base):\n    one = 1", "from string import Template as Base",
        "class LoadText(Base):\n    delimiter = '#'", "fourth = LoadText('#a').substitute(a=1) * 1", "rows, other, third, fourth, LoadKind.one",
    ],
    "two imports of one name with a dot that defaults read": [
        "import os.path", DATA, "def load(a, join=os.path.join):\n    return join(a, 'b')", "rows = load('a') * 1",
        "import posixpath as os", "def read(a, split=os.split):\n    return split(a)", "other = read('a/b') * 1", "rows, other",
    ],
    "functions of a stage that call those of a later stage": [
        "def train(a):\n    return a * 2", "def load(a): return train(a)",
        DATA, "rows = [load(2)] * 1", "rows",
    ],
    "imports from the future": [
        "from __future__ import annotations\nimport math", DATA, "def load(a: Missing) -> Missing:\n    return math.sqrt(a)",
        "rows = [load(4)] * 2", "rows",
    ],
    "variables with the names of modules": [DATA, "sys = [1] * 2\nrows = sys + [1]", "rows, sys"],
    "comments between what moves and what stays": [DATA, "rows = [1] * 2\n# look at them\nprint(rows)\n", "rows"],
    "imports that nothing reads": ["import json", DATA, "import json\nrows = [1] * 2", "rows"],
    "imports that are read by name only": [
        "import json", "import json  # once more", DATA, "rows = [1] * 2", "rows, eval('json.dumps(rows)')",
    ],
    "comments beside imports": [
        "import json, math  # tools", DATA, "rows = [math.sqrt(4)] * 2", "rows, json.__name__",
    ],
    "functions with the names of functions of Python": [
        DATA, "def eval(a):\n    return a", "def load(a):\n    return eval(a)", "rows = [load(2)] * 1", "rows",
    ],
    "matches with guards": [
        DATA, "n = [3] * 1\nmatch n:\n    case [x] if x > 2:\n        rows = [x]\n    case _:\n        rows = []", "rows",
    ],
    "loops with a condition": [DATA, "n = 3 + 0\nwhile n > 1:\n    n = n - 1\nelse:\n    rows = [n]", "n, rows"],
    "functions with long names": [
        TRAIN, *(f"def train_with_a_name_of_some_length_{n}(a):\n    return a + {n}" for n in range(1)),
        "\n".join(f"def fit_with_a_name_of_some_length_{n}(a):\n    return a + {n}" for n in range(3)),
        "model = fit_with_a_name_of_some_length_1(1) * 2\nmodel",
    ],
    "functions with globals that do not exist at the first call": [
        TRAIN, "def fit(n):\n    return n if n < 2 else n * scale", "model = fit(1) + 0\nscale = fit(1) * 3", "other = fit(5) + 0",
        "model, scale, other",
    ],
    "functions with globals that never exist at a call": [
        TRAIN, "def fit(n):\n    return n * scale", "scale, model = fit(1), fit(2)", "other = 1 + 0",
    ],
    "parameters below several kinds of comments": [
        DATA, "## Settings\n#with values\nsize = 3  # rows", "rows = [1] * size", "rows",
    ],
    "classes with a base in a later stage that uses them": [
        "def tidy(a):\n    return a + 1", "class Trainer:\n    def fit(self, a):\n        return tidy(a)",
        "class Other(Trainer):\n    pass", "def load(a):\n    return tidy(a)", DATA, "rows = [load(1)] * 2", TRAIN,
        "model = Other().fit(2) + Trainer().fit(1)", "rows, model",
    ],
    "defaults that call functions": [
        DATA, "def load():\n    print('loading')\n    return [1]", "def read(a=load()):\n    return a * 2", "rows = read() * 2", "rows",
    ],
    "functions that several stages call": [
        "def work(a):\n    return a + 1", "def load(a):\n    return [work(a)]", "def train(a):\n    return work(a[0])",
        "rows = load(1) * 2\nmodel = train(rows) + 0", "rows, model",
    ],
}  # fmt: skip


def move_cells(*cells: str) -> tuple[Analysis, MoveResult]:
    analysis = analyze_cells(*cells)
    return analysis, move(analysis, DESTINATION)


def write(result: MoveResult, folder: Path) -> list[dict[str, str]]:
    """Write the modules, and return the code cells of the thin notebook."""
    files = {module.path: module.write() for module in result.modules} | dict(result.texts)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    (folder / "notebooks").mkdir(exist_ok=True)
    cells = json.loads(result.notebook)["cells"]
    return [
        {"id": each["id"], "source": "".join(each["source"])}
        for each in cells
        if each["cell_type"] == "code"
    ]


@pytest.mark.parametrize("name", BOOKS)
def test_every_cell_computes_the_same(name: str, tmp_path: Path) -> None:
    analysis, result = move_cells(*BOOKS[name])
    thin = write(result, tmp_path)
    before = run_cells([cell.cell.source for cell in analysis.cells], tmp_path / "notebooks")
    after = run_cells([cell["source"] for cell in thin], tmp_path / "notebooks")
    places = {cell["id"]: number for number, cell in enumerate(thin)}
    start = 0
    for number, cell in enumerate(analysis.cells):
        place = places.get(cell.cell.id)
        if place is None:  # It is merged with the next one.
            continue
        mine, theirs = before[number], after[place]
        assert theirs["error"] == mine["error"]
        assert theirs["out"] == "".join(each["out"] for each in before[start : number + 1])
        assert theirs["shown"] == mine["shown"]
        later = " ".join(each.cell.source for each in analysis.cells[number + 1 :])
        for variable, value in mine["values"].items():
            if variable in theirs["values"] or re.search(rf"\b{variable}\b", later):
                assert theirs["values"].get(variable) == value, variable
        start = number + 1


@pytest.mark.parametrize("name", BOOKS)
def test_every_statement_is_somewhere(name: str) -> None:
    analysis, result = move_cells(*BOOKS[name])
    account = result.account(analysis)
    assert sorted(account) == list(range(len(analysis.statements)))
    written = "".join(module.write() for module in result.modules)
    thin = "\n".join("".join(each["source"]) for each in json.loads(result.notebook)["cells"])
    for at, place in account.items():
        statement = analysis.statements[at]
        lines = [line.split("#")[0].strip() for line in statement.text.split("\n")]
        last = next(line for line in reversed(lines) if line).split("(")[0]
        if place == "notebook":
            assert last in thin
        elif not place.startswith("dropped") and not place.endswith("_parameters.py"):
            assert last in written


@pytest.mark.parametrize("name", sorted(BOOKS.keys() - {"star imports"}))
def test_modules_have_no_undefined_names(name: str, tmp_path: Path) -> None:
    _, result = move_cells(*BOOKS[name])
    write(result, tmp_path)
    checked = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--isolated",
            "--select",
            "F821,F811,F401,I",
            "src",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def comments(text: str) -> list[str]:
    return re.findall(r"#.*", text)


@pytest.mark.parametrize("name", BOOKS)
def test_comments_are_kept(name: str) -> None:
    analysis, result = move_cells(*BOOKS[name])
    files = [module.write() for module in result.modules] + list(result.texts.values())
    thin = ["".join(each["source"]) for each in json.loads(result.notebook)["cells"]]
    everything = "\n".join([*files, *thin])
    for cell in analysis.cells:
        for comment in comments(cell.cell.source):
            assert comment in everything


def test_a_function_is_named_after_its_comment_or_heading() -> None:
    _, result = move_cells(
        "md:# Load the data", "rows = [1] * 2", SCORE, "# Compute the error\nerror = sum(rows) - 1", "rows, error"
    )  # fmt: skip
    names = [piece.name for module in result.modules for piece in module.pieces]
    assert names == ["load_data", "compute_error"]


def test_a_docstring_comes_from_the_text_above() -> None:
    _, result = move_cells(
        "md:# Data\n\nWe drop the rows without a label.", "rows = [1] * 2\nrows = rows[:1]", "rows"
    )
    assert '"""We drop the rows without a label."""' in result.modules[0].write()


def test_a_function_without_text_above_gets_no_docstring_from_its_name() -> None:
    _, result = move_cells(
        "def load(a):\n    return a", "import pickle", TRAIN, "md:More",
        "model = [1] * 2\nwith open('m', 'wb') as f_out:\n    pickle.dump(model, f_out)", "model",
    )  # fmt: skip
    written = {piece.name: piece.text for module in result.modules for piece in module.pieces}
    assert sorted(written) == ["load", "save_model"]
    assert '"""' not in "".join(written.values())


def test_what_only_notebooks_have_is_imported() -> None:
    _, result = move_cells(DATA, "rows = [1] * 2\ndisplay(rows)\nrows = rows + [1]", "rows")
    assert "from IPython.display import display" in result.modules[0].write()


def test_the_stored_output_of_an_error_keeps_a_cell() -> None:
    from scaffold.notebooks.analysis import analyze
    from scaffold.notebooks.ipynb import parse_ipynb
    from tests.notebooks.books import make_ipynb

    document = json.loads(make_ipynb([DATA, "rows = [1] * 2\nrows = rows + missing"]))
    document["cells"][1]["outputs"] = [{"output_type": "error"}]
    analysis = analyze(parse_ipynb(json.dumps(document)), read_table())
    assert move(analysis, DESTINATION).modules == ()


@pytest.mark.parametrize(
    ("stem", "slug"),
    [("05-train-churn", "train_churn"), ("2. MODEL TRAINING", "model_training"),
     ("第04章", "notebook_04"), ("朴素", "notebook"), ("Crème", "creme")],
)  # fmt: skip
def test_notebooks_have_names_as_modules(stem: str, slug: str) -> None:
    assert make_slug(stem) == slug


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ((DATA, "async def load():\n    return 1", "rows = [await load()]"), "it awaits"),
        ((DATA, "rows = [1] * 2\nother = [__name__]"), "it reads the name of its module"),
    ],
)
def test_what_cannot_be_a_function_stays_with_the_reason(cells: tuple[str, ...], why: str) -> None:
    _, result = move_cells(*cells)
    reasons = {unit.reason for unit in result.moved.units}
    assert any(each.startswith(why) for each in reasons)


def test_a_function_with_globals_that_a_magic_calls_is_made_by_another_function() -> None:
    _, result = move_cells(
        DATA, "k = 2 + 0", "def load(a):\n    return a * k", "load(3)", "%timeit load(2)"
    )
    (piece,) = (each for each in result.modules[0].pieces if each.outputs == ("load",))
    assert (piece.name, piece.parameters) == ("make_load", ("k",))


def test_a_module_beside_the_notebook_is_given_to_the_function_that_uses_it() -> None:
    analysis = analyze_cells(DATA, "import near", "rows = [near.load()]", "rows")
    (module,) = move(analysis, DESTINATION, known_modules=frozenset({"near"})).modules
    assert module.imports == ()
    assert [piece.parameters for piece in module.pieces] == [("near",)]


def test_the_package_of_the_stages_is_imported_by_the_module_that_uses_it() -> None:
    cells = (DATA, "from demo.tables import load", "rows = [load()]", "rows")
    known = frozenset({"demo"})
    (module,) = move(analyze_cells(*cells), DESTINATION, known_modules=known).modules
    assert module.imports == ("from demo.tables import load",)
    assert [piece.parameters for piece in module.pieces] == [()]
