"""What else of pyproject.toml changes with the dependencies, and which files are refused."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scaffold.adoption.dependencies.chosen import choose
from scaffold.adoption.dependencies.conversion import convert
from scaffold.adoption.dependencies.dependency_errors import NotConvertibleError
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.found import find_declarations
from scaffold.adoption.dependencies.setuptools_fields import find_fields
from tests.adopt.dependencies.conftest import Converted, write

PROJECT = "[project]\nname = 'x'\nversion = '1'\n"
OPTIONAL = "optional-dependencies = {t = {file = 'b.txt'}}\n"
SETUP = "from setuptools import setup\nsetup(name='x', install_requires=['fig'])\n"


def test_the_python_that_a_project_declares_already_counts(converted: Converted) -> None:
    options = "[options]\npython_requires = >=3.8\ninstall_requires = fig\n"
    project = f"{PROJECT}requires-python = '>=3.11'\n[build-system]\nrequires = ['setuptools']\n"
    found = converted({"pyproject.toml": project, "setup.cfg": options})
    assert found["project"]["requires-python"] == ">=3.11"
    assert found["project"]["dependencies"] == ["fig"]


@pytest.mark.parametrize(
    ("dynamic", "sources", "left"),
    [
        ("['dependencies']", "dependencies = {file = 'a.txt'}\n", None),
        (
            "['dependencies', 'optional-dependencies', 'version']",
            f"dependencies = {{file = ['a.txt']}}\n{OPTIONAL}version = {{attr = 'x.v'}}\n",
            {"version": {"attr": "x.v"}},
        ),
        (
            "['optional-dependencies', 'version']",
            OPTIONAL,
            None,
        ),
    ],
)
def test_only_what_stays_in_files_is_still_dynamic(
    converted: Converted, dynamic: str, sources: str, left: Mapping[str, Any] | None
) -> None:
    text = f"[project]\nname = 'x'\ndynamic = {dynamic}\n[tool.setuptools.dynamic]\n{sources}"
    found = converted({"pyproject.toml": text, "a.txt": "fig\n", "b.txt": "pear\n"})
    assert found["project"].get("dynamic", []) == (["version"] if "version" in dynamic else [])
    assert found.get("tool", {}).get("setuptools", {}).get("dynamic") == left


def test_dynamic_dependencies_that_no_file_lists_are_refused(converted: Converted) -> None:
    text = "[project]\nname = 'x'\nversion = '1'\ndynamic = ['dependencies']\n"
    with pytest.raises(NotConvertibleError, match="is dynamic, and no file says from where"):
        converted({"pyproject.toml": text})


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"setup.py": SETUP.replace("'x'", "load()")}, "its `name` is only known when it runs"),
        ({"setup.py": f"import numpy as np\n{SETUP}"}, "`setup.py` imports `numpy`"),
        ({"setup.py": f"from numpy.x import y\n{SETUP}"}, "`setup.py` imports `numpy`"),
        (
            {"setup.py": SETUP.replace("['fig']", "[], extras_require={'a b': ['fig']}")},
            "`a b` is not a name of an extra or a group",
        ),
        (
            {
                "setup.py": SETUP.replace(
                    "['fig']", "[], extras_require={'A_b': ['c'], 'a-b': ['d']}"
                )
            },
            "`A_b` and `a-b` are one name",
        ),
        (
            {
                "pyproject.toml": f"{PROJECT}[dependency-groups]\nDev = ['ruff']\n",
                "requirements-dev.txt": "pytest\n",
            },
            "`Dev` and `dev` are one name",
        ),
        (
            {"pyproject.toml": "project.name = 'x'\n", "requirements.txt": "fig\n"},
            "project.dependencies: cannot add",
        ),
        (
            {"pyproject.toml": f"{PROJECT}dependencies = 'fig'\n", "requirements.txt": "fig\n"},
            "`fig` could not be added",
        ),
    ],
)
def test_a_project_that_could_not_be_built_is_refused(
    files: Mapping[str, str], reason: str, converted: Converted
) -> None:
    with pytest.raises(NotConvertibleError, match=re.escape(reason)):
        converted(files)


def test_modules_beside_a_setup_script_can_be_imported(converted: Converted) -> None:
    script = f"import os, versions\nfrom . import x\nfrom tools.build import y\n{SETUP}"
    files = {"setup.py": script, "versions.py": "", "tools/build.py": ""}
    assert converted(files)["project"]["dependencies"] == ["fig"]


@pytest.mark.parametrize("stated", ["", ", include_package_data=True"])
def test_a_wheel_contains_the_same_data_files_as_before(converted: Converted, stated: str) -> None:
    script = SETUP.replace("['fig']", f"['fig']{stated}")
    found = converted({"setup.py": script, "MANIFEST.in": "include *.csv\n"})
    kept = {} if stated else {"setuptools": {"include-package-data": False}}
    assert found.get("tool", {}) == kept


@pytest.mark.parametrize(
    ("points", "fields"),
    [
        ("{'console_scripts': ['x = x:f'], 'gui_scripts': [], 'x': []}", 3),
        ("load()", 3),
        ("{'gui_scripts': ['x = x:f']}", 1),
    ],
)
def test_entry_points_stay_in_the_setup_script(
    converted: Converted, points: str, fields: int
) -> None:
    found = converted({"setup.py": SETUP.replace("['fig']", f"['fig'], entry_points={points}")})
    assert len(found["project"]["dynamic"]) == fields
    assert "gui-scripts" in found["project"]["dynamic"]


@pytest.mark.parametrize("text", ["[options.entry_points]\nconsole_scripts = x = x:f\n", "x = y\n"])
def test_entry_points_of_setup_cfg_stay_there(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"setup.py": SETUP, "setup.cfg": text})
    assert find_fields(Folder(tmp_path)) == (["scripts"] if "entry" in text else [])


def test_a_package_that_requires_more_from_now_on_is_said(tmp_path: Path) -> None:
    build = "[build-system]\nrequires = ['setuptools']\n"
    write(tmp_path, {"pyproject.toml": PROJECT + build, "requirements.txt": "fig\n"})
    chosen = choose(find_declarations(Folder(tmp_path)))
    assert chosen is not None
    notes = convert(Folder(tmp_path), chosen).notes
    assert notes == ("the package requires them from now on: `pip install .` installs them, too",)
