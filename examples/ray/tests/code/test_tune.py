"""The search: resumable, and blind to validation and test part."""

import json
import sqlite3
from dataclasses import replace

import pytest

from demo.config import Arguments, Paths
from demo.errors import ArgumentsError
from demo.models.trials import TrialReport
from demo.models.tune import optimize

# A part of the sample, so that the tests are quick.
SMALL = replace(Arguments(), subset=160, min_freq=10, epochs=5)


@pytest.mark.usefixtures("ray_session")
def test_a_search_reports_tracks_and_writes_what_is_best_and_can_be_taken_up_again(
    project: Paths,
) -> None:
    seen: list[TrialReport] = []
    first = optimize(project, SMALL, "search", trials=1, report=seen.append)
    second = optimize(project, SMALL, "search", trials=1, report=seen.append)
    database = sqlite3.connect(project.mlflow_db)
    tracked = [name for (name,) in database.execute("select name from runs order by name")]
    database.close()
    written = json.loads(project.arguments_json.read_text(encoding="utf-8"))

    # It begins with the parameters in use and never ends below them.
    assert seen[0].arguments == SMALL
    assert [trial.number for trial in seen] == [0, 1]
    assert (*first.trials, *second.trials) == tuple(seen)
    assert seen[1].arguments != SMALL
    assert second.best.value == max(trial.value for trial in seen)
    assert tracked == ["search-0", "search-1"]
    assert written == second.best.arguments.to_dict()
    assert not (project.stores / "trials").exists()


def test_no_trials_are_refused_before_anything_is_written(project: Paths) -> None:
    with pytest.raises(ArgumentsError, match="at least 1"):
        optimize(project, SMALL, trials=0)
    assert not project.stores.exists()
