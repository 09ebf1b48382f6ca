"""`scaffold new --from` copies a table into a new project and records what is known about it."""

import csv
import json
import tomllib
from pathlib import Path

import pytest
import yaml

from scaffold.answers.own_table import OwnTable, check_table
from scaffold.errors import TableError
from scaffold.errors.exit_codes import ExitCode
from tests.kit.machine import Finished, Scaffold, run_command

CSV = "name,age,left\nAda,36,no\n"


@pytest.fixture
def table(clean_machine: Path) -> Path:
    (clean_machine / "people.csv").write_text(CSV)
    return clean_machine / "people.csv"


def make(scaffold: Scaffold, *options: str | Path) -> Finished:
    return scaffold("new", "demo", "--target", "left", "--defaults", *options)


def test_the_table_is_copied_but_not_committed(scaffold: Scaffold, table: Path) -> None:
    made = make(scaffold, "--from", table)
    assert made.exit_code == ExitCode.DONE, made.errors
    assert "Copied the table to `data/raw/people.csv`, which Git ignores" in made.output
    assert Path("demo/data/raw/people.csv").read_text() == CSV
    listed = run_command(["git", "ls-files"], folder=Path("demo")).output
    assert "config/data.toml" in listed
    assert "people.csv" not in listed
    assert "sample" not in listed


def test_what_is_known_is_recorded_and_written_for_the_project(
    scaffold: Scaffold, table: Path
) -> None:
    roles = ["--id", "name", "--time", "age", "--task", "classification"]
    assert make(scaffold, "--from", table, *roles).exit_code == ExitCode.DONE
    config = tomllib.loads(Path("demo/config/data.toml").read_text())
    columns = {"name": {"role": "id"}, "age": {"role": "time"}}
    assert config == {
        "source": "data/raw/people.csv",
        "target": "left",
        "task": "classification",
        "columns": columns,
    }
    answers = yaml.safe_load(Path("demo/.copier-answers.yml").read_text())
    assert answers["stack"] == "tabular"
    assert answers["table"]["roles"] == {"name": "id", "age": "time"}


@pytest.mark.parametrize(
    ("options", "stack"),
    [
        ([], "tabular"),
        (["--text", "name"], "tagifai"),
        (["--text", "name", "--stack", "tabular"], "tabular"),
        (["--text", "name", "--task", "regression"], "tabular"),
        (["--stack", "tagifai"], "tagifai"),
        (["--text", "name", "--stack", "ray"], "ray"),
    ],
)
def test_named_texts_choose_the_stack_for_texts(
    scaffold: Scaffold, table: Path, options: list[str], stack: str
) -> None:
    made = make(scaffold, "--from", table, *options)
    assert made.exit_code == ExitCode.DONE, made.errors
    assert yaml.safe_load(Path("demo/.copier-answers.yml").read_text())["stack"] == stack
    config = tomllib.loads(Path("demo/config/data.toml").read_text())
    named = {"name": {"role": "text"}} if "--text" in options else {}
    assert (config["target"], config["columns"]) == ("left", named)


@pytest.mark.parametrize(
    ("columns", "stack"),
    [
        ({"said": "the {} page loads too slowly"}, "tagifai"),
        ({"ticket": "T{}", "said": "the {} page loads too slowly"}, "tagifai"),
        ({"age": "3", "said": "the {} page loads too slowly"}, "tabular"),
        ({"said": "the same page loads too slowly"}, "tabular"),
        ({"ticket": "T{}", "word": "w{}"}, "tabular"),
    ],
)
def test_a_table_with_texts_alone_gets_the_stack_for_texts(
    scaffold: Scaffold, clean_machine: Path, columns: dict[str, str], stack: str
) -> None:
    lines = [",".join([*columns, "left"])]
    lines += [",".join([*columns.values(), "no"]).replace("{}", str(row)) for row in range(30)]
    (clean_machine / "t.csv").write_text("\n".join(lines))
    assert make(scaffold, "--from", clean_machine / "t.csv").exit_code == ExitCode.DONE
    assert yaml.safe_load(Path("demo/.copier-answers.yml").read_text())["stack"] == stack


def test_an_update_keeps_the_table(scaffold: Scaffold, table: Path) -> None:
    make(scaffold, "--from", table)
    assert scaffold("update", "demo", "-d", "license=none", "--defaults").exit_code == ExitCode.DONE
    assert Path("demo/data/raw/people.csv").read_text() == CSV
    assert not Path("demo/data/sample").exists()


def test_without_a_table_a_project_has_a_sample(scaffold: Scaffold) -> None:
    assert scaffold("new", "demo", "--stack", "tabular", "--defaults").exit_code == ExitCode.DONE
    assert tomllib.loads(Path("demo/config/data.toml").read_text())["examples"]
    assert "table" not in yaml.safe_load(Path("demo/.copier-answers.yml").read_text())


def test_a_dry_run_copies_nothing(scaffold: Scaffold, table: Path) -> None:
    made = make(scaffold, "--from", table, "--dry-run")
    assert "Would copy the table" in made.output
    assert not Path("demo").exists()


