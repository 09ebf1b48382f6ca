"""Real code, edited on both sides and formatted in a random layout on one, merges as it is."""

import ast
import random
import re

import pytest

from scaffold.merge import Merged
from scaffold.merge.python.sources import meaning
from tests.conftest import REPOSITORY
from tests.merge.merging import merge_bytes
from tests.merge.test_layout import ruff

pytestmark = [pytest.mark.promise, pytest.mark.slow]

FILES = sorted(
    path
    for folder in ("examples/tagifai/src", "scaffold/merge", "scaffold/apply")
    for path in (REPOSITORY / folder).rglob("*.py")
    if path.stat().st_size > 400
)
# A statement on one line.
SIMPLE = re.compile(r"\s*(?:return |raise |[a-z_]+ = ).*[^\s(\[{,\\]$")
LAST_NAME = re.compile(r"\b(\w+)\b(?!.*\b\w+\b)")


def edited(chance: random.Random, text: str, name: str) -> str:
    """Return a source after an edit or some: a comment, a statement, a block or another name."""
    lines = text.split("\n")
    for _ in range(chance.randint(1, 3)):
        simple = [number for number, line in enumerate(lines) if SIMPLE.match(line)]
        if not simple:
            break
        at = chance.choice(simple)
        margin = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        edit = chance.choice(["comment", "statement", "block", "name"])
        if edit == "name":
            lines[at] = LAST_NAME.sub(rf"\1_{name}", lines[at])
        else:
            added = {
                "comment": [f"# {name}"],
                "statement": [f"{name}_x = call_{name}(1, 'a', \"b\")"],
                "block": [f"if {name}:", f"    {name}_work({{'x': [1, 2]}})  # {name}"],
            }[edit]
            lines[at:at] = [margin + line for line in added]
    return "\n".join(lines)


def formatted(chance: random.Random, text: str) -> str:
    """Return a source in a random layout."""
    return ruff(
        text,
        f"line-length={chance.choice([40, 60, 79, 88, 120, 200])}",
        f"indent-width={chance.choice([2, 4, 8])}",
        f'format.quote-style="{chance.choice(["single", "double"])}"',
        f'format.indent-style="{chance.choice(["space", "tab"])}"',
        f"format.skip-magic-trailing-comma={chance.choice(['true', 'false'])}",
    )


def is_source(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def merged(base: str, ours: str, theirs: str) -> Merged:
    return merge_bytes("a.py", base.encode(), ours.encode(), theirs.encode())


@pytest.mark.parametrize("seed", range(20))
def test_the_layout_makes_no_difference_to_what_a_merge_means(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - examples, not secrets
    compared = 0
    while compared < 5:
        base = chance.choice(FILES).read_text("utf-8")
        ours, theirs = (edited(chance, base, name) for name in ("mine", "new"))
        plain = merged(base, ours, theirs)
        if base in (ours, theirs) or plain.conflicts or not is_source(ours + "\n" + theirs):
            continue
        compared += 1
        in_layout = merged(base, formatted(chance, ours), theirs)
        assert in_layout.conflicts == ()
        assert meaning(in_layout.content.decode()) == meaning(plain.content.decode())


@pytest.mark.parametrize("seed", range(5))
def test_a_source_in_a_random_layout_is_unedited(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - examples, not secrets
    base = theirs = ""
    while theirs == base:  # Some files have nothing that can be edited.
        base = chance.choice(FILES).read_text("utf-8")
        theirs = edited(chance, base, "new")
    assert merged(base, formatted(chance, base), theirs).content.decode() == theirs
