"""Splits at random that give other parts in the next run."""

from collections.abc import Iterator, Sequence
from itertools import chain

from scaffold.doctor.experiments import sets_global_seed
from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.modules import Call
from scaffold.doctor.programs import Code, list_programs
from scaffold.doctor.repository import Repository

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
    programs = list_programs(repository)
    if not repository.code and not programs:
        return Skipped("no code found")
    return chain(_sampled(programs), _split(programs))


def _sampled(programs: Sequence[Code]) -> Iterator[Finding]:
    for program in programs:
        sampled = [each for each in program.module.rows.problems if each.code == "ML104"]
        for problem in sampled if sampled and not sets_global_seed(program) else ():
            yield program.find(problem.line, problem.message)


def _split(programs: Sequence[Code]) -> Iterator[Finding]:
    for program in programs:
        found = list(_unseeded(program))
        seeds_numpy = bool(found) and sets_global_seed(program)
        seeds_torch = bool(found) and _seeds_torch(program)
        for call, name, argument in found:
            if not (seeds_torch if name == "random_split" else seeds_numpy):
                message = f"`{name}` has no `{argument}`: the split differs in every run"
                yield program.find(call.line, message)


def _seeds_torch(program: Code) -> bool:
    seeds = {"manual_seed", "seed_everything", "set_seed", "fix_seed", "set_seeds"}
    return any(call.parts[-1] in seeds for call in program.module.calls)


def _unseeded(program: Code) -> Iterator[tuple[Call, str, str]]:
    for call in program.module.calls:
        function = call.full_name(program.module.names)
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
