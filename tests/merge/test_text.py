"""Merging lines, beside git's own merge of the same files."""

import random
import subprocess
from pathlib import Path

import pytest

from scaffold.merge import Merged
from tests.merge.merging import OURS_NAME, THEIRS_NAME, merge, merge_bytes

FILE = "README.md"
NUMBERED = "".join(f"line {number}\n" for number in range(1, 10))


def with_line(number: int, text: str) -> str:
    return NUMBERED.replace(f"line {number}\n", text)


def test_changes_far_apart_are_both_made() -> None:
    merged = merge(FILE, NUMBERED, with_line(2, "mine\n"), with_line(8, "new\n"))
    assert merged == (NUMBERED.replace("line 2", "mine").replace("line 8", "new"), ())


def test_changes_with_one_line_between_them_are_both_made() -> None:
    merged, conflicts = merge(FILE, NUMBERED, with_line(4, "mine\n"), with_line(6, "new\n"))
    assert "mine\nline 5\nnew\n" in merged
    assert not conflicts


def test_the_same_change_on_both_sides_is_made_once() -> None:
    ours, theirs = with_line(3, "same\n"), with_line(3, "same\n") + "more\n"
    assert merge(FILE, NUMBERED, ours, theirs) == (theirs, ())


def test_a_conflict_shows_both_sides_and_what_was_there_under_the_names_of_the_sides() -> None:
    merged, conflicts = merge(FILE, NUMBERED, with_line(3, "mine\n"), with_line(3, "new\n"))
    assert merged == with_line(
        3,
        "<<<<<<< yours\nmine\n||||||| base\nline 3\n=======\nnew\n>>>>>>> template 0.2.0\n",
    )
    assert conflicts == ("line 3: you and the template changed the same lines",)


def test_lines_on_which_both_sides_agree_stay_outside_of_the_markers() -> None:
    merged, _ = merge(FILE, "a\nz\n", "a\nsame\nmine\nend\nz\n", "a\nsame\nnew\nend\nz\n")
    assert merged.startswith("a\nsame\n<<<<<<< yours\nmine\n")
    assert merged.endswith("new\n>>>>>>> template 0.2.0\nend\nz\n")


@pytest.mark.parametrize("file", ["src/demo/cli.py", "a.md", "LICENSE", "a.txt", "web/app.js"])
def test_texts_that_are_read_before_they_are_used_get_markers_at_each_conflict(file: str) -> None:
    ours = with_line(2, "mine\n").replace("line 8", "mine too")
    theirs = with_line(2, "new\n").replace("line 8", "new too")
    merged, conflicts = merge(file, NUMBERED, ours, theirs)
    assert merged.count("<<<<<<< yours") == len(conflicts) == 2


READ_BY_PROGRAMS = [
    *("Dockerfile", "docker/Dockerfile.gpu", "api.dockerfile", "Containerfile", "justfile"),
    *(".justfile", "Makefile", "GNUmakefile", "rules.mk", "run.sh", ".env", ".env.example"),
    *("crontab", "api.service", "clean.timer", "nginx.conf", "main.tf", "CODEOWNERS", "Procfile"),
    *(".gitattributes", ".python-version", "data.csv"),
]


@pytest.mark.parametrize("file", READ_BY_PROGRAMS)
def test_a_text_that_programs_read_gets_no_markers_and_the_rest_is_merged(file: str) -> None:
    ours = with_line(2, "mine\n").replace("line 8", "mine too")
    theirs = with_line(2, "new\n").replace("line 8", "new too").replace("line 5", "five")
    merged, conflicts = merge(file, NUMBERED, ours, theirs)
    assert merged == ours.replace("line 5", "five")
    assert conflicts == (
        'line 2: kept yours; the template has "new"',
        'line 8: kept yours; the template has "new too"',
    )


@pytest.mark.parametrize("line", ["#!/bin/sh\n", "#!/usr/bin/env bash\n", "#!/usr/bin/zsh -e\n"])
def test_a_script_without_a_suffix_gets_no_markers(line: str) -> None:
    ours, theirs = line + with_line(2, "mine\n"), line + with_line(2, "new\n")
    assert merge("bin/entrypoint", line + NUMBERED, ours, theirs)[0] == ours
    python = "#!/usr/bin/env python3\n"
    merged, _ = merge("bin/tool", python + NUMBERED, python + ours, python + theirs)
    assert "<<<<<<< yours" in merged


