"""Reading: formats, encodings, and errors that name row and column."""

from pathlib import Path

import pandas as pd
import pytest
from example_texts import made_up, prepare

from demo.config import DataConfig, Paths
from demo.data.load import (
    detect_format,
    load_table,
    read_cells,
    replace_rare,
)
from demo.errors import DataError

PLAIN = DataConfig(source="", target="b")


def read(path: Path) -> pd.DataFrame:
    return read_cells(path, detect_format(path, PLAIN))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", b"a,b\n1, x \n,y\n"),
        ("t.csv", "\ufeffa;b\n1;x\nNA;y\n".encode()),
        ("t.tsv", b"a\tb\n1\tx\nnull\ty\n"),
        ("t.csv", "a,b\n1,x\n,y\n".encode("utf-16")),
        ("t.jsonl", b'{"a": 1.0, "b": "x"}\n{"a": null, "b": "y"}\n'),
    ],
    ids=["plain", "semicolons and a mark", "tabs", "utf-16", "json lines"],
)
def test_every_format_gives_the_same_cells(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    cells = read(tmp_path / name)
    assert cells["b"].tolist() == ["x", "y"]
    assert cells["a"][1] == "1"
    assert cells["a"].isna().tolist() == [False, True]
    assert cells.index.tolist() == [1, 2]


def test_parquet_gives_the_same_cells_as_csv(tmp_path: Path) -> None:
    frame = made_up()
    frame.to_parquet(tmp_path / "t.parquet")
    frame.to_csv(tmp_path / "t.csv", index=False)
    pd.testing.assert_frame_equal(read(tmp_path / "t.parquet"), read(tmp_path / "t.csv"))


def test_windows_letters_are_read(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("größe,b\n1,é\n".encode("cp1252"))
    assert read(tmp_path / "t.csv").columns[0] == "größe"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"a,b\n", "has no rows"),
        (b"a,b,a\n1,2,3\n", "more than one column `a`"),
        ("a,b\n1,é\n".encode() + "2,é\n".encode("cp1252"), "line 3 is not UTF-8"),
        (b'a,b\n1,"x\n', "cannot be read"),
        (b"a,b\n1,2\n1,2,3\n", "cannot be read"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(DataError, match=message):
        read(tmp_path / "t.csv")


@pytest.mark.parametrize("name", ["t.xlsx", "missing.csv"])
def test_unknown_formats_and_missing_files_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"PK")
    with pytest.raises(DataError, match=r"unknown format|not found"):
        read_cells(tmp_path / name, PLAIN)


def test_a_label_that_is_no_class_becomes_other_if_there_is_such_a_class() -> None:
    labels = pd.Series(["x", "y", None, "other"])
    with_other = PLAIN.model_copy(update={"classes": ["x", "other"], "other": "other"})
    assert replace_rare(labels, with_other).fillna("-").tolist() == ["x", "other", "-", "other"]
    assert replace_rare(labels, PLAIN).fillna("-").tolist() == ["x", "y", "-", "other"]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("topic", "cloud", "row 3, column `topic`: 'cloud' is not in `classes`"),
        ("key", "k0", "row 1, column `key`: 'k0' occurs more than once"),
        ("day", "soon", "row 3, column `day`: 'soon' is not a time"),
        ("team", None, "row 3, column `team`: the cell is empty"),
    ],
)
def test_a_wrong_cell_is_named(
    tmp_path: Path, column: str, value: str | None, message: str
) -> None:
    paths, frame = prepare(tmp_path, made_up(), day="time", team="group"), made_up()
    frame.loc[2, column] = value
    frame.to_csv(paths.root / "texts.csv", index=False)
    with pytest.raises(DataError) as error:
        load_table(paths, DataConfig.load(paths))
    assert error.value.message.startswith(message)


def test_a_missing_column_is_named(project: Paths) -> None:
    made_up().drop(columns="body").to_csv(project.root / "texts.csv", index=False)
    with pytest.raises(DataError, match="no column `body`"):
        load_table(project, DataConfig.load(project))


def test_rows_that_cannot_be_used_are_dropped_and_counted_or_refused(tmp_path: Path) -> None:
    frame = made_up()
    frame.loc[[4, 7], "topic"] = None
    frame.loc[9, "topic"] = "rare"
    frame.loc[11, ["head", "body"]] = None
    frame.loc[13, ["head", "body"]] = frame.loc[16, ["head", "body"]]
    paths = prepare(tmp_path, frame)
    table = load_table(paths, DataConfig.load(paths))
    assert table.dropped == {
        "the cell `topic` is empty": 2,
        "the class is rare": 1,
        "the text is empty": 1,
        "the text repeats an earlier one": 1,
    }
    assert len(table.cells) == len(frame) - 5
    with pytest.raises(DataError, match="row 5: the cell `topic` is empty"):
        load_table(paths, DataConfig.load(paths), strict=True)
