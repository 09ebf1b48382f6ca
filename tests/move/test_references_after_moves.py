"""Names and paths of modules in strings, settings, workflows and notebooks follow a move."""

import json
from collections.abc import Callable

import pytest

from tests.move.conftest import Repository, kinds

Make = Callable[[dict[str, str]], Repository]
PACKAGE = {"pkg/__init__.py": "", "pkg/load.py": "def load(): return 1\n", "pkg/fit.py": ""}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('mock.patch("pkg.load.load")\n', 'mock.patch("pkg.data.load.load")\n'),
        (
            "monkeypatch.setattr('pkg.load.load', 1)\n",
            "monkeypatch.setattr('pkg.data.load.load', 1)\n",
        ),
        ('importlib.import_module("pkg.load")\n', 'importlib.import_module("pkg.data.load")\n'),
        ('pytest.importorskip("pkg.load")\n', 'pytest.importorskip("pkg.data.load")\n'),
        ('sys.modules["pkg.load"]\n', 'sys.modules["pkg.data.load"]\n'),
        ('import_module(".load", package="pkg")\n', 'import_module(".data.load", package="pkg")\n'),
        ('open("pkg/load.py")\n', 'open("pkg/data/load.py")\n'),
        ('open("./pkg/load.py")\n', 'open("./pkg/data/load.py")\n'),
        ('x = "pkg.load:load"\n', 'x = "pkg.data.load:load"\n'),
        ('x = "pkg.loads"\n', 'x = "pkg.loads"\n'),
        ('x = "see pkg.load"\n', 'x = "see pkg.load"\n'),
        ('import_module(".load", "other")\n', 'import_module(".load", "other")\n'),
        ('import_module(f"other.{x}")\n', 'import_module(f"other.{x}")\n'),
        (
            '"""\n>>> import os.path; import pkg.load\n"""\n',
            '"""\n>>> import os.path; import pkg.data.load\n"""\n',
        ),
        (
            'def f():\n    """F.\n\n    >>> import pkg.load\n    """\n',
            'def f():\n    """F.\n\n    >>> import pkg.data.load\n    """\n',
        ),
    ],
)
def test_a_string_that_names_a_module_is_rewritten(
    repository: Make, before: str, after: str
) -> None:
    made = repository({**PACKAGE, "tests/test_it.py": before})
    made.move("pkg/load.py")
    assert made.read("tests/test_it.py") == after


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("pyproject.toml", 'x = "pkg.load:main"\n', 'x = "pkg.data.load:main"\n'),
        ("pyproject.toml", 'omit = ["pkg/load.py"]\n', 'omit = ["pkg/data/load.py"]\n'),
        ("pyproject.toml", '"pkg/load.py" = ["E501"]\n', '"pkg/data/load.py" = ["E501"]\n'),
        ("pyproject.toml", 'module = "pkg.load"\n', 'module = "pkg.data.load"\n'),
        ("setup.cfg", "[mypy-pkg.load]\n", "[mypy-pkg.data.load]\n"),
        ("setup.cfg", "    run = pkg.load:main\n", "    run = pkg.data.load:main\n"),
        ("setup.py", 'setup(scripts=["pkg/load.py"])\n', 'setup(scripts=["pkg/data/load.py"])\n'),
        ("Makefile", "all:\n\tpython -m pkg.load\n", "all:\n\tpython -m pkg.data.load\n"),
        (
            "justfile",
            "run:\n    python ./pkg/load.py x\n",
            "run:\n    python ./pkg/data/load.py x\n",
        ),
        (
            "Dockerfile",
            "COPY pkg/load.py /app/pkg/load.py\n",
            "COPY pkg/data/load.py /app/pkg/data/load.py\n",
        ),
        (
            ".github/workflows/ci.yml",
            "- run: python pkg/load.py\n",
            "- run: python pkg/data/load.py\n",
        ),
        (".coveragerc", "omit = */pkg/load.py\n", "omit = */pkg/data/load.py\n"),
        ("run.sh", "python $ROOT/pkg/load.py\n", "python $ROOT/pkg/data/load.py\n"),
        ("conf/model.yaml", "_target_: pkg.load.Loader\n", "_target_: pkg.data.load.Loader\n"),
        ("requirements.lock", "pkg.load\n", "pkg.load\n"),
        ("tox.ini", "pkg.loads pkg.load2 my-pkg.load\n", "pkg.loads pkg.load2 my-pkg.load\n"),
    ],
)
def test_settings_and_commands_follow(repository: Make, path: str, before: str, after: str) -> None:
    made = repository({**PACKAGE, path: before})
    made.move("pkg/load.py")
    assert made.read(path) == after


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (
            "pyproject.toml",
            '[tool.setuptools]\npackages = ["pkg", "pkg.net"]\n',
            '[tool.setuptools]\npackages = ["pkg", "pkg.models", "pkg.models.net"]\n',
        ),
        (
            "setup.cfg",
            "[options]\npackages =\n    pkg\n    pkg.net\n",
            "[options]\npackages =\n    pkg\n    pkg.models\n    pkg.models.net\n",
        ),
        (
            "setup.py",
            'setup(packages=[\n  "pkg",\n  "pkg.net",\n])\n',
            'setup(packages=[\n  "pkg",\n  "pkg.models",\n  "pkg.models.net",\n])\n',
        ),
        ("setup.py", "setup(packages=find_packages())\n", "setup(packages=find_packages())\n"),
        ("setup.py", "packages=['pkg.net'\n", "packages=['pkg.net'\n"),
        ("pyproject.toml", 'packages = ["other"]\n', 'packages = ["other"]\n'),
        ("setup.cfg", "[options]\npackages =\n    other\n", "[options]\npackages =\n    other\n"),
    ],
)
def test_lists_of_packages_get_the_new_stage(
    repository: Make, path: str, before: str, after: str
) -> None:
    made = repository({**PACKAGE, "pkg/net/__init__.py": "", path: before})
    made.move("pkg/net", stage="models")
    assert made.read(path) == after


