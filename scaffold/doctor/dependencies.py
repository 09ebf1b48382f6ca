"""Checks for what a project depends on: declared, with versions, under names that exist."""

import re
import sys
from collections.abc import Iterator, Sequence, Set
from itertools import groupby
from pathlib import PurePosixPath

from packaging.utils import canonicalize_name

from scaffold.doctor.declared import find_declared, find_other_declaration
from scaffold.doctor.findings import Finding, Severity, Skipped
from scaffold.doctor.notebooks import list_notebooks, read_notebook
from scaffold.doctor.programs import is_lesson
from scaffold.doctor.repository import Repository, name_of
from scaffold.doctor.requirement_lists import Listed, list_declared, list_requirements
from scaffold.errors.wording import among
from scaffold.files.parsing import LARGEST_SETTINGS

_LOCKS = frozenset(
    {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "conda-lock.yml"}
    | {"pixi.lock", "requirements.lock", "requirements.in"}
)
_BESIDE = re.compile(r"dev|test|doc|lint|ci|optional|extra", re.IGNORECASE)
# conda installs these with every environment, in a version that fits.
_OF_CONDA = frozenset({"pip", "setuptools", "wheel", "conda", "nodejs"})
_SHOWN = 5
# Files that install packages without a list of them.
_INSTALLS = re.compile(
    r"\b(?:pip3?|uv|conda|mamba|micromamba|poetry|pipenv)\b[^\n]{0,40}?\b(?:install|add|create)\b"
)
# Names of imports that are not, or are no longer, the names of packages on PyPI.
_INSTEAD = {
    "sklearn": "scikit-learn",
    "cv2": "opencv-python",
    "yaml": "pyyaml",
    "pil": "pillow",
    "skimage": "scikit-image",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "crypto": "pycryptodome",
    "pytorch": "torch",
    "umap": "umap-learn",
    "imblearn": "imbalanced-learn",
    "mpl-toolkits": "matplotlib",
    "google-colab": "",
    "pkg-resources": "setuptools",
    "osgeo": "gdal",
    "usaddress-parser": "usaddress",
    "serial": "pyserial",
    "jwt": "pyjwt",
    "mysqldb": "mysqlclient",
    "psycopg": "",
}
# Modules of the standard library whose names are also those of useful packages.
_BACKPORTS = frozenset(
    {"dataclasses", "importlib-metadata", "importlib-resources", "tomllib", "zoneinfo", "graphlib"}
    | {"typing", "argparse", "asyncio", "pathlib", "enum", "contextvars", "statistics"}
    | {"configparser", "selectors", "ipaddress", "unittest", "wsgiref", "secrets", "turtle"}
)


def find_unpinned(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find files of requirements that allow any version, where no lock file fixes them."""
    listed = list_requirements(repository)
    if not listed:
        return Skipped("no list of requirements found")
    lock = next((path for path in repository.files if name_of(path) in _LOCKS), "")
    if lock:
        return Skipped(f"`{lock}` fixes the versions")
    return _unpinned(repository, listed)


def _unpinned(repository: Repository, listed: tuple[Listed, ...]) -> Iterator[Finding]:
    fixed = {canonicalize_name(each.name) for each in listed if each.is_limited}
    for path, group in groupby(listed, key=lambda each: each.path):
        all_of_file = [each for each in group if not _is_of_conda(each)]
        loose = [each for each in all_of_file if not _is_pinned(each, fixed)]
        if not loose:
            continue
        counted = among(len(loose), len(all_of_file), "requirement")
        message = f"has no versions for {counted}: {_show([each.name for each in loose])}"
        is_note = _BESIDE.search(path) or is_lesson(repository, path)
        severity = Severity.NOTE if is_note else Severity.WARNING
        yield Finding(path, message, loose[0].line, severity=severity)


def _is_pinned(each: Listed, fixed: Set[str]) -> bool:
    return each.is_limited or each.is_local or canonicalize_name(each.name) in fixed


def _is_of_conda(each: Listed) -> bool:
    """Return whether conda gives the package to every environment, or it is Python."""
    return each.is_for_conda and canonicalize_name(each.name) in _OF_CONDA


def _show(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:_SHOWN])
    return f"{shown}, ..." if len(names) > _SHOWN else shown


def find_undeclared(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find projects that import packages, and declare no dependencies at all."""
    if not repository.code and not list_notebooks(repository):
        return Skipped("no code found")
    if _declares(repository):
        return iter([])
    names = sorted(_imported(repository) - sys.stdlib_module_names - _own_names(repository))
    if not names:
        return iter([])
    message = f"the project imports {_show(names)}, and no file declares dependencies"
    return iter([Finding("", message)])


def _declares(repository: Repository) -> bool:
    declared = repository.once(find_declared)
    if declared or list_requirements(repository):
        return True
    if find_other_declaration(repository) or "dependencies" in repository.read("pyproject.toml"):
        return True
    installing = [
        path
        for path in repository.files
        if name_of(path).startswith(("Dockerfile", "Containerfile"))
    ]
    return any(_INSTALLS.search(repository.read(path, LARGEST_SETTINGS)) for path in installing)


def _imported(repository: Repository) -> set[str]:
    """Return the top-level names that modules and notebooks import, by their text alone."""
    names: set[str] = set()
    for path in repository.code:
        names.update(_IMPORT.findall(repository.read(path)))
    for path in list_notebooks(repository):
        for cell in read_notebook(repository, path).cells:
            names.update(_IMPORT.findall(cell))
    return names


_IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t]+([A-Za-z_]\w*)", re.MULTILINE)


def _own_names(repository: Repository) -> set[str]:
    """Return the names of the modules and folders of the project."""
    parts = {part for path in repository.files for part in PurePosixPath(path).parts}
    return {PurePosixPath(part).stem for part in parts} | {"__future__"}


def find_wrong_names(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find declared packages that PyPI does not have, as far as that is known offline."""
    listed = (*list_requirements(repository), *list_declared(repository))
    if not listed:
        return Skipped("no list of requirements found")
    return (
        Finding(each.path, message, each.line)
        for each in listed
        if not each.is_for_conda and (message := _describe(each))
    )


def _describe(each: Listed) -> str:
    name = canonicalize_name(each.name)
    if each.is_local:
        return f"`{each.name}` is a file of one machine"
    if instead := _INSTEAD.get(name):
        return f"`{each.name}` is not the name of the package: use `{instead}`"
    if name == "google-colab":
        return f"`{each.name}` can only be installed by Colab"
    is_standard = name.replace("-", "_") in sys.stdlib_module_names and name not in _BACKPORTS
    return f"`{each.name}` is in the standard library" if is_standard else ""
