"""Counts in sentences agree with their nouns."""

import pytest

from scaffold.errors.wording import agree, among, count


@pytest.mark.parametrize(
    ("number", "noun", "expected"),
    [
        (0, "file", "0 files"),
        (1, "file", "1 file"),
        (1_300, "file", "1,300 files"),
        (2, "class", "2 classes"),
        (2, "hash", "2 hashes"),
        (2, "match", "2 matches"),
        (2, "dependency", "2 dependencies"),
        (1, "dependency", "1 dependency"),
        (2, "day", "2 days"),
    ],
)
def test_a_number_has_its_noun_in_the_right_form(number: int, noun: str, expected: str) -> None:
    assert count(number, noun) == expected


def test_of_a_total_the_total_decides_the_form() -> None:
    assert among(1, 1, "statement") == "1 of 1 statement"
    assert among(1, 2, "statement") == "1 of 2 statements"


def test_verbs_agree_too() -> None:
    assert [agree(number, "stays", "stay") for number in (0, 1, 2)] == ["stay", "stays", "stay"]
