"""A bad file is refused with its name, the line as an editor counts it, and the column."""

import pytest

from demo.data.table import parse_table
from demo.data.validate import (
    PROJECT_COLUMNS,
    TAG_COLUMNS,
    check_labeled,
    check_projects,
    check_tags,
)
from demo.errors import DataError

HEADER = "id,title,description\n"


def refuse_projects(content: str | bytes) -> str:
    """Return what is said of a file of projects that is not valid."""
    raw = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(DataError) as caught:
        check_projects(parse_table(raw, "p.csv", PROJECT_COLUMNS))
    return caught.value.message


def refuse_tags(content: str) -> str:
    """Return what is said of a file of tags that is not valid."""
    with pytest.raises(DataError) as caught:
        check_tags(parse_table(content.encode(), "t.csv", TAG_COLUMNS))
    return caught.value.message


def test_rows_know_the_line_they_begin_on() -> None:
    content = b'id,title,description\n1,"two\nlines",x\n\n2,one,y\n'
    table = parse_table(content, "p.csv", PROJECT_COLUMNS)
    found = [(row.line, row.values["title"]) for row in table.rows]
    assert found == [(2, "two\nlines"), (5, "one")]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbfid,tag\n1,x\n", id="with a byte order mark"),
        pytest.param(b"id,tag\r\n1,x\r\n", id="with the line ends of Windows"),
        pytest.param(b"id,tag\n1,x", id="without a last line end"),
        pytest.param(b" id , tag \n1,x\n", id="with blanks around the names"),
        pytest.param(b"\n\nid,tag\n\n1,x\n\n", id="with blank lines"),
    ],
)
def test_what_programs_make_of_csv_is_understood(content: bytes) -> None:
    table = parse_table(content, "t.csv", TAG_COLUMNS)
    assert [row.values for row in table.rows] == [{"id": "1", "tag": "x"}]


def test_more_columns_than_needed_are_welcome() -> None:
    table = parse_table(b"id,tag,note\n1,x,y\n", "t.csv", TAG_COLUMNS)
    assert table.columns == ("id", "tag", "note")


def test_a_description_may_be_empty() -> None:
    check_projects(parse_table(f"{HEADER}1,title,\n".encode(), "p.csv", PROJECT_COLUMNS))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("", "p.csv is empty", id="an empty file"),
        pytest.param("\n\n", "p.csv is empty", id="blank lines alone"),
        pytest.param(HEADER, "p.csv has a header but no rows", id="no rows"),
        pytest.param(
            "id,name,description\n1,a,b\n",
            "p.csv, line 1: column 'title' is missing",
            id="a wrong column",
        ),
        pytest.param(
            "id,title,description,title\n1,a,b,c\n",
            "p.csv, line 1: two columns have the same name",
            id="a column twice",
        ),
        pytest.param(
            f"{HEADER}1,a,b\n2,a\n",
            "p.csv, line 3: has 2 values, the header has 3 columns",
            id="a short row",
        ),
        pytest.param(
            f"{HEADER}1,a,b,c\n",
            "p.csv, line 2: has 4 values, the header has 3 columns",
            id="a long row",
        ),
        pytest.param(
            f'{HEADER}1,a,b\n2,"a"b,c\n', "p.csv, line 3: is not well-formed CSV", id="bad quotes"
        ),
        pytest.param(
            f'{HEADER}1,"a,b\n', "p.csv, line 2: is not well-formed CSV", id="an open quote"
        ),
        pytest.param(f"{HEADER}1, ,b\n", "p.csv, line 2, column title: is empty", id="no title"),
        pytest.param(f"{HEADER},a,b\n", "p.csv, line 2, column id: is empty", id="no id"),
        pytest.param(
            f"{HEADER}1.5,a,b\n",
            "p.csv, line 2, column id: must be a whole number, not '1.5'",
            id="an id that is not a number",
        ),
        pytest.param(
            f"{HEADER}{'9' * 19},a,b\n",
            "p.csv, line 2, column id: must be a whole number",
            id="an id beyond 64 bits",
        ),
        pytest.param(
            f"{HEADER}1,a,b\n01,c,d\n",
            "p.csv, line 3, column id: 01 is also on line 2, with other values",
            id="an id twice",
        ),
        pytest.param(
            f"{HEADER}1,a,b\n2,".encode() + b"\xff,c\n",
            "p.csv, line 3: is not UTF-8 text",
            id="other bytes",
        ),
        pytest.param(
            f"{HEADER}1,a,b\n".encode("utf-16"), "p.csv, line 1: is not UTF-8", id="UTF-16"
        ),
    ],
)
def test_a_bad_file_of_projects_is_refused(content: str | bytes, said: str) -> None:
    assert refuse_projects(content).startswith(said)


def test_an_empty_tag_is_refused() -> None:
    assert refuse_tags("id,tag\n1, \n") == "t.csv, line 2, column tag: is empty"


def test_two_tags_for_one_project_are_refused() -> None:
    assert "1 is also on line 2" in refuse_tags("id,tag\n1,mlops\n1,other\n")


def test_any_tag_is_welcome() -> None:
    check_tags(parse_table(b"id,tag\n1,gardening\n", "t.csv", TAG_COLUMNS))


def test_the_joined_file_is_checked_for_titles_and_tags() -> None:
    table = parse_table(b"id,title,description,tag\n1,,x,\n", "l.csv", PROJECT_COLUMNS)
    with pytest.raises(DataError, match=r"(?s)column title: is empty.*column tag: is empty"):
        check_labeled(table)


def test_a_row_that_is_repeated_as_it_stands_is_no_contradiction() -> None:
    check_tags(parse_table(b"id,tag\n1,mlops\n1,mlops\n", "t.csv", TAG_COLUMNS))


def test_several_problems_are_said_at_once() -> None:
    said = refuse_projects(f"{HEADER}x,a,b\n1,,b\n2,c,d\n")
    assert said.splitlines() == [
        "p.csv has 2 problems:",
        "  line 2, column id: must be a whole number, not 'x'",
        "  line 3, column title: is empty",
    ]


def test_of_many_problems_five_are_shown_and_the_rest_is_counted() -> None:
    said = refuse_projects(HEADER + "".join(f"{row},,b\n" for row in range(12)))
    assert said.splitlines()[0] == "p.csv has 12 problems:"
    assert said.splitlines()[-1] == "  and 7 more"
    assert len(said.splitlines()) == 7
