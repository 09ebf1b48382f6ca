"""Reading: formats, encodings, and errors that name row and column."""

from pathlib import Path

import pandas as pd
import pytest
from example_tables import made_up, prepare

from demo.config import DataConfig, Paths
from demo.data.load import (
    detect_format,
    load_table,
    read_cells,
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
    frame = made_up().drop(columns="amount")  # 9.0 is the same number as 9, but another text
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


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("t.xlsx", "unknown format `.xlsx`"),
        ("t.csv.gz", "unknown format `.gz`"),
        ("t.csv", "cannot be read"),
        ("missing.csv", "not found"),
    ],
)
def test_bytes_that_are_no_text_and_missing_files_are_refused(
    tmp_path: Path, name: str, message: str
) -> None:
    for other in ("t.xlsx", "t.csv.gz", "t.csv"):
        (tmp_path / other).write_bytes(bytes(range(256)))
    with pytest.raises(DataError, match=message):
        read(tmp_path / name)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("number", "many", "row 3, column `number`: 'many' is not a number"),
        ("number", "inf", "row 3, column `number`: 'inf' is not a number"),
        ("day", "2024-13-01", "row 3, column `day`: '2024-13-01' is not a date"),
        ("label", "middle", "row 3, column `label`: 'middle' is not in `classes`"),
        ("key", "k0", "row 1, column `key`: 'k0' occurs more than once"),
    ],
)
def test_a_wrong_cell_is_named(project: Paths, column: str, value: str, message: str) -> None:
    frame = made_up().astype(object)
    frame.loc[2, column] = value
    frame.to_csv(project.root / "table.csv", index=False)
    with pytest.raises(DataError) as error:
        load_table(project, DataConfig.load(project))
    assert error.value.message.startswith(message)


def test_a_missing_column_is_named(project: Paths) -> None:
    made_up().drop(columns="kind").to_csv(project.root / "table.csv", index=False)
    with pytest.raises(DataError, match="column `kind` is missing"):
        load_table(project, DataConfig.load(project))


def test_rows_without_a_target_are_dropped_and_counted_or_refused(tmp_path: Path) -> None:
    frame = made_up()
    frame.loc[[4, 7], "label"] = None
    frame.loc[9, "label"] = "rare"
    paths = prepare(tmp_path, frame)
    table = load_table(paths, DataConfig.load(paths))
    assert table.dropped == 3
    assert len(table.cells) == len(frame) - 3
    with pytest.raises(DataError, match="row 5, column `label`"):
        load_table(paths, DataConfig.load(paths), strict=True)
