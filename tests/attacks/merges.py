"""Files to merge that grow: each change, each conflict or each decision occurs more often."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence

Three = tuple[str, str, str]
Rows = Sequence[tuple[int, int]]
Written = Callable[[Rows], str]


def _names(rows: Rows) -> list[str]:
    return [f"k{key} {value}" if value > 1 else f"k{key}" for key, value in rows[1:]]


WRITTEN: Mapping[str, Written] = {
    "a.toml": lambda rows: "[t]\n" + "".join(f"k{k} = {v}\n" for k, v in rows),
    "array.toml": lambda rows: (
        f"a = {rows[0][1]}\nl = [\n" + "".join(f'  "{name}",\n' for name in _names(rows)) + "]\n"
    ),
    "tables.toml": lambda rows: "".join(f"[t.k{k}]\na = {v}\nb = 1\n" for k, v in rows),
    "uv.toml": lambda rows: "".join(f'[[p]]\nname = "k{k}"\na = {v}\n' for k, v in rows),
    "line.toml": lambda rows: f"t = {{{', '.join(f'k{k} = {v}' for k, v in rows)}}}\n",
    "dotted.toml": lambda rows: "".join(f"t.k{k} = {v}\n" for k, v in rows),
    "a.yml": lambda rows: "j:\n" + "".join(f"  k{k}: {v}\n" for k, v in rows),
    "list.yml": lambda rows: "l:\n" + "".join(f"- name: k{k}\n  a: {v}\n" for k, v in rows),
    "line.yml": lambda rows: f"a: {rows[0][1]}\nl: [{', '.join(_names(rows))}]\n",
    "a.json": lambda rows: json.dumps({f"k{k}": v for k, v in rows}, indent=1) + "\n",
    "line.json": lambda rows: json.dumps({f"k{k}": v for k, v in rows}) + "\n",
    "list.json": lambda rows: json.dumps({"a": rows[0][1], "l": _names(rows)}, indent=1) + "\n",
    "a.cfg": lambda rows: "[a]\n" + "".join(f"k{k} = {v}\n" for k, v in rows),
    "sections.cfg": lambda rows: "".join(f"[k{k}]\na = {v}\nb = 1\n" for k, v in rows),
    "requirements.txt": lambda rows: "".join(f"k{k}=={v}\n" for k, v in rows),
    ".gitignore": lambda rows: "".join(f"k{k}/{v}\n" for k, v in rows),
    "a.txt": lambda rows: "".join(f"k{k} {v}\n" for k, v in rows),
    "a.sh": lambda rows: "".join(f"k{k} {v}\n" for k, v in rows),
    "a.py": lambda rows: "".join(f"def k{k}(a):\n    return a + {v}\n\n\n" for k, v in rows),
    "Dockerfile": lambda rows: "".join(f"ARG K{k}_VERSION={v}\n" for k, v in rows),
}


def _rows(numbers: Iterable[int], value: int = 1) -> Rows:
    return [(number, value) for number in numbers]


# By what happens: the rows of base, ours and theirs. The first row is one that both sides change.
HAPPENING: Mapping[str, Callable[[int], tuple[Rows, Rows, Rows]]] = {
    "every line changes": lambda n: (_rows(range(1, n)), [], _rows(range(1, n), 2)),
    "every other line comes": lambda n: (_rows(range(2, n, 2)), [], _rows(range(1, n))),
    "all lines come in one place": lambda n: (_rows([n]), [], _rows(range(1, n + 1))),
    "every other line goes": lambda n: (_rows(range(1, n)), [], _rows(range(2, n, 2))),
    "all lines go": lambda n: (_rows(range(1, n)), [], []),
    "all lines are exchanged": lambda n: (_rows(range(1, n)), [], _rows(range(n, 2 * n))),
    "every other line is exchanged": lambda n: (
        _rows(range(1, n)),
        [],
        [(k if k % 2 else k + n, 1) for k in range(1, n)],
    ),
    "every line changes on both sides": lambda n: (
        _rows(range(1, n)),
        _rows(range(1, n), 2),
        _rows(range(1, n), 3),
    ),
    "half of what is exchanged is gone": lambda n: (
        _rows(range(1, n)),
        _rows(range(2, n, 2)),
        [(k if k % 4 < 2 else k + n, 1) for k in range(1, n)],
    ),
    "both halves change places": lambda n: (
        _rows(range(1, n)),
        [],
        _rows([*range(n // 2, n), *range(1, n // 2)]),
    ),
}


def three_texts(path: str, happening: str, size: int) -> Three:
    """Return three versions of a file that has some number of rows."""
    base, ours, theirs = HAPPENING[happening](size)
    write = WRITTEN[path]
    return write([(0, 1), *base]), write([(0, 2), *(ours or base)]), write([(0, 3), *theirs])
