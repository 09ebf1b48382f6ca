"""The trials of a search, as they are reported and tracked."""

from dataclasses import dataclass
from typing import Any

from optuna.trial import FrozenTrial

from ..config import Arguments
from .tracking import Record


@dataclass(frozen=True)
class TrialReport:
    """One finished trial: its parameters, and mean weighted F1 of the folds it ran."""

    number: int
    # "complete" or "pruned".
    state: str
    value: float
    running_means: tuple[float, ...]
    arguments: Arguments


@dataclass(frozen=True)
class Tuning:
    """What a search gave: the best trial of the study, and the trials of this call."""

    best: TrialReport
    trials: tuple[TrialReport, ...]


def propose(arguments: Arguments, parameters: dict[str, Any]) -> Arguments:
    """Return a trial's own parameters, checked; the ones in use stay untouched."""
    return Arguments.from_dict(arguments.to_dict() | parameters, source="trial")


def report_trial(trial: FrozenTrial, arguments: Arguments) -> TrialReport:
    """Return what there is to say of a finished trial."""
    means = tuple(value for _, value in sorted(trial.intermediate_values.items()))
    return TrialReport(
        number=trial.number,
        state=trial.state.name.lower(),
        value=means[-1],
        running_means=means,
        arguments=propose(arguments, trial.params),
    )


def trial_record(study_name: str, trial: TrialReport) -> Record:
    """Return a trial as it is tracked, whether it was completed or pruned."""
    return Record(
        name=f"{study_name}-{trial.number}",
        parameters=trial.arguments.to_dict(),
        metrics={"weighted_f1": trial.value},
        series={"running_mean": trial.running_means},
        tags={"study": study_name, "trial": str(trial.number), "state": trial.state},
        status="FINISHED" if trial.state == "complete" else "KILLED",
    )
