"""Which file became which: the same pairs as by comparing every file with every other one."""

import difflib
import random
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.files.tree import File, Tree
from scaffold.plan import moves
from scaffold.plan.moves import FEWEST_LINES, LIKENESS, pair_moves


def compare_all(gone: Tree, come: Tree) -> dict[str, str]:
    """Pair alike files by comparing every file with every other one."""

    def likeness(first: File, second: File) -> float:
        lines, others = first.content.splitlines(), second.content.splitlines()
        if "link" in {first.kind, second.kind} or min(len(lines), len(others)) < FEWEST_LINES:
            return 0.0
        return difflib.SequenceMatcher(None, lines, others, autojunk=False).ratio()

    def shared_parts(first: str, second: str) -> int:
        ends = zip(reversed(first.split("/")), reversed(second.split("/")), strict=False)
        return sum(left == right for left, right in ends)

    rows = [
        (-likeness(gone[old], come[new]), -shared_parts(old, new), old, new)
        for old in gone
        for new in come
        if PurePosixPath(old).suffix == PurePosixPath(new).suffix
    ]
    pairs: dict[str, str] = {}
    for score, _, old, new in sorted(rows):
        if -score >= LIKENESS and old not in pairs and new not in pairs.values():
            pairs[old] = new
    return pairs


lines = st.sampled_from([b"a", b"b", b"c", b"d", b"", b"    )", b"e", b"f"])
texts = st.lists(lines, max_size=9).map(b"\n".join)
files = st.builds(File, texts, st.sampled_from(["file", "executable", "link"]))
paths = st.sampled_from(
    ["a.py", "b.py", "x/a.py", "x/b.py", "y/a.txt", "z/a.py", "LICENSE", "y/x/a.py"]
)
trees = st.dictionaries(paths, files)


@given(trees, trees)
def test_the_pairs_are_those_of_comparing_every_file_with_every_other(
    gone: Tree, come: Tree
) -> None:
    contents = set(come.values())
    different = {path: file for path, file in gone.items() if file not in contents}
    assert pair_moves(different, come) == compare_all(different, come)


@pytest.mark.story
@given(st.randoms(use_true_random=False))
def test_the_pairs_of_longer_files_are_the_same(chance: random.Random) -> None:
    vocabulary = [b"line %d" % number for number in range(40)]
    originals = [chance.choices(vocabulary, k=chance.randint(3, 30)) for _ in range(4)]

    def edited(text: list[bytes]) -> File:
        return File(b"\n".join(line for line in text if chance.random() < 0.8) + b"\nend\nof\nit")

    gone = {f"old/{n}.py": File(b"\n".join(text)) for n, text in enumerate(originals)}
    come = {f"new/{n}.py": edited(chance.choice(originals)) for n in range(8)}
    assert pair_moves(gone, come) == compare_all(gone, come)


@pytest.fixture
def comparisons(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often two files are compared line by line."""
    counted: list[int] = []
    compare = moves.compare_lines

    def count(lines: list[bytes], others: list[bytes]) -> float:
        counted.append(len(lines))
        return compare(lines, others)

    monkeypatch.setattr(moves, "compare_lines", count)
    return counted


def module(seed: int, lines: int) -> File:
    """Write a file like code: some lines are in all files, most are in no other one."""
    chance = random.Random(seed)  # noqa: S311 - it makes lines, not secrets
    common = [b"", b"    )", b"from pathlib import Path", b"        return None", b"import pytest"]
    text = (
        chance.choice(common) if chance.random() < 0.4 else b"    x%d = f(%d)" % (seed, number)
        for number in range(lines)
    )
    return File(b"\n".join(text))


def test_files_that_share_few_lines_are_never_compared(comparisons: list[int]) -> None:
    gone = {f"tests/test_{n}.py": module(n, 60) for n in range(25)}
    come = {f"own/m{n}.py": module(1000 + n, 60) for n in range(400)}
    moved = {"elsewhere/t.py": File(gone["tests/test_3.py"].content + b"\nmine\n")}
    assert pair_moves(gone, {**come, **moved}) == {"tests/test_3.py": "elsewhere/t.py"}
    assert len(comparisons) <= 5


def test_what_has_found_its_pair_is_not_compared_again(comparisons: list[int]) -> None:
    text = module(1, 60).content
    gone = {f"old/{n}.py": File(text + b"\nold %d" % n) for n in range(20)}
    come = {f"new/{n}.py": File(text + b"\nnew %d" % n) for n in range(20)}
    assert pair_moves(gone, come) == {f"old/{n}.py": f"new/{n}.py" for n in range(20)}
    assert len(comparisons) < 20 * 20


def test_files_of_the_same_line_over_and_over_are_not_compared_in_order(
    comparisons: list[int],
) -> None:
    gone = {"a.csv": File(b"0,0\n" * 200_000)}
    come = {"b.csv": File(b"0,0\n" * 150_000 + b"1,1\n" * 50_000)}
    assert pair_moves(gone, come) == {"a.csv": "b.csv"}
    assert comparisons == []


@pytest.mark.parametrize(("times", "compared"), [(1000, [1000]), (1001, [])])
def test_the_number_of_equal_lines_decides_whether_files_are_compared(
    comparisons: list[int], times: int, compared: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moves, "MOST_MATCHES", 1_000 * 1_000)
    gone = {"a": File(b"x\n" * times)}
    come = {"b": File(b"x\n" * 1000 + b"y\n")}
    assert pair_moves(gone, come) == {"a": "b"}
    assert comparisons == compared
