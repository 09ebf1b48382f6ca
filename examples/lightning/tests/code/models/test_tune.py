"""The search: what it may try, what it keeps, and that it can be resumed."""

from typing import Any

import pytest
from omegaconf import OmegaConf
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from demo.config import Paths
from demo.errors import ArgumentsError, RunError
from demo.models.space import parse_space
from demo.models.train import begin_run
from demo.models.tune import TrialReport, optimize

QUICK = (
    "trainer.max_epochs=1",
    "model.n_layers=1",
    "logger=none",
    "~search.parameters",
    "+search.parameters={model.hidden_size:'int(interval(4,16))',model.loss:'choice(nll,cross_entropy)'}",
)


@pytest.mark.parametrize(
    ("words", "distribution"),
    [
        ("int(interval(4, 64))", IntDistribution(4, 64)),
        ("interval(0.0, 0.5)", FloatDistribution(0.0, 0.5)),
        ("tag(log, interval(0.001, 1))", FloatDistribution(0.001, 1.0, log=True)),
        ("tag(log, int(interval(1, 64)))", IntDistribution(1, 64, log=True)),
        ("range(1, 8, 2)", IntDistribution(1, 7, step=2)),
        ("range(0.0, 1.0, 0.5)", CategoricalDistribution([0.0, 0.5])),
        ("choice(nll, 'a b', 3, true)", CategoricalDistribution(["nll", "a b", 3, True])),
    ],
)
def test_what_may_be_tried_is_said_in_the_words_of_a_sweep(
    words: str, distribution: BaseDistribution
) -> None:
    assert parse_space({"a.b": words}) == {"a.b": distribution}


@pytest.mark.parametrize(
    "words", ["5", "nothing", "interval(3, 1)", "interval(1", "range(1, 1)", "choice([1], [2])"]
)
def test_words_that_give_nothing_to_search_are_refused(words: str) -> None:
    with pytest.raises(ArgumentsError):
        parse_space({"a.b": words})


def test_the_best_parameters_are_kept_where_train_finds_them(project: Paths) -> None:
    reports: list[TrialReport] = []
    tuning = optimize(project, QUICK, trials=3, report=reports.append)
    values = [trial.value for trial in reports if trial.value is not None]

    assert tuning.metric == "loss/val"
    assert tuple(reports) == tuning.trials
    assert tuning.best.value == min(values)
    config, _ = begin_run(project, [])
    found = {key: OmegaConf.select(config, key) for key in tuning.best.parameters}
    assert found == dict(tuning.best.parameters)
    without, _ = begin_run(project, ["tuned=none"])
    assert without.model.hidden_size == 128
    assert not project.latest.exists()


def test_every_trial_is_a_numbered_run_with_its_own_parameters(project: Paths) -> None:
    tuning = optimize(project, QUICK, trials=2)
    (results,) = project.runs.rglob("optimization_results.yaml")

    folders = sorted(path.name for path in results.parent.iterdir() if path.is_dir())
    assert folders == ["0", "1"]
    assert results.parent.parent.parent.parent.name == "optimize"
    for number, trial in enumerate(tuning.trials):
        overrides = (results.parent / str(number) / ".hydra" / "overrides.yaml").read_text()
        assert f"model.hidden_size={trial.parameters['model.hidden_size']}" in overrides
    kept = OmegaConf.load(results)
    assert OmegaConf.to_container(kept)["best_evaluated_result"] == tuning.best.value  # type: ignore[call-overload, index]


def test_a_study_is_resumed_by_its_name_on_the_same_ground_only(project: Paths) -> None:
    optimize(project, QUICK, trials=1)
    assert optimize(project, QUICK, trials=1).trials[0].number == 1
    with pytest.raises(ArgumentsError, match="seed") as caught:
        optimize(project, [*QUICK, "seed=1"], trials=1)
    assert "search.study" in caught.value.hint
    assert optimize(project, [*QUICK, "seed=1", "search.study=b"], trials=1).best.number == 0


def test_a_new_study_begins_with_the_parameters_in_use(project: Paths) -> None:
    tuning = optimize(project, [*QUICK, "model.hidden_size=5"], trials=1)
    assert tuning.best.parameters == {"model.hidden_size": 5, "model.loss": "cross_entropy"}


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        pytest.param(["search.trials=0"], "trials must be between", id="no trials"),
        pytest.param(["search.direction=up"], "direction must be one of", id="a direction"),
        pytest.param(["+search.metrics=x"], "unknown key 'metrics'", id="an unknown key"),
        pytest.param(["search.metric=loss/test"], "no metric 'loss/test'", id="the test part"),
        pytest.param(["search.parameters=null"], "at least one parameter", id="no parameters"),
    ],
)
def test_a_search_that_makes_no_sense_is_refused_by_name(
    project: Paths, overrides: list[str], said: str
) -> None:
    chosen = [*QUICK, "search.trials=1", *overrides]
    with pytest.raises(ArgumentsError, match=said):
        optimize(project, chosen)
    assert not project.tuned.exists()


def test_a_search_without_a_finished_trial_keeps_nothing(project: Paths) -> None:
    hopeless: list[Any] = [*QUICK, "model.learning_rate=1e30", "model.normalize=false"]
    with pytest.raises(RunError, match="no trial"):
        optimize(project, hopeless, trials=1)
    assert not project.tuned.exists()
