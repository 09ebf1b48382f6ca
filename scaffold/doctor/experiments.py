"""Checks for how experiments use their rows and seeds."""

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from scaffold.doctor.experiment.library_names import ESTIMATORS_BY_CHANCE
from scaffold.doctor.findings import Finding, Severity, Skipped
from scaffold.doctor.modules import Call
from scaffold.doctor.programs import Code, list_programs
from scaffold.doctor.repository import Repository

_NO_CODE = Skipped("no code found")
_MAKERS_BY_CHANCE = ("sklearn.", "imblearn.", "umap", "cuml.", "skopt.")
# Set the seed of numpy, which scikit-learn uses where it is given none.
_GLOBAL_SEEDS = frozenset(
    {"seed_everything", "set_seed", "set_random_seed", "fix_seed", "set_seeds"}
)


def _find_problems(code: str) -> Callable[[Repository], Iterator[Finding] | Skipped]:
    """Return the check that finds the problems of a code."""

    def find(repository: Repository) -> Iterator[Finding] | Skipped:
        programs = list_programs(repository)
        if not repository.code and not programs:
            return _NO_CODE
        return (
            program.find(problem.line, problem.message, Severity.ERROR)
            for program in programs
            for problem in program.module.rows.problems
            if problem.code == code
        )

    return find


find_early_fits = _find_problems("ML501")
find_early_resampling = _find_problems("ML502")
find_choices_by_test_rows = _find_problems("ML503")


def find_scores_of_training_rows(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find programs whose only scores are of rows that the model was fitted on."""
    programs = list_programs(repository)
    if not repository.code and not programs:
        return _NO_CODE
    return _scores_of_training_rows(programs)


def _scores_of_training_rows(programs: tuple[Code, ...]) -> Iterator[Finding]:
    honest = {
        PurePosixPath(program.path).parent
        for program in programs
        if program.module.rows.is_scored_elsewhere and not program.module.starts
    }
    for program in programs:
        rows = program.module.rows
        is_honest = not program.module.starts and PurePosixPath(program.path).parent in honest
        if rows.on_training and not rows.is_scored_elsewhere and not is_honest:
            line, name = min(rows.on_training.items())
            message = f"`{name}` is of rows that the model was fitted on, and no other score is"
            yield program.find_lesson(line, message)


def find_unseeded_estimators(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find estimators that make a different model in every run."""
    programs = list_programs(repository)
    if not repository.code and not programs:
        return _NO_CODE
    return (
        program.find_lesson(call.line, f"`{call.parts[-1]}` has no `random_state`: {_RESULT}")
        for program in programs
        if not sets_global_seed(program)
        for call in program.module.calls
        if _is_unseeded(call, program)
    )


_RESULT = "the result differs in every run"


def sets_global_seed(program: Code) -> bool:
    """Return whether a program seeds numpy for all that follows."""
    return any(
        call.parts[-1] in _GLOBAL_SEEDS
        or ("random_state" in call.arguments and call.parts[-1] == "set_params")
        or (call.parts[-2:] == ("random", "seed") and len(call.parts) > 2)
        or call.full_name(program.module.names) == "numpy.random.seed"
        for call in program.module.calls
    )


def _is_unseeded(call: Call, program: Code) -> bool:
    if call.parts[-1] not in ESTIMATORS_BY_CHANCE or None in call.arguments:
        return False
    name = call.full_name(program.module.names)
    given = call.arguments.get("random_state", "None")
    return name.startswith(_MAKERS_BY_CHANCE) and given == "None"
