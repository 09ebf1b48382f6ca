"""Moving a notebook again: functions that were edited stay, and the module still runs."""

import ast

import pytest

from scaffold.notebooks.module_merge import MergedModule, merge_module
from scaffold.notebooks.module_text import ModuleParts
from scaffold.notebooks.pieces import Piece
from scaffold.notebooks.plan_file import digest

PATH = "src/demo/data/churn.py"
LOAD = "def load(path):\n    return pd.read_csv(path)"
NEWER = "def load(path):\n    return pd.read_csv(path, sep=';')"
EDITED = "def load(path):\n    return pd.read_csv(path, decimal=',')"


def parts(*functions: str, imports: tuple[str, ...] = ("import pandas as pd",)) -> ModuleParts:
    pieces = tuple(
        Piece((at,), "data", PATH, ast.parse(text).body[0].name, "", text)  # type: ignore[attr-defined]
        for at, text in enumerate(functions)
    )
    return ModuleParts(PATH, '"""Data."""', imports, pieces)


def merge(existing: str, new: ModuleParts, written: str = LOAD) -> MergedModule:
    return merge_module(existing.encode(), new, {(PATH, "load"): digest(written)})


def test_a_function_as_it_was_written_is_written_again() -> None:
    merged = merge(parts(LOAD).write(), parts(NEWER))
    assert merged == MergedModule(parts(NEWER).write().encode())


def test_an_edited_function_stays_and_is_named_where_the_notebook_changed_too() -> None:
    existing = parts(EDITED).write()
    assert merge(existing, parts(NEWER)) == MergedModule(existing.encode(), ("load",))
    assert merge(existing, parts(LOAD)) == MergedModule(existing.encode())


def test_a_function_that_is_only_formatted_is_as_it_was() -> None:
    existing = parts("def load( path ):\n    return pd.read_csv(path)").write()
    assert merge(existing, parts(LOAD)) == MergedModule(existing.encode())


def test_a_module_that_cannot_be_parsed_stays_whole() -> None:
    assert merge("def load(:\n", parts(LOAD)) == MergedModule(b"def load(:\n", ("load",))


def test_a_module_in_another_encoding_stays_whole() -> None:
    existing = f"# -*- coding: latin-1 -*-\n# Größe\n{LOAD}\n".encode("latin-1")
    assert merge_module(existing, parts(NEWER), {}) == MergedModule(existing, ("load",))


def test_a_module_that_is_not_there_is_written() -> None:
    assert merge("\n", parts(LOAD)) == MergedModule(parts(LOAD).write().encode())


def test_a_comment_right_above_a_function_belongs_to_it() -> None:
    above = f"# As exported.\n{LOAD}"
    merged = merge(parts(above).write(), parts(NEWER), written=above)
    assert "# As exported." not in merged.content.decode()
    assert merged.content.decode() == parts(NEWER).write()


OTHER = "def save(table):\n    return np.save('a', table)"


@pytest.mark.parametrize(
    ("existing", "expected"),
    [
        ("", "import numpy as np\n\n\n"),
        ('"""Mine."""\n', '"""Mine."""\n\nimport numpy as np\n'),
        ("import os\n", "import os\nimport numpy as np\n"),
        ("import numpy as np\n", "import numpy as np\n"),
        ("import os, numpy as np\n", "import os, numpy as np\n"),
        ("#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n",
         "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n\nimport numpy as np\n"),
        ("# Mine\nx = 1\n", "# Mine\n\nimport numpy as np\nx = 1\n"),
        ("def mine(): ...\n\n\nimport late\n",
         "import numpy as np\n\n\ndef mine(): ...\n\n\nimport late\n"),
        ("if True:\n    import os\n", "import numpy as np\n\n\nif True:\n    import os\n"),
    ],
)  # fmt: skip
def test_imports_that_lack_are_added_below_those_at_the_top(existing: str, expected: str) -> None:
    merged = merge(existing + "\n\n" + LOAD + "\n", parts(OTHER, imports=("import numpy as np",)))
    ast.parse(merged.content.decode())
    assert merged.content.decode().startswith(expected)
    assert merged.content.decode().endswith(f"\n\n\n{OTHER}\n")
    assert LOAD in merged.content.decode()


@pytest.mark.parametrize(
    "head", ["", '"""Mine."""\n', "# Mine\n", "import os\n", '"""A"""\nimport os\n']
)
def test_imports_from_the_future_come_first(head: str) -> None:
    new = parts(OTHER, imports=("from __future__ import annotations", "import numpy as np"))
    merged = merge(f"{head}\n\n{LOAD}\n", new)
    compile(merged.content.decode(), PATH, "exec")
    assert "import numpy as np" in merged.content.decode()
    again = merge(merged.content.decode(), new)
    assert again == MergedModule(merged.content)
