"""Whatever an owner did, an update loses nothing of it; for real renders of the real template."""

import json
import tomllib
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from scaffold.files.tree import File, Tree, read_tree
from scaffold.merge import merge_file
from scaffold.plan.actions import Plan, changes
from scaffold.plan.update import plan_update
from tests.conftest import FEATURES, LAYOUTS, Render
from tests.kit.released import NEWEST, earlier_stacks, released_features
from tests.update.edits import Edited, edited_projects

pytestmark = pytest.mark.promise

ALL = ("tagifai", "package", FEATURES)
# From which answers to which: each pair is what a new release, or another answer, does to a render.
Answers = tuple[Any, ...]
PAIRS: dict[str, tuple[Answers, Answers]] = {
    "fewer features": (ALL, ("tagifai", "package", ("github",))),
    "more features": (("tagifai", "package", ()), ALL),
    "another name": (ALL, ("tagifai", "package", FEATURES, "churn")),
    "another layout": (ALL, ("tagifai", "flat", FEATURES)),
    "another stack": (ALL, ("skeleton", "package", FEATURES)),
    "from the skeleton": (("skeleton", "flat", ("docker",)), ("tagifai", "flat", FEATURES)),
    "nothing new": (ALL, ALL),
    **{
        f"{release} to {NEWEST}, {stack}, {layout}": (
            (stack, layout, released_features(release), "demo", release),
            (stack, layout, released_features(release), "demo", NEWEST),
        )
        for release, stack in earlier_stacks()
        for layout in LAYOUTS
    },
}
merge = partial(merge_file, ours_name="yours", theirs_name="template 2")
stable = settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def trees(rendered: Render) -> dict[Answers, Tree]:
    wanted = {answers for pair in PAIRS.values() for answers in pair}
    found = {answers: read_tree(rendered(*answers)) for answers in wanted}
    return {
        answers: {path: file for path, file in tree.items() if path != ".copier-answers.yml"}
        for answers, tree in found.items()
    }


def plan_for(base: Tree, project: Tree, theirs: Tree) -> Plan:
    owned = base.keys() | theirs.keys()
    ours = {path: file for path, file in project.items() if path in owned}
    strays = {path: file for path, file in project.items() if path not in owned}
    missing = base.keys() - ours.keys()
    return plan_update(base, ours, theirs, strays if missing else {}, merge)


def apply(made: Plan, project: Tree) -> dict[str, File]:
    result = dict(project)
    for path, before, after in changes(made):
        assert result.pop(path, None) == before
        if after is not None:
            result[path] = after
    return result


READERS: dict[str, Callable[[str], object]] = {
    "ipynb": json.loads,
    "json": json.loads,
    "toml": tomllib.loads,
    "yml": yaml.safe_load,
}


@cache  # Most files are as the template gave them in each example.
def parses(path: str, file: File) -> bool:
    reader = READERS.get(path.rpartition(".")[2])
    try:
        return reader is None or reader(file.content.decode()) is not None
    except (ValueError, yaml.YAMLError):
        return False


def newly_broken(before: Tree, after: Tree) -> list[str]:
    """Return what does not parse now and did before; what was broken before may have moved."""
    broken_before = {path for path in before if not parses(path, before[path])}
    names = {PurePosixPath(path).name for path in broken_before}
    moved = {path for path in after.keys() - before.keys() if PurePosixPath(path).name in names}
    excused = broken_before | moved
    return [path for path, file in after.items() if not parses(path, file) and path not in excused]


def executables(tree: Tree) -> int:
    """Count what can be run: no file of the template can, so each of them is an owner's wish."""
    return sum(file.kind == "executable" for file in tree.values())


def check_laws(base: Tree, edited: Edited, theirs: Tree) -> None:
    made = plan_for(base, edited.tree, theirs)
    result = apply(made, edited.tree)
    held = b"".join(file.content for file in result.values())
    assert [line for line in edited.lines if line not in held] == []
    assert {path: result.get(path) for path in edited.own} == edited.own
    assert not edited.deleted & result.keys() & base.keys()
    assert newly_broken(edited.tree, result) == []
    assert executables(result) == executables(edited.tree)
    assert apply(plan_for(theirs, result, theirs), result) == result


def run_examples(trees: Mapping[Answers, Tree], pair: str, examples: int) -> None:
    base, theirs = (trees[answers] for answers in PAIRS[pair])

    @settings(stable, max_examples=examples)
    @given(edited=edited_projects(base, theirs))
    def law(edited: Edited) -> None:
        check_laws(base, edited, theirs)

    law()


@pytest.mark.parametrize("pair", PAIRS)
def test_an_update_loses_nothing_and_twice_is_once(
    trees: Mapping[Answers, Tree], pair: str
) -> None:
    run_examples(trees, pair, 30)


@pytest.mark.slow
@pytest.mark.parametrize("pair", PAIRS)
def test_an_update_loses_nothing_in_many_more_projects(
    trees: Mapping[Answers, Tree], pair: str
) -> None:
    run_examples(trees, pair, 200)


def test_the_edits_that_are_drawn_are_edits() -> None:
    render = {"a.py": File(b"import os\n\n\nx = 1\n"), "b.md": File(b"# B\n")}
    wanted = {**render, "c.py": File(b"y = 2\n")}
    seen: list[Edited] = []

    @settings(stable, max_examples=50)
    @given(edited=edited_projects(render, wanted))
    def collect(edited: Edited) -> None:
        seen.append(edited)

    collect()
    assert any(edited.lines for edited in seen)
    assert any(edited.deleted for edited in seen)
    assert any(edited.own for edited in seen)
    assert any("c.py" in edited.own for edited in seen)
    assert any(executables(edited.tree) for edited in seen)
