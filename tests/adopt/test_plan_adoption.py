"""What an adoption decides, as a table and as laws."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from scaffold.files.tree import File, Kind
from scaffold.merge.result import Merged
from scaffold.plan.actions import Action, FileAction, changes
from scaffold.plan.adoption import kept_patterns, plan_adoption


def join(path: str, ours: bytes, theirs: bytes) -> Merged | None:
    """Stand for a union: known for `.toml` alone; `clash` cannot be added, `broken` not read."""
    if PurePosixPath(path).suffix != ".toml":
        return None
    if ours == b"broken":
        return Merged(ours, ("it cannot be read",))
    if theirs in ours:
        return Merged(ours)
    return Merged(ours + theirs, ("clash",) if b"clash" in theirs else ())


def only(path: str, ours: File | None, theirs: bytes, *, unite: bool = False) -> FileAction:
    standing = {} if ours is None else {path: ours}
    (action,) = plan_adoption(standing, {path: File(theirs)}, join if unite else None).actions
    return action


@pytest.mark.parametrize(
    ("path", "ours", "theirs", "unite", "action", "after"),
    [
        ("a", None, b"x", False, Action.CREATE, b"x"),
        ("a", None, b"", False, Action.CREATE, b""),
        ("a", b"", b"x", False, Action.CREATE, b"x"),
        ("a", b"", b"", False, Action.UNCHANGED, b""),
        ("a", b"x", b"x", False, Action.UNCHANGED, b"x"),
        ("a", b"y", b"x", False, Action.KEPT, b"y"),
        ("a", b"\n", b"x", False, Action.KEPT, b"\n"),
        ("a", b"y", b"x", True, Action.KEPT, b"y"),
        ("a.toml", b"y", b"x", False, Action.KEPT, b"y"),
        ("a.toml", b"y", b"x", True, Action.MERGE, b"yx"),
        ("a.toml", b"yx", b"x", True, Action.EDITED, b"yx"),
        ("a.toml", b"y", b"clash", True, Action.CONFLICT, b"yclash"),
        ("a.toml", b"broken", b"x", True, Action.KEPT, b"broken"),
        ("a.toml", b"", b"x", True, Action.CREATE, b"x"),
    ],
)
def test_every_case_is_decided_as_documented(
    path: str, ours: bytes | None, theirs: bytes, unite: bool, action: Action, after: bytes
) -> None:
    decided = only(path, None if ours is None else File(ours), theirs, unite=unite)
    assert (decided.action, decided.after) == (action, File(after))


@pytest.mark.parametrize("kind", ["link", "obstacle"])
def test_what_is_no_file_is_left_alone_even_where_it_could_be_united(kind: Kind) -> None:
    decided = only("a.toml", File(b"elsewhere", kind), b"x", unite=True)
    assert decided.action is Action.KEPT
    assert "elsewhere" in decided.notes[0]


def test_a_notebook_is_never_united() -> None:
    ours, theirs = {"a.ipynb": File(b"{}")}, {"a.ipynb": File(b"{1}")}
    (action,) = plan_adoption(ours, theirs, lambda *_: Merged(b"both")).actions
    assert action.action is Action.KEPT


def test_an_executable_of_the_owner_stays_one() -> None:
    assert only("a.toml", File(b"y", "executable"), b"x", unite=True).after == File(
        b"yx", "executable"
    )


def test_an_obstacle_is_kept_once_for_all_that_the_template_has_below_it() -> None:
    blocked = File(b"src, a file in its path", "obstacle")
    ours = {"src/a": blocked, "src/b/c": blocked, "README.md": File(b"mine")}
    plan = plan_adoption(ours, {path: File(b"x") for path in ours})
    assert kept_patterns(plan, ["src", "src/b"]) == ["/README.md", "/src"]


paths = st.text(st.sampled_from("ab *?[]!#\\/.-"), min_size=1, max_size=12).map(
    lambda text: "/".join(part for part in text.split("/") if part.strip(" .")) or "a"
)


@given(kept=paths, others=st.lists(paths))
def test_a_pattern_means_its_path_alone(kept: str, others: list[str]) -> None:
    plan = plan_adoption({kept: File(b"mine")}, {kept: File(b"x")})
    spec = GitIgnoreSpec.from_lines(kept_patterns(plan))
    assert spec.match_file(kept)
    for other in others:
        assert spec.match_file(other) == f"{other}/".startswith(f"{kept}/")


contents = st.sampled_from([b"", b"a", b"b", b"broken", b"clash"])
kinds: st.SearchStrategy[Kind] = st.sampled_from(["file", "executable", "link", "obstacle"])
places = st.sampled_from(["a", "b.toml", "c/d", "c/e.toml", "f/g.ipynb"])
repositories = st.dictionaries(places, st.builds(File, contents, kinds))
renders = st.dictionaries(places, st.builds(File, contents))


@given(repositories, renders)
def test_no_file_with_content_changes_without_merge(
    ours: dict[str, File], theirs: dict[str, File]
) -> None:
    written = {path: before for path, before, _ in changes(plan_adoption(ours, theirs))}
    for path, before in written.items():
        assert before is None or not before.content
        assert before == ours.get(path)


@given(repositories, renders)
def test_no_content_is_lost_with_merge(ours: dict[str, File], theirs: dict[str, File]) -> None:
    for path, before, after in changes(plan_adoption(ours, theirs, join)):
        assert after is not None
        assert before is None or before.content in after.content
        assert before == ours.get(path)


@given(repositories, renders)
def test_every_file_that_is_left_alone_is_kept_and_no_other(
    ours: dict[str, File], theirs: dict[str, File]
) -> None:
    plan = plan_adoption(ours, theirs, join)
    left = {action.path for action in plan.actions if action.action is Action.KEPT}
    assert kept_patterns(plan) == sorted(f"/{path}" for path in left)
