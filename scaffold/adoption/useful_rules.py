"""Which ignore rules of a template are of use in a repository. Pure.

A rule for something that the repository does not have is one more line to read and to maintain.
"""

import re
from collections.abc import Callable, Mapping

from scaffold.adoption.clues import Clues
from scaffold.adoption.kinds_of_files import TEST

Evidence = Callable[[Clues], bool]


def _has_python(clues: Clues) -> bool:
    return any(path.endswith((".py", ".ipynb")) for path in clues.files)


def _has_notebooks(clues: Clues) -> bool:
    return any(path.endswith(".ipynb") for path in clues.files)


def _has_tests(clues: Clues) -> bool:
    return any(TEST.fullmatch(path) for path in clues.files)


def _is_packaged(clues: Clues) -> bool:
    return any(made.packaged for _, made in clues.declarations)


def _is_packaged_at_the_top(clues: Clues) -> bool:
    return any(made.packaged for _, made in clues.metadata)


def _configures(tool: str) -> Evidence:
    files = {f"{tool}.ini", f".{tool}.ini", f"{tool}.toml", f".{tool}.toml"}
    return lambda clues: (
        bool(files & clues.files) or any(tool in made.tables for _, made in clues.metadata)
    )


_EVIDENCE: Mapping[str, Evidence] = {
    "__pycache__/": _has_python,
    "*.py[co]": lambda _: False,  # Python 3 writes them to `__pycache__/`.
    ".venv/": _has_python,
    "*.egg-info/": _is_packaged,
    "/build/": _is_packaged_at_the_top,
    "/dist/": _is_packaged_at_the_top,
    ".ipynb_checkpoints/": _has_notebooks,
    ".pytest_cache/": _has_tests,
    ".coverage": _has_tests,
    ".coverage.*": _has_tests,
    "htmlcov/": _has_tests,
    ".mypy_cache/": _configures("mypy"),
    ".ruff_cache/": _configures("ruff"),
    ".rumdl_cache/": _configures("rumdl"),
    "mlflow.db": lambda clues: "mlruns" in clues.folders,
}
# Anchored rules for a folder, and for what is in it.
_FOLDER = re.compile(r"/([^/*?\[]+)/\*{0,2}")
_OWN_STATE = "/.scaffold/"


def is_useful(rule: str, clues: Clues) -> bool:
    """Tell whether a repository has, or will have, what a rule is for.

    Args:
        rule: A line of an ignore file.
        clues: The repository, which has code of its own.
    """
    evidence = _EVIDENCE.get(rule)
    if evidence:
        return evidence(clues)
    folder = _FOLDER.fullmatch(rule)
    return rule == _OWN_STATE or not folder or folder[1] in clues.folders
