"""Splits at random that give other parts in the next run."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.modules import Call, Module, read_module
from scaffold.doctor.notebooks import list_notebooks, read_notebook
from scaffold.doctor.repository import Repository
from scaffold.files.parsing import LARGEST_CODE, parse_or

# A cell that is not Python, or is for another program.
_NOTHING = Module((), ())
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
# A file without any of these words is not parsed.
_WORDS = ("train_test_split", "random_split", "ShuffleSplit", "KFold")


def find_unseeded_splits(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find splits at random that name no seed, in modules and in the cells of notebooks."""
    notebooks = list_notebooks(repository)
    if not repository.code and not notebooks:
        return Skipped("no code found")
    return chain(_in_modules(repository), _in_notebooks(repository, notebooks))


def _in_modules(repository: Repository) -> Iterator[Finding]:
    for path in repository.code:
        if _may_split(repository.read(path)) and (module := repository.module(path)):
            for call, name, argument in _unseeded(module, module.names):
                message = f"`{name}` has no `{argument}`: the split differs in every run"
                yield Finding(path, message, call.line)


def _in_notebooks(repository: Repository, notebooks: Sequence[str]) -> Iterator[Finding]:
    for path in notebooks:
        sources = read_notebook(repository, path).cells
        if not any(map(_may_split, sources)) or sum(map(len, sources)) > LARGEST_CODE:
            continue
        cells = [parse_or(source, read_module, _NOTHING) for source in sources]
        names = {name: full for cell in cells for name, full in cell.names.items()}
        for number, cell in enumerate(cells, start=1):
            for _, name, argument in _unseeded(cell, names):
                message = f"`{name}` in code cell {number} has no `{argument}`"
                yield Finding(path, f"{message}: the split differs in every run")


def _may_split(source: str) -> bool:
    return any(word in source for word in _WORDS)


def _unseeded(module: Module, names: Mapping[str, str]) -> Iterable[tuple[Call, str, str]]:
    for call in module.calls:
        function = call.full_name(names)
        given = call.arguments
        argument = _needed(function, given.get("shuffle"))
        # A `**` argument can contain it.
        if argument and None not in given and given.get(argument, "None") == "None":
            yield call, function.rpartition(".")[2], argument


def _needed(function: str, shuffle: str | None) -> str:
    """Return the argument that a call has to have; nothing where chance has no part in it."""
    if function in _ALWAYS:
        return "" if shuffle == "False" else _ALWAYS[function]
    return _SHUFFLING.get(function, "") if shuffle == "True" else ""
