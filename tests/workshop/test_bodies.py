"""Blanking a body and putting it back changes nothing else."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import ExerciseError
from scaffold.template.exercises.bodies import blank_body, is_blank, read_body, replace_body
from tests.conftest import REPOSITORY

MODULE = '''"""A module."""

CLASSES = ("a\u2028b", "c")


class Encoder:
    """Encodes."""

    def fit(self, labels: list[str]) -> "Encoder":
        """Learn the classes.

        Raises:
            ValueError: there are none.
        """
        # Sorted, so that numbers do not depend on the order of the rows.
        self.classes = sorted(set(labels))

        return self  # for chains

    def other(self) -> None: ...


def undocumented(value: int) -> int:
    return value + 1
'''
BODY = """\
        # Sorted, so that numbers do not depend on the order of the rows.
        self.classes = sorted(set(labels))

        return self  # for chains
"""
SOURCES = sorted((REPOSITORY / "template").rglob("*.py"))


def test_a_body_is_what_comes_after_the_docstring_with_its_comments() -> None:
    assert read_body(MODULE, "Encoder.fit") == BODY
    assert read_body(MODULE, "undocumented") == "    return value + 1\n"


def test_a_blank_body_names_its_exercise_and_raises() -> None:
    blanked = blank_body(MODULE, "Encoder.fit", "learn-classes")
    assert is_blank(blanked, "Encoder.fit")
    assert not is_blank(MODULE, "Encoder.fit")
    assert read_body(blanked, "Encoder.fit") == (
        '        raise NotImplementedError("exercise learn-classes")'
        "  # scaffold workshop hint learn-classes\n"
    )
    assert '"""Learn the classes.' in blanked


def functions(source: str) -> list[str]:
    """Return the functions and methods of a module that have a body."""
    tree = ast.parse(source)
    found = []
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        found += [
            prefix + each.name
            for each in inner
            if isinstance(each, ast.FunctionDef) and not is_only_a_docstring(each)
        ]
    return [name for name in found if found.count(name) == 1]


def is_only_a_docstring(node: ast.FunctionDef) -> bool:
    return len(node.body) == 1 and ast.get_docstring(node) is not None


@pytest.mark.story
def test_every_function_of_the_template_can_be_blanked_and_solved_to_the_byte() -> None:
    pairs = [
        (source, function)
        for source in (path.read_text("utf-8") for path in SOURCES)
        for function in functions(source)
    ]
    assert len(pairs) > 100
    for source, function in pairs:
        blanked = blank_body(source, function, "x")
        assert is_blank(blanked, function)
        ast.parse(blanked)
        assert replace_body(blanked, function, read_body(source, function)) == source


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00\f"), max_size=30))
def test_texts_around_a_body_stay_whatever_they_hold(text: str) -> None:
    source = f"first = {text!r}  # {text}\n{MODULE}last = 1"
    assert replace_body(source, "Encoder.fit", BODY) == source


@pytest.mark.parametrize(
    ("source", "function", "problem"),
    [
        pytest.param("def f(:\n", "f", r"syntax error \(line 1\)", id="a syntax error"),
        pytest.param("\0", "f", "syntax error", id="a NUL"),
        pytest.param("def g(): ...\n", "f", "`f` not found", id="another name"),
        pytest.param("class f: ...\n", "f", "is not a function", id="a class"),
        pytest.param("class A: ...\n", "A.f", "`A.f` not found", id="a method that is gone"),
        pytest.param('def f():\n    """Only."""\n', "f", "no body", id="a docstring alone"),
    ],
)
def test_what_cannot_be_found_is_one_sentence(source: str, function: str, problem: str) -> None:
    with pytest.raises(ExerciseError, match=problem) as caught:
        read_body(source, function)
    assert caught.value.hint
