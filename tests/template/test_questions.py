"""Answers have the values that Copier gives them."""

from typing import Any

import pytest
import yaml
from copier._tools import cast_to_bool
from copier._user_data import parse_yaml_list
from hypothesis import given
from hypothesis import strategies as st

from scaffold.template.definition import UnsupportedError
from scaffold.template.questions import AnswerSheet, settle, split_list, to_bool

WORDS = ["yes", "No", " ON ", "off", "t", "F", "~", "null", "None", "", "0", "1.5", "nan", "maybe"]


def find_answers(questions: dict[str, Any], given: dict[str, Any] | None = None) -> dict[str, Any]:
    sheet = AnswerSheet(given or {}, {}, {})
    settle(questions, sheet, lambda text, _: text)
    return sheet.settled


@given(st.sampled_from(WORDS) | st.text() | st.floats() | st.integers() | st.lists(st.none()))
def test_truth_is_that_of_copier(value: Any) -> None:
    assert to_bool(value) is cast_to_bool(value)


@given(st.lists(st.text("ab \"'12:é", max_size=4)).map(lambda items: f"[{', '.join(items)}]"))
def test_lists_are_split_as_copier_splits_them(text: str) -> None:
    try:
        expected = parse_yaml_list(text)
    except yaml.YAMLError:
        with pytest.raises(yaml.YAMLError):
            split_list(text)
        return
    assert split_list(text) == expected


@pytest.mark.parametrize("text", ["a", "{a: b}", "", "1"])
def test_what_is_not_a_list_is_left_to_copier(text: str) -> None:
    with pytest.raises(UnsupportedError):
        split_list(text)


@pytest.mark.parametrize(
    ("details", "answer", "expected"),
    [
        ({"type": "int", "default": 1}, "7", 7),
        ({"default": 1}, "7", 7),
        ({"type": "float", "default": 1}, "7", 7.0),
        ({"type": "str", "default": ""}, 3.12, "3.12"),
        ({"type": "bool", "default": False}, "yes", True),
        ({"type": "yaml", "default": None}, "[a, 1]", ["a", 1]),
        ({"default": [1]}, [2], [2]),
        ({"type": "str", "choices": ["a", "b"]}, "b", "b"),
        ({"type": "str", "choices": {"one": "a", "two": "b"}}, "b", "b"),
        ({"type": "str", "choices": "[a, b]"}, "b", "b"),
        ({"type": "int", "choices": [1, 2], "multiselect": True}, "[2, '1']", [1, 2]),
        ({"type": "str", "choices": ["a", "b"], "multiselect": True}, ["b", "a"], ["a", "b"]),
    ],
)
def test_an_answer_has_the_type_of_its_question(
    details: dict[str, Any], answer: Any, expected: Any
) -> None:
    assert find_answers({"key": details}, {"key": answer}) == {"key": expected}


@pytest.mark.parametrize(
    ("details", "answer"),
    [
        ({"type": "str"}, None),
        ({"type": "str"}, ["a"]),
        ({"type": "str"}, b"a"),
        ({"type": "yaml"}, b"a"),
        ({"type": "path"}, "a"),
        ({"type": "json"}, "{}"),
        ({"type": "str", "choices": ["a"]}, "b"),
        ({"type": "str", "choices": [["name", "value"]]}, "value"),
        ({"type": "str", "choices": {"name": {"value": "a"}}}, "a"),
        ({"type": "str", "choices": ["a"], "multiselect": True}, {"a": 1}),
        ({"type": "str", "secret": True}, "a"),
        ({"type": "str", "validator": "Wrong."}, "a"),
        ({"type": "str"}, __import__("datetime").date(2026, 1, 1)),
    ],
)
def test_what_copier_refuses_or_alone_supports_is_left_to_it(
    details: dict[str, Any], answer: Any
) -> None:
    with pytest.raises(UnsupportedError):
        find_answers({"key": details}, {"key": answer})


def test_a_question_without_an_answer_is_left_to_copier() -> None:
    with pytest.raises(UnsupportedError):
        find_answers({"key": {"type": "str"}})


def test_a_question_that_is_not_asked_may_have_no_answer() -> None:
    assert find_answers({"key": {"type": "str", "ask": False}}) == {}
    assert find_answers({"key": {"type": "str", "when": False}}) == {}


def test_hidden_answers_are_computed_and_not_recorded() -> None:
    questions = {"shown": {"default": "a"}, "hidden": {"default": "b", "when": "no"}}
    sheet = AnswerSheet({}, {}, {"_src_path": "here", "_commit": "v1"})
    settle(questions, sheet, lambda text, _: text)
    assert sheet.visible == {"_src_path": "here", "_commit": "v1", "shown": "a", "hidden": "b"}
    assert list(sheet.recorded(questions).items()) == [
        ("_commit", "v1"),
        ("_src_path", "here"),
        ("shown", "a"),
    ]


def test_likely_answers_come_before_the_defaults_of_the_template() -> None:
    sheet = AnswerSheet({}, {"key": "likely"}, {})
    settle({"key": {"default": "default"}}, sheet, lambda text, _: text)
    assert sheet.settled == {"key": "likely"}


def test_an_answer_that_is_nested_deeply_is_an_error() -> None:
    with pytest.raises(RecursionError):
        find_answers({"key": {"type": "yaml"}}, {"key": "[" * 100_000})
