"""Uniting: what the template has comes, what the owner has stays, and what cannot come is named."""

import pytest

from scaffold.merge import Merged, unite_file
from tests.merge.merging import unite

PROJECT = '[project]\nname = "mine"\n'
NOT_UTF_8 = "your version was kept: one of the files is not UTF-8"
UNFITTING = ('a.b: cannot add {"y": 2}: the file uses a different structure',)


@pytest.mark.parametrize(
    ("ours", "theirs", "united"),
    [
        pytest.param(
            PROJECT + 'version = "1"\n', PROJECT + 'dynamic = ["version"]\n',
            PROJECT + 'version = "1"\n', id="a list of computed fields of which one has a value",
        ),
        pytest.param(
            PROJECT, PROJECT + 'dynamic = ["version"]\n',
            PROJECT + 'dynamic = ["version"]\n', id="a list of computed fields that have none",
        ),
        pytest.param(
            PROJECT + 'dynamic = ["version"]\n', PROJECT + 'version = "1"\nreadme = "r"\n',
            PROJECT + 'readme = "r"\ndynamic = ["version"]\n', id="a value for a computed field",
        ),
        pytest.param(
            PROJECT + 'version = "1"\n', '[tool.x]\ndynamic = ["version"]\n',
            PROJECT + 'version = "1"\n\n[tool.x]\ndynamic = ["version"]\n',
            id="a list of that name in another table",
        ),
        pytest.param(
            PROJECT + 'dynamic = ["version"]\n', '[tool.x]\nversion = "1"\n',
            PROJECT + 'dynamic = ["version"]\n\n[tool.x]\nversion = "1"\n',
            id="a field of that name in another table",
        ),
        pytest.param(
            '[tool.a]\nb = 1\n', PROJECT + 'dynamic = ["version"]\n',
            '[tool.a]\nb = 1\n\n' + PROJECT + 'dynamic = ["version"]\n', id="the whole table",
        ),
        pytest.param("project = 1\n", PROJECT, "project = 1\n", id="no table"),
        pytest.param(
            PROJECT, PROJECT + 'version = "1"\n', PROJECT + 'version = "1"\n',
            id="a value where nothing is computed",
        ),
        pytest.param(
            PROJECT + 'version = "1"\n\n[tool.x]\n', '[tool.x]\ndynamic = ["version"]\n',
            PROJECT + 'version = "1"\n\n[tool.x]\ndynamic = ["version"]\n',
            id="a list of that name in a table that is there",
        ),
    ],
)  # fmt: skip
def test_no_field_of_a_project_gets_a_value_and_is_computed_too(
    ours: str, theirs: str, united: str
) -> None:
    assert unite("pyproject.toml", ours, theirs) == (united, ())


@pytest.mark.parametrize(("ours", "theirs"), [(b"\xe9", b"{}"), (b"{}", b"\xe9")])
def test_a_file_in_another_encoding_stays_and_says_why(ours: bytes, theirs: bytes) -> None:
    assert unite_file("a.json", ours, theirs) == Merged(ours, (NOT_UTF_8,))


def test_a_file_that_cannot_be_read_stays_and_says_why() -> None:
    said = "your version was kept: line 1: unexpected text"
    assert unite("a.json", "}", "{}") == ("}", (said,))


def test_what_cannot_be_added_is_named_whether_anything_else_is_added_or_not() -> None:
    ours, theirs = "a: {x: 1}\n", "a:\n  b:\n    y: 2\n"
    assert unite("a.yml", ours, theirs) == (ours, UNFITTING)
    assert unite("a.yml", ours, theirs + "c: 1\n") == (ours + "c: 1\n", UNFITTING)


def test_an_owners_value_is_no_difference_to_name() -> None:
    assert unite("a.yml", "a: 1\nb: [1]\n", "a: 2\nb: {c: 1}\n") == ("a: 1\nb: [1]\n", ())


@pytest.mark.parametrize(
    ("ours", "united"),
    [
        (b"a\r\nb\n", b"a\r\nb\nc\n"),
        (b"a\r\nb\r\n", b"a\r\nb\r\nc\r\n"),
        (b"a\nb", b"a\nb\nc"),
        (b"\xef\xbb\xbfa", b"\xef\xbb\xbfa\nc"),
        (b"", b"c\n"),
        (b"c", b"c"),
    ],
)
def test_a_united_file_is_written_as_its_owner_writes(ours: bytes, united: bytes) -> None:
    assert unite_file(".gitignore", ours, b"\xef\xbb\xbfc\r\n") == Merged(united)


@pytest.mark.parametrize(
    ("ours", "theirs", "united"),
    [
        ("project: [a]\n", "project: [a, b]\n", "project: [a, b]\n"),
        ("project: {dynamic: true}\n", "project: {x: 1}\n", "project: {dynamic: true, x: 1}\n"),
        ("project: {x: 1}\n", "project: {dynamic: true}\n", "project: {x: 1, dynamic: true}\n"),
        ("[project]\n", "[a, b]\n", "[project, a, b]\n"),
    ],
)
def test_what_only_shares_its_name_with_the_table_of_a_project_is_united(
    ours: str, theirs: str, united: str
) -> None:
    assert unite("a.yml", ours, theirs) == (united, ())


def test_only_what_is_wanted_is_added() -> None:
    theirs = PROJECT + 'version = "1"\n\n[tool.a]\nb = 1\n'
    united = unite_file(
        "pyproject.toml", PROJECT.encode(), theirs.encode(), lambda place: place[0] == "project"
    )
    assert united == Merged(f'{PROJECT}version = "1"\n'.encode())