def test_a_file_of_the_same_name_elsewhere_is_not_meant(repository: Make) -> None:
    text = "a: other/pkg/load.py\nb: ./other/pkg/load.py\nc: pkg/load.py\n"
    made = repository({**PACKAGE, "other/pkg/load.py": "", "x.yml": text})
    made.move("pkg/load.py")
    assert made.read("x.yml") == text.replace("c: pkg/load.py", "c: pkg/data/load.py")


def test_prose_is_reported_and_not_changed(repository: Make) -> None:
    text = "# Demo\n\nSee `pkg/load.py` and `pkg.load.load`.\n"
    made = repository({**PACKAGE, "README.md": text})
    result = made.move("pkg/load.py")
    assert made.read("README.md") == text
    assert [(each.path, each.line) for each in kinds(result, "text")] == [("README.md", 3)]


def test_code_of_notebooks_follows_and_every_other_byte_stays(repository: Make) -> None:
    cells = [
        ["%matplotlib inline\n", "from pkg import load\n", "import pkg.load"],
        ["!ls pkg\n", "x = !ls\n", "pkg.load.load()?\n", "pkg.load.load()"],
        ["this is not Python: pkg.load"],
    ]
    book = {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": 3,
                "metadata": {},
                "outputs": [],
                "source": each,
            }
            for each in cells
        ]
        + [{"cell_type": "markdown", "metadata": {}, "source": "`pkg.load`"}],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    before = json.dumps(book, indent=1) + "\n"
    made = repository({**PACKAGE, "nb.ipynb": before})
    made.move("pkg/load.py")
    after = before.replace("from pkg import load", "from pkg.data import load")
    after = after.replace("import pkg.load", "import pkg.data.load")
    after = after.replace('"pkg.load.load()"', '"pkg.data.load.load()"')
    after = after.replace('"pkg.load.load()?', '"pkg.data.load.load()?')
    after = after.replace("not Python: pkg.load", "not Python: pkg.data.load")
    assert made.read("nb.ipynb") == after


def test_a_cell_can_contain_any_comment(repository: Make) -> None:
    source = "#%%-- cell --%%\n#%%-- cell --%%\nimport pkg.load"
    cell: dict[str, object] = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    cells = [{**cell, "source": source}, {**cell, "source": "pkg.load.load()"}]
    before = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    made = repository({**PACKAGE, "nb.ipynb": before})
    made.move("pkg/load.py")
    assert made.read("nb.ipynb") == before.replace("pkg.load", "pkg.data.load")


@pytest.mark.parametrize("language", ["R", "julia"])
def test_notebooks_of_other_languages_stay(repository: Make, language: str) -> None:
    cell: dict[str, object] = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    metadata = {"kernelspec": {"name": "x", "language": language, "display_name": "x"}}
    cells = [{**cell, "source": "import pkg.load"}]
    book = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}
    before = json.dumps(book)
    made = repository({**PACKAGE, "nb.ipynb": before})
    made.move("pkg/load.py")
    assert made.read("nb.ipynb") == before


def test_a_byte_order_mark_and_another_encoding_stay(repository: Make) -> None:
    made = repository({**PACKAGE})
    (made.folder / "a.py").write_bytes(b"\xef\xbb\xbfimport pkg.load\r\n")
    (made.folder / "b.py").write_bytes(b"# coding: latin-1\nimport pkg.load  # \xe4\n")
    made.commit()
    made.move("pkg/load.py")
    assert (made.folder / "a.py").read_bytes() == b"\xef\xbb\xbfimport pkg.data.load\r\n"
    written = (made.folder / "b.py").read_bytes()
    assert written == b"# coding: latin-1\nimport pkg.data.load  # \xe4\n"


@pytest.mark.parametrize("folder", [".venv", "venv", "node_modules", "my-env"])
def test_what_is_installed_in_the_repository_is_not_changed(repository: Make, folder: str) -> None:
    installed = f"{folder}/lib/python3.11/site-packages/other.py"
    text = "from pkg.load import x\nimport_module(name)\n"
    made = repository({**PACKAGE, installed: text, "my-env/pyvenv.cfg": "home = /usr\n"})
    result = made.move("pkg/load.py")
    assert made.read(installed) == text
    assert not any(each.path == installed for each in result.planned.remarks)
