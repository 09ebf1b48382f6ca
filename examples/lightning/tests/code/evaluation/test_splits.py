"""Repeated splits: seeds, figures, and a report that a run's own report can lean on."""

import statistics
from collections.abc import Callable

import pytest
from omegaconf import DictConfig

from demo.config import Paths
from demo.errors import ArgumentsError
from demo.evaluation.evaluate import (
    evaluate_run,
    evaluate_splits,
    known_splits,
    load_data,
)
from demo.evaluation.splits import repeated_splits
from demo.evaluation.spread import pool, split_seeds
from demo.inference.artifacts import Artifacts
from demo.utils.composing import compose_config

QUICK = (
    "trainer.max_epochs=2",
    "model.hidden_size=16",
    "model.n_layers=1",
    "logger=none",
    "tuned=none",
)


@pytest.fixture
def config(project: Paths) -> DictConfig:
    """Parameters of a small and short training."""
    return compose_config(project, QUICK)


def test_the_seed_in_use_comes_first_and_no_seed_twice() -> None:
    assert list(split_seeds(42, 4)) == [42, 0, 1, 2]
    assert list(split_seeds(1, 4)) == [1, 0, 2, 3]


def test_every_split_has_other_rows_and_all_of_them_can_be_pooled(config: DictConfig) -> None:
    outcomes = list(repeated_splits(config, 2))
    pooled = pool(outcomes)

    assert [split.seed for split in outcomes] == [42, 0]
    assert outcomes[0].outcome.truth.tolist() != outcomes[1].outcome.truth.tolist()
    assert len(pooled.inputs) == len(pooled.truth) == len(pooled.probabilities) == 2 * 270


def test_a_split_is_trained_on_as_a_run_of_that_seed(
    project: Paths, config: DictConfig, run_training: Callable[..., Artifacts]
) -> None:
    _, second = repeated_splits(config, 2)
    run = run_training(project, "seed=0", "trainer.max_epochs=2")

    assert second.measured["history"] == run.performance["history"]


def test_the_report_has_mean_and_deviation_and_needs_no_run(
    project: Paths, config: DictConfig
) -> None:
    report = evaluate_splits(project, config, 2)
    splits = report.performance["splits"]
    scores = [split["accuracy"] for split in splits["splits"]]

    assert list(splits) == ["accuracy", "weighted_f1", "macro_f1", "splits"]
    assert splits["accuracy"]["mean"] == pytest.approx(statistics.mean(scores))
    assert splits["accuracy"]["std"] == pytest.approx(statistics.stdev(scores))
    assert report.performance["run_id"] is None
    assert report.performance["overall"]["rows"] == sum(each["rows"] for each in splits["splits"])
    assert "Over 2 seeded splits accuracy is" in report.page.read_text(encoding="utf-8")
    assert not project.runs.exists()


def test_the_report_of_a_run_says_what_splits_of_its_parameters_say(
    project: Paths, run_training: Callable[..., Artifacts]
) -> None:
    run_training(project)
    before = evaluate_run(project)
    page = before.page.read_text(encoding="utf-8")
    config = compose_config(project, [*QUICK, "trainer.max_epochs=3"])
    splits = evaluate_splits(project, config, 2).performance["splits"]
    after = evaluate_run(project)

    assert before.performance["splits"] is None
    assert "Not measured" in page
    assert after.performance["splits"] == splits
    assert "Over 2 seeded splits" in after.page.read_text(encoding="utf-8")


def test_splits_of_other_data_or_parameters_count_as_not_measured(
    project: Paths, config: DictConfig
) -> None:
    splits = evaluate_splits(project, config, 2).performance["splits"]
    digest = load_data(config).digest()

    assert known_splits(project, config, digest) == splits
    assert known_splits(project, config, "of other data") is None
    other = compose_config(project, [*QUICK, "model.dropout=0.5"])
    assert known_splits(project, other, digest) is None


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"data": 1}'])
def test_damaged_figures_of_splits_count_as_not_measured(
    project: Paths, config: DictConfig, content: str
) -> None:
    (project.reports / "splits").mkdir(parents=True)
    (project.reports / "splits" / "performance.json").write_text(content)

    assert known_splits(project, config, "a digest") is None


@pytest.mark.parametrize("count", [-1, 0, 1])
def test_a_deviation_needs_two_splits_and_nothing_is_written(
    project: Paths, config: DictConfig, count: int
) -> None:
    with pytest.raises(ArgumentsError, match="at least 2 splits"):
        evaluate_splits(project, config, count)
    assert not project.stores.exists()
