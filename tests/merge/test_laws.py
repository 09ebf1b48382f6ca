"""What holds for every format, whatever the document and whatever both sides did to it."""

import configparser
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.merge import unite_file
from tests.merge.documents import (
    Triple,
    Written,
    as_ignored,
    as_ini,
    as_json,
    as_requirements,
    as_toml,
    as_yaml,
    odd_texts,
    replacements,
    swapped_tables,
    triples,
)
from tests.merge.merging import merge, merge_bytes, unite

pytestmark = pytest.mark.promise

# The examples are the same in every run: a failure here is never a surprise to someone else.
stable = settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)

thorough = settings(stable, max_examples=200)

FORMATS: dict[str, Written] = {
    "pyproject.toml": as_toml,
    ".github/workflows/ci.yml": as_yaml,
    "package.json": as_json,
    "setup.cfg": as_ini,
    "requirements.txt": as_requirements,
    ".gitignore": as_ignored,
}
READERS: dict[str, Callable[[str], Any]] = {
    "pyproject.toml": tomllib.loads,
    ".github/workflows/ci.yml": yaml.safe_load,
    "package.json": json.loads,
    "setup.cfg": lambda text: configparser.RawConfigParser().read_string(text),
}

each_format = pytest.mark.parametrize("path", FORMATS)


def some_triple(data: st.DataObject, path: str) -> Triple:
    return data.draw(triples(FORMATS[path]))


def words(text: str) -> Counter[str]:
    return Counter(line.strip().removesuffix(",") for line in text.splitlines())


@each_format
@given(data=st.data())
@stable
def test_a_side_that_changed_nothing_gives_way_byte_for_byte(
    path: str, data: st.DataObject
) -> None:
    triple = some_triple(data, path)
    assert merge(path, triple.base, triple.base, triple.theirs) == (triple.theirs, ())
    assert merge(path, triple.base, triple.ours, triple.base) == (triple.ours, ())
    assert merge(path, triple.base, triple.ours, triple.ours) == (triple.ours, ())


def lost_lines(triple: Triple, merged: str) -> set[str]:
    """Return the lines that the owner wrote and that a merge dropped."""
    added = words(triple.ours) - words(triple.base)
    # Brackets may hold more now than where their owner wrote them, and what stands in the base
    # somewhere has only moved to another line.
    return {
        line
        for line in added - words(merged)
        if line and line[-1] not in "[]{}" and line not in triple.base
    }


@each_format
@given(data=st.data())
@thorough
def test_a_merge_keeps_what_the_owner_wrote_can_be_read_and_is_done_once(
    path: str, data: st.DataObject
) -> None:
    triple = some_triple(data, path)
    merged, conflicts = merge(path, triple.base, triple.ours, triple.theirs)
    assert not lost_lines(triple, merged)
    assert all(line and "\n" not in line for line in conflicts)
    if path in READERS:
        READERS[path](merged)
    assert merge(path, triple.theirs, merged, triple.theirs) == (merged, ())
    again, further = merge(path, triple.base, merged, triple.theirs)
    assert again == merged
    assert conflicts or not further, "what the template wants is there, or was named"


@each_format
@given(data=st.data())
@stable
def test_uniting_keeps_each_line_of_the_owner_in_order_and_twice_is_once(
    path: str, data: st.DataObject
) -> None:
    triple = some_triple(data, path)
    united, _ = unite(path, triple.ours, triple.theirs)
    rest = iter(line.removesuffix(",") for line in united.splitlines())
    kept = [line.removesuffix(",") for line in triple.ours.splitlines()]
    assert all(line in rest for line in kept if not line.endswith(("[]", "{}", "]")))
    assert unite(path, united, triple.theirs)[0] == united
    if path in READERS:
        READERS[path](united)


@each_format
@given(data=st.data())
@stable
def test_any_bytes_at_all_come_out_as_the_owner_left_them_or_merged(
    path: str, data: st.DataObject
) -> None:
    draw = partial(data.draw, st.binary(max_size=40))
    base, ours, theirs = draw(), draw(), draw()
    merged = merge_bytes(path, base, ours, theirs)
    assert merged.conflicts or merged.content in (ours, theirs) or ours != base
    assert unite_file(path, ours, theirs) is not None


@each_format
@given(data=st.data())
@stable
def test_line_endings_and_byte_order_mark_survive(path: str, data: st.DataObject) -> None:
    triple = some_triple(data, path)
    plain, conflicts = merge(path, triple.base, triple.ours, triple.theirs)
    ours = b"\xef\xbb\xbf" + triple.ours.replace("\n", "\r\n").encode()
    merged = merge_bytes(path, triple.base.encode(), ours, triple.theirs.encode())
    if "\n" in triple.ours and triple.base != triple.theirs:
        assert merged.content == b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode()
        assert merged.conflicts == conflicts


INTERNALS = re.compile(r"frozenset|Scalar\(|Item\(|_Missing|MISSING|<class|datetime\.|Decimal\(|b'")


@each_format
@given(data=st.data())
@stable
def test_conflicts_are_single_lines_without_python_internals(
    path: str, data: st.DataObject
) -> None:
    base, ours, theirs = (data.draw(odd_texts(path)) for _ in range(3))
    _, conflicts = merge(path, base, ours, theirs)
    for line in conflicts:
        assert line.isprintable()
        assert not INTERNALS.search(line), line


IN_OTHER_STYLES = {
    "pyproject.toml": [as_toml],
    ".github/workflows/ci.yml": [as_yaml, as_json],
    "package.json": [as_json],
}


@pytest.mark.parametrize("path", IN_OTHER_STYLES)
@given(data=st.data())
@stable
def test_a_replacement_in_a_list_is_made_whole_or_not_at_all(
    path: str, data: st.DataObject
) -> None:
    base, ours, theirs = (data.draw(swapped_tables()) for _ in range(3))
    written = [data.draw(st.sampled_from(IN_OTHER_STYLES[path])) for _ in range(3)]
    texts = [write(side) for write, side in zip(written, (base, ours, theirs), strict=True)]
    merged, conflicts = merge(path, *texts)
    held = [table["name"] for table in READERS[path](merged)["steps"]]
    old, mine, new = ([table["name"] for table in side["steps"]] for side in (base, ours, theirs))
    for gone, come in replacements(old, new):
        has_old = all(name in held for name in gone if name in mine)
        has_new = all(name in held for name in come)
        assert has_old or has_new
        assert has_new or conflicts
