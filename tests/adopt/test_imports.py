"""Requirements that are derived from the imports of a repository."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.adoption.imports import Imported, imported_names, read_imports, write_requirements
from scaffold.adoption.text_style import describe_style
from tests.adopt.conftest import Repository, write
from tests.kit.machine import Finished

NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "markdown", "source": "import this prose"},
            {"cell_type": "code", "source": ["%matplotlib inline\n", "import cv2\n"]},
            {"cell_type": "code", "source": "!pip install x\nfrom PIL import Image"},
        ]
    }
).encode()


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import a.b, c as d\nfrom e.f import g", {"a", "c", "e"}),
        ("from . import a\nfrom .b import c", set()),
        ("def f():\n    import a", {"a"}),
        ("try:\n    import a\nexcept ImportError:\n    a = None", set()),
        ("try:\n    import a\nexcept ValueError:\n    pass", {"a"}),
        ("print 'Python 2'\nimport a\n  from b.c import d", {"a", "b"}),
        ('"""\nimport a\n"""', set()),
        ("", set()),
    ],
)
def test_imports_are_those_that_the_code_cannot_do_without(code: str, names: set[str]) -> None:
    assert imported_names(code) == names


def test_packages_are_named_as_they_are_installed(tmp_path: Path) -> None:
    files = {
        "train.py": b"import os, yaml, mine, helper, cPickle\nimport torch\nimport odd_name\n",
        "mine.py": b"import sklearn\n",
        "tools/helper/__init__.py": b"",
        "a.ipynb": NOTEBOOK,
        "broken.ipynb": b"[",
    }
    write(tmp_path, files)
    found = read_imports(tmp_path, files)
    packages = ("opencv-python", "pillow", "pyyaml", "scikit-learn", "torch")
    assert found == Imported(packages, (("odd_name", "train.py"),))
    assert write_requirements(found).splitlines() == [
        "# Packages that the code imports",
        *packages,
        "# odd_name: unknown package, imported in train.py",
    ]


def test_nothing_is_derived_from_a_part_of_the_code(tmp_path: Path) -> None:
    assert read_imports(tmp_path, [f"{number}.py" for number in range(1_001)]) is None
    large = {f"{number}.py": b"#" * 900_000 for number in range(12)}
    write(tmp_path, large)
    assert read_imports(tmp_path, large) is None


def test_a_file_that_cannot_be_read_imports_nothing(tmp_path: Path) -> None:
    assert read_imports(tmp_path, ["gone.py"]) == Imported()
    assert describe_style(tmp_path, ["gone.py"]) == ""


@pytest.mark.story
def test_a_repository_without_a_declaration_gets_what_its_code_imports(
    repository: Repository, scaffold: Callable[..., Finished]
) -> None:
    folder = repository({"train.py": b"import torch\n", "README.md": b"# Net\n"})
    assert scaffold("adopt", folder, "--defaults").exit_code == 0
    assert (folder / "requirements.txt").read_text().splitlines()[1:] == ["torch"]
    assert "- /requirements.txt" in (folder / ".copier-answers.yml").read_text()
    again = scaffold("adopt", folder, "--defaults", "--merge", "--allow-dirty")
    assert "Nothing to do" in again.output


@pytest.mark.story
def test_a_requirements_file_is_never_empty(
    repository: Repository, scaffold: Callable[..., Finished]
) -> None:
    folder = repository({"train.py": b"import os\n"})
    finished = scaffold("adopt", folder, "--defaults")
    assert "requirements.txt no known packages found" in " ".join(finished.output.split())
    assert not (folder / "requirements.txt").exists()
