"""Compares what an original notebook did, twice, with what the moved one did."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path

from scaffold.errors.wording import count
from scaffold.notebooks.verification.boundaries import Boundary
from scaffold.notebooks.verification.kernel.freezing import digest_of
from scaffold.notebooks.verification.kernel.probe import UNTOUCHED
from scaffold.notebooks.verification.outputs import Shown, find_error, gather_outputs
from scaffold.notebooks.verification.records import RunRecord
from scaffold.notebooks.verification.value_differences import (
    Difference,
    Node,
    find_differences,
    find_text_differences,
)
from scaffold.notebooks.verification.verdicts import Compared, Item, Verdict, sum_up

_MOST_UNSTABLE = 900  # of one value; beyond that all of it is unstable
ABSENT = ("", "absent")
# What the probe keeps of a generator that was not used.
_UNTOUCHED = (digest_of(json.dumps(["str", UNTOUCHED], separators=(",", ":")).encode()), "str")


@dataclass(frozen=True, slots=True)
class Side:
    """What some cells of one run left behind."""

    outputs: Mapping[str, Shown]
    error: str
    variables: Mapping[str, tuple[str, str]] | None
    files: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The two runs of the original."""

    first: RunRecord
    second: RunRecord

    @property
    def proven(self) -> int:
        """How many cells, from the first, ran as they should in both."""
        return min(self.first.good, self.second.good)


@dataclass(frozen=True, slots=True)
class Comparer:
    """Compares boundaries of runs on one bench.

    Attributes:
        store: Folder of contents by digest.
        later_reads: For each cell of the original, the names that later cells read.
    """

    store: Path
    later_reads: Sequence[frozenset[str]]
    _nodes: dict[str, Node] = field(default_factory=lambda: {_UNTOUCHED[0]: ["str", UNTOUCHED]})
    _known: dict[tuple[str, ...], tuple[Verdict, Difference | None]] = field(default_factory=dict)

    def compare(self, boundary: Boundary, baseline: Baseline, result: RunRecord) -> Compared:
        """Return what differs at a boundary."""
        if boundary.original[-1] >= baseline.proven:
            return Compared(boundary, Verdict.BASELINE_FAILED)
        if boundary.result[-1] >= result.good:
            return _stopped(boundary, result)
        items = tuple(self._items(boundary, baseline, result))
        return Compared(boundary, sum_up(items), items)

    def _items(self, boundary: Boundary, baseline: Baseline, result: RunRecord) -> Iterator[Item]:
        first = _side(baseline.first, boundary.original)
        second = _side(baseline.second, boundary.original)
        after = _side(result, boundary.result)
        yield from _compare_outputs(first, second, after)
        if first.error or after.error:
            yield _compare_texts(
                "error", "error", *(Shown(True, each.error) for each in (first, second, after))
            )
        yield from self._compare_variables(boundary.original[-1], first, second, after)
        yield from self._compare_files(first, second, after)

    def _compare_variables(
        self, cell: int, first: Side, second: Side, after: Side
    ) -> Iterator[Item]:
        if first.variables is None or second.variables is None or after.variables is None:
            why = Difference((), "the variables could not be copied in time", "")
            yield Item("variable", "*", Verdict.NOT_COMPARABLE, why)
            return
        for name, (digest, kind) in first.variables.items():
            if kind == "code":
                continue
            group = "state" if name.startswith("<") else "variable"
            again, there = second.variables.get(name, ABSENT), after.variables.get(name, ABSENT)
            if there == ABSENT and group == "state":
                there = _UNTOUCHED  # The result has not loaded the library yet.
            needed = name in self.later_reads[cell]
            if there == ABSENT and not needed:
                yield Item(group, name, Verdict.NOT_COMPARABLE, Difference((), "unread", "missing"))
            else:
                yield Item(group, name, *self._judge(digest, again[0], there[0]))

    def _judge(self, digest: str, again: str, there: str) -> tuple[Verdict, Difference | None]:
        key = (digest, again, there)
        if key not in self._known:
            self._known[key] = self._judge_values(*key)
        return self._known[key]

    def _judge_values(
        self, digest: str, again: str, there: str
    ) -> tuple[Verdict, Difference | None]:
        node = self._load(digest)
        if node[0] == "opaque":
            return Verdict.NOT_COMPARABLE, Difference((), str(node[1]), "")
        if digest == again == there:
            return Verdict.EQUAL, None
        unstable = [] if digest == again else self._find(digest, again)
        if any(not each.path for each in unstable) or len(unstable) > _MOST_UNSTABLE:
            return Verdict.UNSTABLE, unstable[0]
        paths = {each.path for each in unstable}
        for difference in self._iterate(digest, there):
            if not any(difference.path[: len(path)] == path for path in paths):
                return Verdict.DIFFERS, difference
        return Verdict.EQUAL, next(iter(unstable), None)

    def _find(self, before: str, after: str) -> list[Difference]:
        return list(self._iterate(before, after))

    def _iterate(self, before: str, after: str) -> Iterator[Difference]:
        return find_differences(self._load(before), self._load(after), self._read)

    def _load(self, digest: str) -> Node:
        if not digest:
            return ["missing", "missing"]
        if digest not in self._nodes:
            self._nodes[digest] = json.loads(self._read(digest))
        return self._nodes[digest]

    def _read(self, digest: str) -> bytes:
        return _read_file(self.store / digest)

    def _compare_files(self, first: Side, second: Side, after: Side) -> Iterator[Item]:
        for path in sorted(first.files.keys() | after.files.keys()):
            one, again, there = (side.files.get(path, "") for side in (first, second, after))
            if one != again:
                yield Item("file", path, Verdict.UNSTABLE)
            elif one == there:
                yield Item("file", path, Verdict.EQUAL)
            else:
                yield Item("file", path, Verdict.DIFFERS, self._compare_contents(one, there))

    def _compare_contents(self, one: str | None, there: str | None) -> Difference:
        paths = [self.store / (digest or "-") for digest in (one, there)]
        if not (one and there and all(path.exists() for path in paths)):
            return Difference((), _describe_file(one), _describe_file(there))
        contents = [path.read_bytes() for path in paths]
        if any(b"\0" in content for content in contents):
            return Difference((), *(count(len(content), "byte") for content in contents))
        texts = (content.decode("utf-8", "replace") for content in contents)
        found = next(find_text_differences(*texts), None)
        return found or Difference((), _describe_file(one), _describe_file(there))


