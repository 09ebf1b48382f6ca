"""Training and the folder of a run: whole or not there, checked before it is used."""

import shutil
from pathlib import Path

import mlflow
import numpy as np
import pytest
from example_tables import QUICK

from demo.config import DataConfig, Parameters, Paths
from demo.errors import (
    ConfigError,
    DataError,
    RunError,
)
from demo.evaluation.report import held_out
from demo.models import runs
from demo.models import train as training
from demo.models.runs import (
    FACTS,
    MANIFEST,
    MODEL,
    Run,
    latest_run_id,
    list_runs,
    load_run,
)
from demo.models.tune import optimize
from demo.utils.files import (
    build_folder,
    read_json,
    write_json,
)

Trained = tuple[Paths, Run]


@pytest.fixture
def copied(trained: Trained, tmp_path: Path) -> Trained:
    """A copy of a project with a run, to be damaged."""
    shutil.copytree(trained[0].root, tmp_path / "copy")
    return Paths(tmp_path / "copy"), trained[1]


@pytest.mark.parametrize("candidate", ["dummy", "linear", "boosted_trees"])
def test_every_candidate_predicts_the_same_after_it_was_stored(
    copied: Trained, candidate: str
) -> None:
    paths, _ = copied
    parameters = Parameters.model_validate(QUICK.model_dump() | {"candidates": [candidate]})
    run = training.train(paths, DataConfig.load(paths), parameters)
    _, test = held_out(paths, run)
    assert load_run(paths).candidate == candidate
    assert np.array_equal(load_run(paths).model.predict(test.X), run.model.predict(test.X))


def test_the_chosen_candidate_beats_the_baseline_and_the_seed_decides(trained: Trained) -> None:
    paths, run = trained
    scores, metric = run.facts["scores"], run.facts["chosen_by"]
    assert scores[run.candidate][metric] < scores["dummy"][metric]
    again = training.cross_validation(run.candidate, held_out(paths, run)[0], run.data, QUICK)
    assert again == scores[run.candidate]


@pytest.mark.parametrize("name", [MODEL, FACTS, MANIFEST])
@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_damaged_run_is_refused_before_it_is_loaded(
    copied: Trained, name: str, damage: str
) -> None:
    paths, run = copied
    file = paths.runs / run.run_id / name
    content = file.read_bytes()
    file.unlink() if damage == "missing" else file.write_bytes(content[:-9] + b"x" + content[-8:])
    with pytest.raises(RunError, match="is damaged"):
        load_run(paths)
    assert list_runs(paths) == []


def test_a_model_that_would_fill_the_memory_is_refused(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "_MOST_BYTES", 1000)
    with pytest.raises(RunError, match="bytes, more than 1,000"):
        load_run(trained[0])


@pytest.mark.parametrize("run_id", ["../runs", "..", "nothing", "a/b"])
def test_a_run_that_is_not_there_is_refused(trained: Trained, run_id: str) -> None:
    with pytest.raises(RunError, match="not found"):
        load_run(trained[0], run_id)


def test_another_digest_is_refused(trained: Trained) -> None:
    paths, _ = trained
    digest = load_run(paths).digest
    assert load_run(paths, digest=digest.upper()).digest == digest
    with pytest.raises(RunError, match="has the digest"):
        load_run(paths, digest="0" * 64)


def test_a_training_that_fails_leaves_the_latest_run(
    copied: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, run = copied

    def fail(*_: object) -> None:
        raise RunError("tracking failed")

    monkeypatch.setattr(training, "track", fail)
    with pytest.raises(RunError):
        training.train(paths, run.data, QUICK)
    assert latest_run_id(paths) == run.run_id
    (paths.root / "table.csv").write_text("broken")
    with pytest.raises(DataError):
        training.train(paths, run.data, QUICK)
    assert latest_run_id(paths) == run.run_id


def test_a_folder_that_fails_on_the_way_never_appears(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), build_folder(tmp_path / "run") as folder:
        (folder / "half").write_text(str(1 / 0))
    assert list(tmp_path.iterdir()) == []


def test_a_changed_table_is_not_evaluated(copied: Trained) -> None:
    paths, run = copied
    file = paths.root / "table.csv"
    file.write_text("\n".join(file.read_text().splitlines()[:-1]))
    with pytest.raises(RunError, match="is not the file"):
        held_out(paths, run)


def test_optimize_keeps_the_parameters_in_use_unless_others_are_better(copied: Trained) -> None:
    paths, run = copied
    write_json(paths.parameters_json, QUICK.model_dump(mode="json"))
    before = paths.parameters_json.read_bytes()
    tuning = optimize(paths, run.data, QUICK, trials=2)
    best = tuning.trials[0]
    assert best.scores[tuning.metric] <= tuning.before.scores[tuning.metric]
    assert (paths.parameters_json.read_bytes() != before) == tuning.improved
    assert Parameters.load(paths.parameters_json) == (best.parameters if tuning.improved else QUICK)
    tracked = mlflow.search_runs(experiment_names=["optimize"])
    assert len(tracked) == len(tuning.trials)


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "args.json"), ('{"speed": 1}', "speed"), ('{"folds": 1}', "folds: .* 2")],
)
def test_wrong_parameters_are_named(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "args.json").write_text(content)
    with pytest.raises(ConfigError, match=message):
        Parameters.load(tmp_path / "args.json")


def test_the_parameters_of_the_project_are_valid() -> None:
    file = Path(__file__).parents[2] / "config" / "args.json"
    assert Parameters.load(file).model_dump(mode="json") == read_json(file)
