"""What `profile` finds in a table, and what it refuses."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from example_tables import made_up, prepare

from demo.config import DataConfig, Role
from demo.data.clean import feature_columns, features
from demo.data.profile import Profile, profile
from demo.errors import DataError


def look(folder: Path, frame: pd.DataFrame, target: str = "label", **known: Any) -> Profile:
    frame.to_csv(folder / "t.csv", index=False)
    return profile(folder / "t.csv", DataConfig(source="t.csv", target=target, **known))


def test_each_column_gets_its_role_and_the_file_is_read_back_as_it_was(tmp_path: Path) -> None:
    frame = made_up().assign(empty=None, constant="c", rank=range(240))
    paths = prepare(tmp_path, frame)
    data = DataConfig.load(paths)
    assert {name: str(column.role) for name, column in data.columns.items()} == {
        "key": "id",
        "number": "numeric",
        "kind": "categorical",
        "day": "date",
        "note": "text",
        "team": "categorical",
        "label": "target",
        "amount": "ignored",
        "empty": "ignored",
        "constant": "ignored",
        "rank": "ignored",
    }
    data.save(paths)
    assert DataConfig.load(paths) == data


@pytest.mark.parametrize(
    ("values", "task", "classes"),
    [
        (["no", "yes"], "classification", ["no", "yes"]),
        ([1, 0], "classification", ["0", "1"]),
        ([3, 1, 10], "classification", ["1", "3", "10"]),
        (range(60), "regression", []),
        ([0.5, 1.5, 2.5], "regression", []),
    ],
)
def test_the_task_follows_from_the_target(
    tmp_path: Path, values: Any, task: str, classes: list[str]
) -> None:
    frame = made_up().assign(label=np.resize(list(values), 240))
    found = look(tmp_path, frame).data
    assert (found.task, found.classes) == (task, classes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"label": None}, "has no values"),
        ({"label": "same"}, "only the value `same`"),
        ({"label": [f"c{row}" for row in range(240)]}, "240 classes in 240 rows"),
    ],
)
def test_a_target_that_cannot_be_learned_is_refused(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        look(tmp_path, made_up().assign(**changes))


def test_a_column_that_is_not_there_is_named_with_a_similar_one(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        look(tmp_path, made_up(), "labl")
    assert "`label`" in error.value.hint
    with pytest.raises(DataError, match="one column"):
        look(tmp_path, made_up()[["label"]])
    with pytest.raises(DataError, match="left to learn from"):
        look(tmp_path, made_up()[["label"]].assign(constant=1))


def test_leaks_copies_rare_and_similar_classes_are_reported(tmp_path: Path) -> None:
    frame = made_up().assign(leak=lambda table: table.label.map({"high": 7, "low": 9}))
    frame.loc[[1, 2, 3], "label"] = "High"
    frame.loc[4, "label"] = "odd"
    frame = pd.concat([frame, frame.head(5)])
    warnings = "\n".join(look(tmp_path, frame.drop(columns="key")).warnings)
    assert "copies of rows, which make scores too good: 5" in warnings
    assert "differ by case" in warnings
    assert "rare classes, which will be dropped (odd)" in warnings
    (warning,) = look(tmp_path, made_up().assign(leak=made_up().label)).warnings
    assert "`leak` alone" in warning


def test_decimal_commas_and_other_dates_are_read(tmp_path: Path) -> None:
    frame = made_up().assign(
        number=lambda table: table.number.astype(str).str.replace(".", ","),
        day=lambda table: pd.to_datetime(table.day).dt.strftime("%d.%m.%Y"),
    )
    frame.drop(columns="amount").to_csv(tmp_path / "t.csv", index=False, sep=";")
    found = profile(tmp_path / "t.csv", DataConfig(source="t.csv", target="label")).data
    assert found.columns["number"].role == Role.NUMERIC
    assert (found.columns["day"].role, found.columns["day"].format) == (Role.DATE, "%d.%m.%Y")


@pytest.mark.parametrize(
    ("separator", "cells", "numbers"),
    [
        (",", ["$1,234.50", "-$5", "€ 3"], [1234.5, -5, 3]),
        (",", ["1,000", "12,345,678", "7"], [1000, 12_345_678, 7]),
        (",", ["12 %", "7.5%", "100 %"], [12, 7.5, 100]),
        (",", ["3,14", "0,5", "2"], [3.14, 0.5, 2]),
        (";", ["1.234,50 €", "5 €", "0,125 €"], [1234.5, 5, 0.125]),
        (";", ["0,125", "3,456", "7,890"], [0.125, 3.456, 7.89]),
    ],
)
def test_amounts_and_shares_are_numbers(
    tmp_path: Path, separator: str, cells: list[str], numbers: list[float]
) -> None:
    frame = pd.DataFrame({"price": np.resize(cells, 60), "label": np.resize(["a", "b"], 60)})
    frame.to_csv(tmp_path / "t.csv", index=False, sep=separator)
    found = profile(tmp_path / "t.csv", DataConfig(source="t.csv", target="label")).data
    assert found.columns["price"].role == Role.NUMERIC
    made = features(frame.astype(object), found)
    assert made["price"].tolist() == pytest.approx(np.resize(numbers, 60).tolist())


@pytest.mark.parametrize("pattern", ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%d.%m.%Y %H:%M"])
def test_dates_with_the_time_of_day_are_dates(tmp_path: Path, pattern: str) -> None:
    days = pd.date_range("2024-01-01 08:30", periods=240, freq="31h").strftime(pattern)
    found = look(tmp_path, made_up().assign(day=days)).data
    assert (found.columns["day"].role, found.columns["day"].format) == (Role.DATE, pattern)


def test_a_chosen_role_is_kept_and_can_be_changed(tmp_path: Path) -> None:
    found = look(tmp_path, made_up(), columns={"team": {"role": "group"}, "day": {"role": "time"}})
    assert found.data.named(Role.GROUP, Role.TIME) == ["day", "team"]
    assert found.with_role("kind", Role.TEXT).data.named(Role.TEXT) == ["kind", "note"]
    with pytest.raises(ValueError, match="only one column"):
        found.with_role("kind", Role.GROUP)


@pytest.mark.parametrize(
    ("pattern", "columns"),
    [
        ("%Y-%m-%d", ["day (days)", "day (month)", "day (weekday)", "day (hour)"]),
        ("%d", ["day"]),
    ],
)
def test_the_time_is_learned_from_too(tmp_path: Path, pattern: str, columns: list[str]) -> None:
    frame = made_up()[["day", "amount"]]
    frame = frame.assign(day=pd.to_datetime(frame.day).dt.strftime(pattern))
    found = look(tmp_path, frame, "amount", columns={"day": {"role": "time"}})
    made = features(frame, found.data)
    assert list(made) == feature_columns(found.data, "day") == columns
    assert made.notna().all(axis=None)
    assert found.warnings == []


def test_examples_are_inputs_but_not_rows_of_the_table(tmp_path: Path) -> None:
    found = look(tmp_path, made_up()).data
    assert len(found.examples) == 3
    assert all(set(example) == set(found.features) for example in found.examples)
    notes = set(made_up().note)
    assert not notes & {example["note"] for example in found.examples}