def _describe_file(digest: str | None) -> str:
    if digest is None:
        return "deleted"
    return f"content {digest[:12]}" if digest else "not written"


@lru_cache(maxsize=64)
def _read_file(path: Path) -> bytes:
    return path.read_bytes()


def _side(record: RunRecord, places: Sequence[int]) -> Side:
    cells = [record.cells[place] for place in places]
    files = dict[str, str | None]()
    for cell in record.cells[: places[-1] + 1]:
        files |= cell.files
    return Side(gather_outputs(cells), find_error(cells), cells[-1].variables, files)


def _stopped(boundary: Boundary, result: RunRecord) -> Compared:
    failed = result.good
    if failed not in boundary.result:
        why = Difference((), "", "the result stopped before")
        return Compared(
            boundary,
            Verdict.NOT_COMPARABLE,
            (Item("error", "stop", Verdict.NOT_COMPARABLE, why),),
        )
    error = find_error(result.cells[failed : failed + 1]) or _REASONS.get(result.reason, "")
    item = Item("error", "error", Verdict.DIFFERS, Difference((), "no error", error))
    return Compared(boundary, Verdict.DIFFERS, (item,))


_REASONS = {
    "limit": "the cell exceeded its time limit",
    "died": "the kernel died",
    "total": "the time limit was reached",
}


def _compare_outputs(first: Side, second: Side, after: Side) -> Iterator[Item]:
    nothing = Shown(True, "")
    for name in [*first.outputs, *(after.outputs.keys() - first.outputs.keys())]:
        shown = [side.outputs.get(name, nothing) for side in (first, second, after)]
        kind = "image" if name.startswith("image/") else "output"
        yield _compare_texts(kind, name, *shown)


def _compare_texts(kind: str, name: str, first: Shown, second: Shown, after: Shown) -> Item:
    one, again, there = first.content, second.content, after.content
    if one == there and one == again:
        return Item(kind, name, Verdict.EQUAL)
    if not first.is_text and one != again:
        return Item(kind, name, Verdict.UNSTABLE)
    if not first.is_text:
        return Item(kind, name, Verdict.DIFFERS, Difference((), "one image", "another"))
    unstable = {each.path for each in find_text_differences(one, again)}
    if unstable and (
        one.count("\n") != again.count("\n") or len(unstable) == one.rstrip("\n").count("\n") + 1
    ):
        return Item(kind, name, Verdict.UNSTABLE, next(find_text_differences(one, again)))
    found = (each for each in find_text_differences(one, there) if each.path not in unstable)
    for difference in islice(found, 1):
        return Item(kind, name, Verdict.DIFFERS, difference)
    return Item(kind, name, Verdict.EQUAL, next(find_text_differences(one, again)))