@pytest.mark.parametrize("is_yours", [True, False])
def test_only_your_version_says_which_program_reads_a_script(*, is_yours: bool) -> None:
    shell, other = "#!/bin/sh\nmine\n", "#!/usr/bin/perl\nnew\n"
    ours, theirs = (shell, other) if is_yours else (other, shell)
    merged, _ = merge("bin/tool", "old\n", ours, theirs)
    assert (merged == ours) is is_yours


# What you and the template make of the third line, and what is reported.
CLASHES = {
    "several lines": (
        *("mine\nmore\n", "new\n  \x1b[1m\n"),
        'lines 3 to 4: kept yours; the template has "new\\n \\u001b[1m"',
    ),
    "a removal of yours": ("", "new\n", 'line 3: kept your removal; the template has "new"'),
    "a removal of the template": ("mine\n", "", "line 3: kept yours; the template removes it"),
    "a removal of the template, several lines": (
        *("mine\nmore\n", ""),
        "lines 3 to 4: kept yours; the template removes them",
    ),
    "lines at the start and the end that are alike": (
        *("same\nmine\nend\n", "same\nnew\nend\n"),
        'line 4: kept yours; the template has "new"',
    ),
    "lines of which nothing is cut off": (
        *("mine\n", "x" * 1998 + "\n"),
        f'line 3: kept yours; the template has "{"x" * 1998}"',
    ),
    "lines that are too long to report": (
        *("mine\n", "x" * 1999 + "\n"),
        f'line 3: kept yours; the template has "{"x" * 1998}…',
    ),
}


@pytest.mark.parametrize(("ours", "theirs", "said"), CLASHES.values(), ids=CLASHES.keys())
def test_a_conflict_without_markers_says_which_lines_stay_and_what_the_template_has(
    ours: str, theirs: str, said: str
) -> None:
    merged = merge("justfile", NUMBERED, with_line(3, ours), with_line(3, theirs))
    assert merged == (with_line(3, ours), (said,))


def test_lines_after_a_merged_change_are_counted_in_the_result() -> None:
    ours, theirs = with_line(7, "mine\n"), with_line(7, "new\n").replace("line 1\n", "one\ntwo\n")
    _, conflicts = merge("justfile", NUMBERED, ours, theirs)
    assert conflicts == ('line 8: kept yours; the template has "new"',)


def test_a_text_that_programs_read_need_not_be_utf_8() -> None:
    base, ours, theirs = b"A=\xff\n", b"A=\xfe\n", b"A=\xfd\n"
    assert merge_bytes(".env", base, ours, theirs) == Merged(
        ours, ('line 1: kept yours; the template has "A=\ufffd"',)
    )


def test_line_endings_of_windows_stay_and_are_no_difference() -> None:
    ours = with_line(2, "mine\n").replace("\n", "\r\n").encode()
    merged = merge_bytes(FILE, NUMBERED.encode(), ours, with_line(8, "new\n").encode())
    assert merged.content == ours.replace(b"line 8", b"new")
    assert not merged.conflicts


def test_markers_end_as_the_other_lines_do() -> None:
    contents = [text.replace("\n", "\r\n").encode() for text in ("a\n", "mine\n", "new\n")]
    merged = merge_bytes(FILE, *contents).content
    assert merged.count(b"\n") == merged.count(b"\r\n") == 7


def test_a_file_with_both_line_endings_keeps_each() -> None:
    ours = NUMBERED.encode().replace(b"line 2\n", b"line 2\r\n")
    merged = merge_bytes(FILE, NUMBERED.encode(), ours, with_line(8, "new\n").encode())
    assert merged.content == ours.replace(b"line 8", b"new")


def test_new_line_endings_of_the_template_reach_a_file_that_its_owner_edited() -> None:
    theirs = NUMBERED.replace("\n", "\r\n").encode()
    merged = merge_bytes(FILE, NUMBERED.encode(), with_line(2, "mine\n").encode(), theirs)
    assert merged.content == theirs.replace(b"line 2", b"mine")


def test_a_byte_order_mark_that_the_owner_added_stays() -> None:
    ours = b"\xef\xbb\xbf" + NUMBERED.encode()
    merged = merge_bytes(FILE, NUMBERED.encode(), ours, with_line(1, "new\n").encode())
    assert merged.content == b"\xef\xbb\xbf" + with_line(1, "new\n").encode()


