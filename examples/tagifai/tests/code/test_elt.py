"""What `elt-data` brings, finds in the data, and refuses."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from example_texts import known, made_up, prepare

from demo.config import (
    Column,
    DataConfig,
    Paths,
    Role,
)
from demo.data.elt import (
    Profile,
    bring,
    profile,
    similar_labels,
)
from demo.errors import DataError


def look(folder: Path, frame: pd.DataFrame, **changes: Any) -> Profile:
    frame.to_csv(folder / "texts.csv", index=False)
    return profile(Paths(folder), known(frame).model_copy(update=changes))


def test_labels_that_differ_by_case_or_spaces_are_similar() -> None:
    labels = pd.Series(["Bug", "bug ", "LOG IN", "login", "other", None])
    assert similar_labels(labels) == ["Bug", "LOG IN", "bug ", "login"]
    assert similar_labels(pd.Series(["a", "b"])) == []


def test_each_column_gets_its_role_and_the_file_is_read_back_as_it_was(tmp_path: Path) -> None:
    frame = made_up().rename(columns={"key": "ticket_id"})
    frame.to_csv(tmp_path / "texts.csv", index=False)
    data = profile(Paths(tmp_path), DataConfig(source="texts.csv", target="topic")).data
    assert {name: str(column.role) for name, column in data.columns.items()} == {
        "ticket_id": "id",
        "head": "text",
        "body": "text",
        "team": "ignored",
        "day": "ignored",
        "topic": "target",
    }
    assert data.classes == ["fruit", "metal", "river"]
    data.save(Paths(tmp_path))
    assert DataConfig.load(Paths(tmp_path)) == data


def test_examples_are_words_of_the_classes_and_not_rows(project: Paths) -> None:
    data, frame = DataConfig.load(project), made_up()
    assert len(data.examples) == 3
    assert not set(data.examples) & {*frame["head"], *frame["body"]}
    assert {"danube", "nile"} <= set(" ".join(data.examples).split())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"topic": None}, "0 classes"),
        ({"topic": "same"}, "1 classes in 120 rows"),
        ({"topic": [f"c{row}" for row in range(120)]}, "120 classes in 120 rows, 0 of them"),
    ],
)
def test_a_target_that_cannot_be_learned_is_refused(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        look(tmp_path, made_up().assign(**changes))


def test_columns_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        look(tmp_path, made_up(), target="topik")
    assert "`topic`" in error.value.hint
    with pytest.raises(DataError, match="one column"):
        look(tmp_path, made_up()[["topic"]], columns={})
    with pytest.raises(DataError, match="no column with text"):
        look(tmp_path, made_up()[["team", "topic"]], columns={})
    with pytest.raises(DataError, match="is not a time"):
        look(tmp_path, made_up(), columns={"body": Column(role=Role.TIME)})


def test_rows_and_labels_to_look_at_are_reported(tmp_path: Path) -> None:
    frame = made_up()
    frame.loc[range(0, 18, 3), "topic"] = "Fruit "
    frame.loc[[1, 2], "topic"] = "rare"
    frame.loc[4, "topic"] = None
    frame.loc[7, ["head", "body"]] = None
    frame.loc[8, ["head", "body"]] = frame.loc[10, ["head", "body"]]
    found = look(tmp_path, frame)
    assert found.warnings == [
        "rows without `topic`, which will be dropped: 1",
        "rows of rare classes (rare; fewer than 5 rows each), which will be dropped: 2",
        "labels that differ by case or spaces only (Fruit, fruit): 2",
        "rows without text, which will be dropped: 1",
        "rows that repeat a text and will be dropped: 1",
    ]
    with pytest.raises(ValueError, match="role target"):
        found.with_role("topic", Role.IGNORED)
    assert found.with_role("team", Role.GROUP).data.named(Role.GROUP) == ["team"]


def test_rare_classes_become_the_class_of_all_others(tmp_path: Path) -> None:
    frame = made_up()
    frame.loc[range(8), "topic"] = ["a", "a", "b", "b", "b", "c", "d", "d"]
    found = look(tmp_path, frame, other="rest")
    assert found.data.classes == ["fruit", "metal", "river", "rest"]
    assert found.counts["rest"] == 8
    assert "become `rest`" in found.warnings[0]


def test_labels_in_another_file_are_joined_by_the_id(tmp_path: Path) -> None:
    frame, paths = made_up(), Paths(tmp_path)
    frame[["key", "topic"]].iloc[::-1].to_csv(tmp_path / "labels.csv", index=False)
    frame.drop(columns="topic").to_csv(tmp_path / "texts.csv", index=False)
    found = profile(paths, known(frame).model_copy(update={"labels": "labels.csv"}))
    assert found.counts == frame["topic"].value_counts().to_dict()
    frame[["key", "topic"]].iloc[[0, 0]].to_csv(tmp_path / "labels.csv", index=False)
    with pytest.raises(DataError, match="row 2 repeats an id"):
        profile(paths, known(frame).model_copy(update={"labels": "labels.csv"}))


def test_a_file_from_elsewhere_is_copied(tmp_path: Path) -> None:
    paths = prepare(tmp_path, made_up())
    outside = tmp_path.parent / f"{tmp_path.name}.csv"
    outside.write_text("a,b\n")
    assert bring(paths, str(tmp_path / "texts.csv")) == "texts.csv"
    assert bring(paths, str(outside)) == f"data/raw/{outside.name}"
    assert (paths.raw / outside.name).read_text() == "a,b\n"
    with pytest.raises(DataError, match="not found"):
        bring(paths, "missing.csv")


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and logs nothing."""

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of a server with one file."""
    (tmp_path / "served").mkdir()
    (tmp_path / "served" / "t.csv").write_text("a,b\n1,2\n")
    handler = functools.partial(Quiet, directory=str(tmp_path / "served"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_file_is_downloaded_whole_or_not_at_all(tmp_path: Path, address: str) -> None:
    paths = Paths(tmp_path)
    assert bring(paths, f"{address}/t.csv?key=secret") == "data/raw/t.csv"
    with pytest.raises(DataError, match=r"cannot download .*missing\.csv: 404") as error:
        bring(paths, f"{address}/missing.csv?key=secret")
    assert "secret" not in error.value.message
    assert [file.name for file in paths.raw.iterdir()] == ["t.csv"]
