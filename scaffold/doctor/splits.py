"""Random splits that nobody can repeat."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.notebooks import code_cells
from scaffold.doctor.repository import Repository, parse

# A cell that is not Python, or is for another program.
_NOTHING = ast.Module([], [])
# What splits by chance, and the argument that makes it repeatable.
_ALWAYS = {
    "sklearn.model_selection.GroupShuffleSplit": "random_state",
    "sklearn.model_selection.ShuffleSplit": "random_state",
    "sklearn.model_selection.StratifiedShuffleSplit": "random_state",
    "sklearn.model_selection.train_test_split": "random_state",
    "torch.utils.data.random_split": "generator",
}
# What does so only where it is told to shuffle.
_SHUFFLING = {
    "sklearn.model_selection.KFold": "random_state",
    "sklearn.model_selection.StratifiedGroupKFold": "random_state",
    "sklearn.model_selection.StratifiedKFold": "random_state",
}


def find_unseeded_splits(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find splits at random that name no seed, in modules and in the cells of notebooks."""
    notebooks = [path for path in repository.files if path.endswith(".ipynb")]
    if not repository.code and not notebooks:
        return Skipped("there is no code yet")
    return chain(_in_modules(repository), _in_notebooks(repository, notebooks))


def _in_modules(repository: Repository) -> Iterator[Finding]:
    for path, module in repository.modules():
        for line, name, argument in _unseeded(module, dict(_imported_names(module))):
            yield Finding(path, f"`{name}` without `{argument}` splits anew in every run", line)


def _in_notebooks(repository: Repository, notebooks: Sequence[str]) -> Iterator[Finding]:
    for path in notebooks:
        cells = [parse(cell) or _NOTHING for cell in code_cells(repository, path)]
        names = {name: full for cell in cells for name, full in _imported_names(cell)}
        for number, cell in enumerate(cells, start=1):
            for _, name, argument in _unseeded(cell, names):
                message = f"`{name}` without `{argument}` in code cell {number} splits anew"
                yield Finding(path, f"{message} in every run")


def _unseeded(module: ast.Module, names: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        function = _full_name(node.func, names)
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        argument = _needed(function, given.get("shuffle"))
        # What stands behind two stars may hold the argument.
        if argument and None not in given and given.get(argument, "None") == "None":
            yield node.lineno, function.rpartition(".")[2], argument


def _needed(function: str, shuffle: str | None) -> str:
    """Return the argument that a call has to have; nothing where chance has no part in it."""
    if function in _ALWAYS:
        return "" if shuffle == "False" else _ALWAYS[function]
    return _SHUFFLING.get(function, "") if shuffle == "True" else ""


def _imported_names(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the names that imports bind, with the full names of what they are bound to."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (first, first)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _full_name(node: ast.expr, names: Mapping[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_full_name(node.value, names)}.{node.attr}"
    return names.get(node.id, "") if isinstance(node, ast.Name) else ""
