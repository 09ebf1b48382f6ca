"""Rosters are checked as a whole, and every problem has its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.workshop.classroom.identifiers import choose_seed, find_problem, make_folder_name
from scaffold.workshop.classroom.record import ClassRecord, enroll
from scaffold.workshop.classroom.roster import Learner, RosterError, parse_roster


def problems_of(content: bytes) -> tuple[str, ...]:
    with pytest.raises(RosterError) as refused:
        parse_roster(content, "roster.csv")
    return refused.value.problems


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"", "line 1: the file is empty", id="empty"),
        pytest.param(b"id\n", "line 2: no learners", id="header alone"),
        pytest.param(b"name\nAda\n", "line 1: no column `id`", id="no identifier"),
        pytest.param(b"id,ID\na,b\n", "line 1: two columns `id`", id="a column twice"),
        pytest.param(b"id,name\nada\n", "line 2: 1 cell for 2 columns", id="too few cells"),
        pytest.param(b"id\nada,x\n", "line 2: 2 cells for 1 column", id="too many cells"),
        pytest.param(b"id\nada\nada\n", "line 3: `ada` is also on line 2", id="twice"),
        pytest.param(b"id\nada\nAda\n", "`Ada` differs only in case from `ada`", id="case"),
        pytest.param(
            "id\nJose\nJosé\n".encode(), "would get the same folder as `Jose`", id="an accent"
        ),
        pytest.param(
            "id\nJosé\nJose\u0301\n".encode(), "line 3: `José` is also on line 2", id="a form"
        ),
        pytest.param(b"id\nCON\n", "line 2: `CON` is reserved on Windows", id="a device"),
        pytest.param(b"id\nlpt1.x\n", "is reserved on Windows", id="a device with an ending"),
        pytest.param(b"id\njoin\n", "line 2: `join` is reserved", id="the pages"),
        pytest.param(b"id,name\n ,Ada\n", "line 2: the identifier is empty", id="no name"),
        pytest.param(b"id\n../ada\n", "line 2: `../ada` is a path", id="a path"),
        pytest.param(b"id\na\x07da\n", "line 2: U+0007 is not allowed", id="a control character"),
        pytest.param(b"id\n" + b"a" * 65 + b"\n", "has more than 64 characters", id="long"),
        pytest.param(b"id\nada\n\xff\n", "line 3: not UTF-8", id="another encoding"),
        pytest.param(b"id\nada\nb\0b\n", "line 3: contains a null byte", id="a null byte"),
        pytest.param("id\nada\n".encode("utf-16"), "the text is UTF-16", id="UTF-16"),
        pytest.param(b'id\n"ada\n', "line 2: ", id="an open quote"),
    ],
)
def test_a_problem_is_named_with_its_line(content: bytes, problem: str) -> None:
    found = problems_of(content)
    assert problem in found[0]
    assert found[0].startswith("line ")


def test_every_problem_is_found_at_once() -> None:
    content = b'id,name\nada,"Ada\nLovelace"\nADA,x\n\nNUL,y\n,z\nbob,Bob\n'
    assert [each.partition(":")[0] for each in problems_of(content)] == [
        "line 4",
        "line 6",
        "line 7",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_roster_of_a_spreadsheet_is_read(delimiter: str) -> None:
    rows = [["Identifier", "GitHub", "Name", "Section"], ["o'brien@x.org", "ob", "Pat", "B"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    (learner,) = parse_roster(b"\xef\xbb\xbf" + text.encode(), "roster.csv")
    assert (learner.id, learner.folder) == ("o'brien@x.org", "o-brien-x-org")
    assert (learner.name, learner.section, learner.columns["GitHub"]) == ("Pat", "B", "ob")


def test_first_and_last_names_are_joined_and_an_identifier_is_a_name_of_last_resort() -> None:
    full = parse_roster(b"username,first_name,last_name\nal,Ada,Lovelace\n", "roster.csv")
    assert full[0].name == "Ada Lovelace"
    assert parse_roster(b"student\nal\n", "roster.csv")[0].name == "al"


@given(st.text(max_size=70))
def test_a_sound_identifier_has_a_folder_that_every_system_takes(identifier: str) -> None:
    if not find_problem(identifier):
        folder = make_folder_name(identifier)
        assert folder.isascii()
        assert folder == folder.lower() == folder.strip("-. ")
        assert set(folder) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert find_problem(folder) == ""


@given(st.permutations([f"learner{number}" for number in range(40)]))
def test_seeds_differ_and_do_not_depend_on_the_order(identifiers: list[str]) -> None:
    learners = [Learner(each, each, each) for each in identifiers]
    record = enroll(ClassRecord("demo"), learners)
    seeds = {each.id: each.seed for each in record.enrolled.values()}
    assert len(set(seeds.values())) == 40
    assert seeds == {each: choose_seed(each, ()) for each in identifiers}


def test_a_seed_that_is_taken_is_not_given_again() -> None:
    first = choose_seed("ada", ())
    second = choose_seed("ada", {first})
    assert second not in {first, 6}
    assert second > 0
