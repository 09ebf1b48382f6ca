"""The search: resumable, blind to validation and test part, and pruning the worse trials."""

import json
import shutil
import sqlite3
from dataclasses import replace

import pandas as pd
import pytest
from optuna.trial import create_trial

from demo.config import Arguments, Paths
from demo.data.dataset import (
    load_labeled,
    preprocess,
)
from demo.data.split import Part, stratified_splits
from demo.errors import ArgumentsError
from demo.inference.artifacts import Artifacts
from demo.models.space import SPACE
from demo.models.study import open_study
from demo.models.trials import TrialReport
from demo.models.tune import optimize, run_trial
from demo.utils.files import sha256_of

SEARCHED = ("ngram_max", "char_ngram_max", "min_df", "sublinear_tf", "C")
# A part of the sample, so that the tests are quick.
SMALL = replace(Arguments(), subset=160, min_freq=10)


def searched(arguments: Arguments, **changes: object) -> dict[str, object]:
    return {key: arguments.to_dict()[key] for key in SEARCHED} | changes


def tracked(paths: Paths) -> list[tuple[str, str, str]]:
    """Return name, status and state of each record."""
    database = sqlite3.connect(paths.mlflow_db)
    found = database.execute(
        "select runs.name, runs.status, tags.value from runs join tags using (run_uuid) "
        "where tags.key = 'state' order by runs.start_time, runs.name"
    ).fetchall()
    database.close()
    return found


@pytest.fixture
def paths(trained: tuple[Paths, Artifacts], project: Paths) -> Paths:
    """A project whose tracking database is there already: to make it takes a second."""
    project.stores.mkdir()
    shutil.copy(trained[0].mlflow_db, project.mlflow_db)
    return project


def test_a_bad_trial_is_pruned_and_good_ones_are_not(paths: Paths) -> None:
    study = open_study(paths, "pruning", SMALL, "")
    good = Part(*preprocess(load_labeled(paths), SMALL))
    # Labels that do not belong to the texts.
    bad = Part(good.texts, good.labels[50:] + good.labels[:50])
    trials = [run_trial(study, part, SMALL) for part in (good, good, good, bad, good)]

    assert trials[3].state == "pruned"
    assert len(trials[3].running_means) == 2
    assert [trial.state for trial in trials[:3]] == ["complete"] * 3
    assert study.best_trial.number != 3


def test_every_trial_is_tracked_also_a_pruned_one(paths: Paths) -> None:
    optimize(paths, SMALL, "tracked", trials=1)
    study = open_study(paths, "tracked", SMALL, sha256_of(paths.labeled_csv))
    out_of_reach = create_trial(
        value=1.0,
        params=searched(SMALL),
        distributions=SPACE,
        intermediate_values=dict.fromkeys(range(5), 1.0),
    )
    study.add_trials([out_of_reach] * 2)
    optimize(paths, SMALL, "tracked", trials=1)

    assert tracked(paths) == [
        ("tracked-0", "FINISHED", "complete"),
        ("tracked-3", "KILLED", "pruned"),
    ]


def test_a_resumed_study_goes_on_and_does_not_repeat_itself(paths: Paths) -> None:
    first = optimize(paths, SMALL, "resumed", trials=2).trials
    second = optimize(paths, SMALL, "resumed", trials=2).trials
    numbers = [trial.number for trial in (*first, *second)]
    proposed = {tuple(searched(trial.arguments).values()) for trial in (*first, *second)}

    assert numbers == [0, 1, 2, 3]
    assert len(proposed) == 4


def test_a_study_begins_with_the_parameters_in_use_and_never_ends_below_them(
    paths: Paths,
) -> None:
    seen: list[TrialReport] = []
    tuning = optimize(paths, SMALL, "from-here", trials=2, report=seen.append)

    assert seen == list(tuning.trials)
    assert seen[0].arguments == SMALL
    assert tuning.best.value >= seen[0].value


def test_parameters_outside_the_space_are_not_tried_first(paths: Paths) -> None:
    outside = replace(SMALL, C=5000.0)
    tuning = optimize(paths, outside, "outside", trials=1)

    assert tuning.trials[0].arguments.C <= 1000.0


def test_the_best_parameters_are_written_and_the_others_kept(paths: Paths) -> None:
    before = replace(SMALL, seed=7, train_share=0.6)
    tuning = optimize(paths, before, "written", trials=2)
    written = json.loads(paths.arguments_json.read_text(encoding="utf-8"))

    assert written == before.to_dict() | searched(tuning.best.arguments)
    assert Arguments.load(paths.arguments_json) == tuning.best.arguments


def test_rows_of_validation_and_test_part_have_no_say(paths: Paths) -> None:
    honest = optimize(paths, Arguments(), "honest", trials=1).best.value
    frame = pd.read_csv(paths.labeled_csv)
    _, labels = preprocess(load_labeled(paths), Arguments())
    numbers = [str(number) for number in range(len(labels))]
    kept = {int(number) for number in stratified_splits(numbers, labels, seed=42).train.texts}
    for number in set(range(len(labels))) - kept:
        frame.loc[number, ["title", "description"]] = [f"spoiled {number}", "spoiled"]
    frame.to_csv(paths.labeled_csv, index=False)

    assert optimize(paths, Arguments(), "spoiled", trials=1).best.value == honest


def test_a_study_of_other_data_or_fixed_parameters_is_not_resumed(paths: Paths) -> None:
    open_study(paths, "ground", SMALL, "a digest")

    with pytest.raises(ArgumentsError, match="data_sha256, min_freq"):
        open_study(paths, "ground", replace(SMALL, min_freq=11), "another digest")
    assert open_study(paths, "ground", replace(SMALL, C=1.0), "a digest").trials


def test_no_trials_are_refused_before_anything_is_written(project: Paths) -> None:
    with pytest.raises(ArgumentsError, match="at least 1"):
        optimize(project, SMALL, trials=0)
    assert not project.stores.exists()
