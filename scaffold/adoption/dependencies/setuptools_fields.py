"""What setup.py and setup.cfg say besides dependencies, which stays there. Only reads."""

import ast
from collections.abc import Iterator

from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.setup_cfg import SETUP_CFG
from scaffold.adoption.dependencies.setup_script import SETUP_PY, find_setup
from scaffold.files.parsing import parse_ini, parse_or, parse_python

# Fields of PEP 621 by the arguments of `setup()` and the keys of `[metadata]`.
_FIELDS = {
    "version": "version",
    "description": "description",
    "long_description": "readme",
    "license": "license",
    "license_files": "license",
    "author": "authors",
    "author_email": "authors",
    "maintainer": "maintainers",
    "maintainer_email": "maintainers",
    "keywords": "keywords",
    "classifiers": "classifiers",
    "url": "urls",
    "home_page": "urls",
    "download_url": "urls",
    "project_urls": "urls",
}
# The packages that a build can import without being told.
_FOR_BUILDS = frozenset({"setuptools", "distutils", "pkg_resources", "wheel", "pip"})


def find_fields(folder: Folder) -> list[str]:
    """Return the fields of PEP 621 that stay in setup.py and setup.cfg: they become dynamic."""
    return list(dict.fromkeys(_find(folder)))


def _find(folder: Folder) -> Iterator[str]:
    for name in list_arguments(folder):
        if name in _FIELDS:
            yield _FIELDS[name]
    parser = parse_or(folder.read(SETUP_CFG) or "", parse_ini, None)
    if parser is None:
        return
    if parser.has_section("metadata"):
        yield from (_FIELDS[key] for key in parser.options("metadata") if key in _FIELDS)
    if parser.has_section("options.entry_points"):
        yield from _entry_points(parser.options("options.entry_points"))


def list_arguments(folder: Folder) -> list[str]:
    """Return the names of the arguments of `setup()`."""
    module = parse_or(folder.read(SETUP_PY) or "", parse_python, None)
    call = find_setup(module) if module else None
    return [word.arg for word in call.keywords if word.arg] if call else []


def find_entry_points(folder: Folder) -> list[str]:
    """Return the fields for the entry points of setup.py, as far as they can be read."""
    module = parse_or(folder.read(SETUP_PY) or "", parse_python, None)
    call = find_setup(module) if module else None
    given = {word.arg: word.value for word in call.keywords} if call else {}
    value = given.get("entry_points")
    if not isinstance(value, ast.Dict):
        return ["entry-points", "scripts", "gui-scripts"] if value else []
    keys = [each.value for each in value.keys if isinstance(each, ast.Constant)]
    return list(_entry_points(map(str, keys)))


def _entry_points(groups: Iterator[str] | list[str]) -> Iterator[str]:
    for group in groups:
        yield {"console_scripts": "scripts", "gui_scripts": "gui-scripts"}.get(
            group, "entry-points"
        )


def find_build_imports(folder: Folder) -> list[str]:
    """Return the packages that setup.py imports: a build in isolation would lack them."""
    module = parse_or(folder.read(SETUP_PY) or "", parse_python, None)
    return [name for name in _imports(module) if not _is_there(folder, name)] if module else []


def _imports(module: ast.Module) -> Iterator[str]:
    import sys

    for node in module.body:
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        tops = [name.partition(".")[0] for name in names]
        yield from (
            top for top in tops if top not in sys.stdlib_module_names and top not in _FOR_BUILDS
        )


def _is_there(folder: Folder, name: str) -> bool:
    return folder.has(f"{name}.py") or (folder.path / name).is_dir()