def test_json_names_the_copy(scaffold: Scaffold, table: Path) -> None:
    assert json.loads(make(scaffold, "--from", table, "--json").output)["table"] == (
        "data/raw/people.csv"
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.tsv", b"a\tleft\n1\t2\n"),
        ("t.csv", "a;left\n1;2\n".encode("utf-16")),
        ("t.csv", "größe,left\n1,2\n".encode("cp1252")),
        ("t.csv", b'\xef\xbb\xbf"left","a, b"\n1,2\n'),
        ("t.csv", b'a,"in\nEUR",left\n1,2,3\n'),
        ("t.csv", b"a,left\r1,2\r"),
        pytest.param("t.csv", b"a" * 200_000 + b",left\n1,2\n", id="long name"),
        pytest.param("t.csv", b"a,left\n" + (b"word " * 50_000 + b",1\n") * 2, id="long text"),
        ("t.jsonl", b'{"a": 1, "left": 2}\n'),
        ("t.parquet", b"PAR1"),
    ],
)
def test_every_format_is_taken(
    scaffold: Scaffold, clean_machine: Path, name: str, content: bytes
) -> None:
    (clean_machine / name).write_bytes(content)
    assert make(scaffold, "--from", clean_machine / name).exit_code == ExitCode.DONE
    assert Path("demo/data/raw", name).read_bytes() == content


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("missing.csv", None, "`missing.csv` not found"),
        ("/dev/null", None, "`/dev/null` is not a file"),
        ("t.xlsx", b"PK", "Unknown table format: `t.xlsx`"),
        ("t.csv", b"", "`t.csv` is empty"),
        ("t.csv", b"a,lefd\n", "`t.csv` has no column `left`"),
        ("t.jsonl", b"[1\n", "The first line of `t.jsonl` is not a JSON object"),
        ("t.csv", b"\na,left\n", "The first line of `t.csv` is empty"),
        pytest.param(
            "t.csv",
            b'"a,left\n' + b"1,2\n" * 99_999,
            "`t.csv` has no column `left`",
            id="open quote",
        ),
        pytest.param("t.csv", bytes(range(256)) * 9, "`t.csv` has no column `left`", id="no text"),
        ("t.jsonl", b"1\n", "The first line of `t.jsonl` is not a JSON object"),
        ("t.jsonl", b'["left", 2]\n', "The first line of `t.jsonl` is not a JSON object"),
        pytest.param(
            "t.jsonl",
            b'{"a":' * 100_000,
            "The first line of `t.jsonl` is not a JSON object",
            id="deep",
        ),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_and_nothing_is_created(
    scaffold: Scaffold, clean_machine: Path, name: str, content: bytes | None, error: str
) -> None:
    if content is not None:
        (clean_machine / name).write_bytes(content)
    refused = make(scaffold, "--from", name)
    assert refused.exit_code == ExitCode.USAGE
    assert f"error: {error}" in refused.errors
    assert not Path("demo").exists()


def test_a_misspelled_column_is_named_with_a_similar_one(scaffold: Scaffold, table: Path) -> None:
    refused = scaffold("new", "demo", "--from", table, "--target", "lef", "--defaults")
    assert "hint: Did you mean `left`?" in refused.errors


@pytest.mark.parametrize(
    "options",
    [
        ["--target", "left"],
        ["--group", "a"],
        ["--text", "a"],
        ["--from", "people.csv"],
        ["--from", "people.csv", "--target", "left", "--stack", "skeleton"],
        ["--from", "people.csv", "--target", "left", "--workshop"],
        ["--from", "people.csv", "--target", "left", "--stack", "tagifai", "--task", "regression"],
        ["--from", "people.csv", "--target", "left", "--task", "ranking"],
    ],
)
@pytest.mark.usefixtures("table")
def test_options_that_do_not_fit_together_are_refused(
    scaffold: Scaffold, options: list[str]
) -> None:
    assert scaffold("new", "demo", "--defaults", *options).exit_code == ExitCode.USAGE
    assert not Path("demo").exists()


def test_a_first_line_that_is_cut_within_a_character_is_read_up_to_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("scaffold.answers.own_table._LONGEST_LINE", 5)
    (tmp_path / "a.csv").write_text("ab,cé,d\n", "utf-8")
    limit = csv.field_size_limit()
    check_table(OwnTable(tmp_path / "a.csv", "ab"))
    assert csv.field_size_limit() == limit  # Others in this process read longer cells.
    with pytest.raises(TableError, match="has no column `d`") as caught:
        check_table(OwnTable(tmp_path / "a.csv", "d"))
    assert caught.value.hint == "Columns: ab, c"


def test_the_columns_are_named_where_the_one_to_predict_is_not_given(
    scaffold: Scaffold, table: Path
) -> None:
    refused = scaffold("new", "demo", "--from", table, "--defaults")
    assert refused.exit_code == ExitCode.USAGE
    assert "error: The column to predict in `people.csv` is not given" in refused.errors
    assert "hint: Pass `--target`; columns: name, age, left" in refused.errors
    assert not Path("demo").exists()
    parquet = table.rename("people.parquet")
    assert "hint: Pass `--target`\n" in scaffold("new", "demo", "--from", parquet).errors