def test_a_last_line_without_a_line_break_stays_so() -> None:
    ours = with_line(2, "mine\n").removesuffix("\n")
    merged, conflicts = merge(FILE, NUMBERED, ours, with_line(9, "new\n"))
    assert merged == with_line(2, "mine\n").replace("line 9\n", "new")
    assert not conflicts


def test_a_conflict_on_a_last_line_without_a_line_break_keeps_each_marker_on_its_line() -> None:
    merged, _ = merge(FILE, "a", "mine", "new")
    assert merged.splitlines() == [
        "<<<<<<< yours", "mine", "||||||| base", "a", "=======", "new", ">>>>>>> template 0.2.0",
    ]  # fmt: skip


def test_bytes_of_another_encoding_pass_through() -> None:
    latin = NUMBERED.encode().replace(b"line 5", b"\xe9t\xe9 \x0c \x85 5")
    ours, theirs = latin.replace(b"line 2", b"m\xefne"), latin.replace(b"line 8", b"n\xe9w")
    merged = merge_bytes(FILE, latin, ours, theirs)
    assert merged.content == ours.replace(b"line 8", b"n\xe9w")


@pytest.mark.parametrize("file", ["logo.png", "pyproject.toml", "README.md"])
def test_a_binary_file_that_both_changed_stays_its_owners(file: str) -> None:
    merged = merge_bytes(file, b"\0old", b"\0mine", b"\0new")
    said = "your version was kept: the binary contents differ"
    assert merged == Merged(b"\0mine", (said,))


def test_a_file_that_the_owner_rewrote_wholly_is_one_conflict_and_all_of_it_is_there() -> None:
    ours = "".join(f"other {number}\n" for number in range(3000))
    base = "".join(f"line {number}\n" for number in range(3000))
    merged, conflicts = merge(FILE, base, ours, base.replace("line 7\n", "new\n"))
    assert len(conflicts) == 1
    assert ours in merged


# Lines that occur once can be compared in one way only, so the two must agree to the last byte,
# markers included.
@pytest.mark.parametrize("seed", range(8))
def test_lines_merge_as_git_merges_them(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311 - examples, not secrets
    for _ in range(25):
        base, ours, theirs = random_versions(chance, alphabet=0)
        merged = merge_bytes(FILE, base, ours, theirs)
        assert (merged.content, bool(merged.conflicts)) == git_merge(tmp_path, base, ours, theirs)


@pytest.mark.parametrize("seed", range(4))
def test_repeated_lines_merge_as_git_merges_them_wherever_neither_sees_a_conflict(
    seed: int, tmp_path: Path
) -> None:
    chance = random.Random(seed)  # noqa: S311 - examples, not secrets
    agreed = 0
    for _ in range(25):
        base, ours, theirs = random_versions(chance, alphabet=5)
        merged = merge_bytes(FILE, base, ours, theirs)
        content, conflict = git_merge(tmp_path, base, ours, theirs)
        agreed += bool(merged.conflicts) == conflict
        assert merged.conflicts or conflict or merged.content == content
    # Where lines repeat, a change can be told in several ways, and git's choice is its own.
    assert agreed >= 24


def git_merge(folder: Path, base: bytes, ours: bytes, theirs: bytes) -> tuple[bytes, bool]:
    """Merge three files with git; return the content, and whether there is a conflict."""
    names = {"ours": OURS_NAME, "base": "base", "theirs": THEIRS_NAME}
    for name, content in zip(names, (ours, base, theirs), strict=True):
        (folder / name).write_bytes(content)
    labels = [part for label in names.values() for part in ("-L", label)]
    command = ["git", "merge-file", "-p", "--zdiff3", *labels, *names]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return done.stdout, done.returncode != 0


def random_versions(chance: random.Random, *, alphabet: int) -> tuple[bytes, bytes, bytes]:
    """Return three versions of random lines, each of which occurs once without an alphabet."""
    count = iter(range(10_000))

    def line() -> bytes:
        return b"%d\n" % (chance.randrange(alphabet) if alphabet else next(count))

    base = [line() for _ in range(chance.randint(0, 15))]
    versions = [base, list(base), list(base)]
    for version in versions[1:]:
        for _ in range(chance.randint(0, 3)):
            at, length = chance.randint(0, len(version)), chance.randint(0, 3)
            version[at : at + length] = [line() for _ in range(chance.randint(0, 3))]
    return b"".join(versions[0]), b"".join(versions[1]), b"".join(versions[2])
