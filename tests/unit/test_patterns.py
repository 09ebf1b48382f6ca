"""Patterns of projects and templates match as Git and the library do, at a cost that is linear."""

import re
import subprocess
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec, PathSpec

from scaffold.files.free_text import FreeText
from scaffold.files.patterns import match_in_order, match_patterns, match_valid_patterns

PARTS = ("a", "b", "*", "?", "**", "/", "/", "ab", "[ab]", "*a", "b*", ".c", "\\a", "[a-b]", "!")
NAMES = ("a", "b", "ab", "ba", "aab", "abab", ".c", "a.c", "c")
LINES = st.lists(st.lists(st.sampled_from(PARTS), min_size=1, max_size=9).map("".join), max_size=3)
PATHS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=6).map("/".join)


def accepts(lines: list[str]) -> bool:
    try:
        GitIgnoreSpec.from_lines(lines)
    except ValueError:
        return False
    return True


@given(LINES.filter(accepts), PATHS)
def test_a_path_matches_as_it_does_in_the_library(lines: list[str], path: str) -> None:
    expected = GitIgnoreSpec.from_lines(lines).match_file(path)
    assert match_patterns(lines).match_file(path) == expected
    in_order = PathSpec.from_lines("gitignore", lines).match_file(path)
    assert match_in_order(lines).match_file(path) == in_order


@given(LINES)
def test_invalid_lines_are_refused_by_one_matcher_and_left_out_by_the_other(
    lines: list[str],
) -> None:
    match_valid_patterns(lines)
    if not accepts(lines):
        with pytest.raises(ValueError, match="is not a pattern"):
            match_patterns(lines)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("*[!x]a", "b/a"),
        ("a[!b]c", "a/c"),
        ("a[+-0]c", "a/c"),
        ("[[a]b", "[b"),
        ("[a&&b]c", "&c"),
        ("x[~~|]", "x~"),
        ("*.[oa]", "deep/x.o"),
        ("**/a/**/b", "x/a/y/z/b/c"),
        ("a*b*c/", "a-b-c/file"),
        ("[z-a]x", "mx"),
    ],
)
def test_a_path_matches_as_it_does_in_git(tmp_path: Path, line: str, path: str) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text(f"{line}\n", "utf-8")
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).touch()
    command = ["git", "-C", str(tmp_path), "check-ignore", "--quiet", path]
    ignored = subprocess.run(command, check=False).returncode == 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert match_valid_patterns([line]).match_file(path) == ignored


@pytest.mark.parametrize("line", ["!", "\\ ", "a\\", "/!/", "[z-a]", "x" * 5_000])
def test_a_line_that_is_not_a_pattern_is_no_reason_to_fail(line: str) -> None:
    assert match_valid_patterns([line, "*.log"]).match_file("a.log")


@pytest.mark.parametrize("line", ["!", "[z-a]", "**/" * 2_000])
def test_a_line_that_is_not_a_pattern_is_named(line: str) -> None:
    with pytest.raises(ValueError, match=re.escape(line[:20])):
        match_patterns([line])


def test_what_may_differ_is_removed_line_by_line() -> None:
    free = FreeText.compile([r"(?<=@)[0-9a-f]{4}( +#.*)?", r"(?<=\brev: ).*"])
    assert free.remove(b"uses: a@0f0f # v1\n  rev: v2\nrest\n") == b"uses: a@\n  rev: \nrest\n"


def test_long_lines_and_large_files_are_compared_as_they_are() -> None:
    free = FreeText.compile(["a+"])
    long = b"a" * 161
    assert free.remove(long + b"\nba\n") == long + b"\nb\n"
    assert free.remove(b"a\n" * 15_001) == b"a\n" * 15_001


@pytest.mark.parametrize(
    "text",
    [
        "^(a+)+$",
        "(a*)*b",
        "(?:a{2}){40}",
        "(a|a)(a|a)(a|b)",
        "a?a?a?aaa",
        "a*a*a*b",
        "a{0,9}a{0,9}a{0,9}b",
        r"(a*)\1",
        "(?P<x>a)(?P=x)",
        "(a)?(?(1)b|c)",
        "x" * 201,
    ],
)
def test_an_expression_that_could_take_too_long_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="could take too long"):
        FreeText.compile([text])


def test_an_expression_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a regular expression"):
        FreeText.compile(["["])


def test_a_long_list_of_expressions_is_refused() -> None:
    assert len(FreeText.compile(["a"] * 20).patterns) == 20
    with pytest.raises(ValueError, match="more than 20"):
        FreeText.compile(["a"] * 21)


@pytest.mark.parametrize("text", [r"[*+?|]", r"\*\+\?\|", "[]*+]+", "[^]?|]*", "a{40}", "(?:ab)?"])
def test_signs_without_a_meaning_do_not_count(text: str) -> None:
    assert FreeText.compile([text]).patterns[0].pattern == text.encode()
