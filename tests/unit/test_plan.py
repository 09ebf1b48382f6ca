"""The update table, row by row, and the laws that hold for all trees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.files.tree import File, Tree
from scaffold.merge.result import Merged
from scaffold.plan.actions import Action, FileAction, Plan, changes
from scaffold.plan.update import plan_update

LINES = b"one\ntwo\nthree\nfour\n"


def join(path: str, base: bytes, ours: bytes, theirs: bytes) -> Merged:
    """Stand for a merge: what both wrote, and a conflict where the template wrote `clash`."""
    assert base not in (ours, theirs)
    conflicts = (f"{path}: clash",) if b"clash" in theirs else ()
    notes = (f"{path}: raised",) if b"raised" in theirs else ()
    return Merged(ours + theirs, conflicts, notes)


def tree(**files: bytes | File | None) -> dict[str, File]:
    present = {name: value for name, value in files.items() if value is not None}
    return {
        name.replace("__", "/"): value if isinstance(value, File) else File(value)
        for name, value in present.items()
    }


def plan(base: Tree, ours: Tree, theirs: Tree, strays: Tree | None = None) -> Plan:
    return plan_update(base, ours, theirs, strays or {}, join)


def only(made: Plan) -> FileAction:
    (action,) = made.actions
    return action


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "action", "after"),
    [
        (None, None, b"new", Action.CREATE, b"new"),
        (b"a", b"a", b"a", Action.UNCHANGED, b"a"),
        (b"a", b"a", b"b", Action.UPDATE, b"b"),
        (b"a", b"b", b"a", Action.EDITED, b"b"),
        (b"a", b"b", b"b", Action.UNCHANGED, b"b"),
        (b"a", b"b", b"c", Action.MERGE, b"bc"),
        (b"a", b"b", b"clash", Action.CONFLICT, b"bclash"),
        (b"a", None, b"a", Action.NOT_RESTORED, None),
        (b"a", None, b"b", Action.NOT_RESTORED, None),
        (b"a", None, None, Action.NOT_RESTORED, None),
        (b"a", b"a", None, Action.DELETE, None),
        (b"a", b"b", None, Action.NOT_DELETED, b"b"),
        (None, b"x", b"y", Action.NOT_CREATED, b"x"),
        (None, b"x", b"x", Action.UNCHANGED, b"x"),
    ],
)
def test_every_row_of_the_table_is_decided_as_documented(
    base: bytes | None,
    ours: bytes | None,
    theirs: bytes | None,
    action: Action,
    after: bytes | None,
) -> None:
    decided = only(plan(tree(file=base), tree(file=ours), tree(file=theirs)))
    assert (decided.path, decided.action) == ("file", action)
    assert decided.before == (None if ours is None else File(ours))
    assert decided.after == (None if after is None else File(after))


def test_decisions_of_a_merge_are_noted_behind_its_conflicts() -> None:
    base, ours = tree(file=b"a"), tree(file=b"b")
    merged = only(plan(base, ours, tree(file=b"raised")))
    assert (merged.action, merged.notes) == (Action.MERGE, ("file: raised",))
    clashed = only(plan(base, ours, tree(file=b"clash, raised")))
    assert (clashed.action, clashed.notes) == (Action.CONFLICT, ("file: clash", "file: raised"))


SOURCE, LAID_OUT, NEXT = b"x = [1, 2]\n", b"x = [\n    1,\n    2,\n]\n", b"x = [1, 3]\n"


def test_a_file_that_differs_in_its_layout_alone_is_unedited() -> None:
    base, ours, theirs = ({"a.py": File(content)} for content in (SOURCE, LAID_OUT, NEXT))
    dropped = only(plan(base, ours, {}))
    assert (dropped.action, dropped.before, dropped.after) == (
        Action.DELETE,
        File(LAID_OUT),
        None,
    )
    present = only(plan({}, ours, base))
    assert (present.action, present.after) == (Action.UNCHANGED, File(LAID_OUT))
    assert only(plan({}, ours, theirs)).action is Action.NOT_CREATED
    assert only(plan(theirs, ours, {})).action is Action.NOT_DELETED


def test_a_mode_is_no_layout() -> None:
    base, ours = {"a.py": File(SOURCE)}, {"a.py": File(LAID_OUT, "executable")}
    assert only(plan(base, ours, {})).action is Action.NOT_DELETED
    assert only(plan({}, ours, base)).action is Action.NOT_CREATED


def test_a_merge_that_takes_the_version_of_the_template_is_an_update() -> None:
    def take(*contents: str | bytes) -> Merged:
        theirs = contents[-1]
        assert isinstance(theirs, bytes)
        return Merged(theirs, ("clash",) if b"clash" in theirs else (), ("taken",))

    taken = only(plan_update(tree(f=b"a"), tree(f=b"b"), tree(f=b"c"), {}, take))
    assert (taken.action, taken.after, taken.notes) == (Action.UPDATE, File(b"c"), ("taken",))
    clashed = only(plan_update(tree(f=b"a"), tree(f=b"b"), tree(f=b"clash"), {}, take))
    assert (clashed.action, clashed.notes) == (Action.CONFLICT, ("clash", "taken"))


def test_the_summary_begins_with_what_is_written_and_ends_with_what_is_not() -> None:
    base = tree(kept=b"a", same=b"a", behind=b"a", also_same=b"a")
    project = tree(kept=b"b", same=b"a", behind=b"a", also_same=b"a")
    theirs = tree(kept=b"a", same=b"a", behind=b"b", also_same=b"a", new=b"n")
    counts = plan(base, project, theirs).counts
    assert list(counts.items()) == [
        (Action.CREATE, 1),
        (Action.UPDATE, 1),
        (Action.EDITED, 1),
        (Action.UNCHANGED, 2),
    ]


def test_what_has_to_be_looked_at_is_named() -> None:
    made = plan(tree(a=b"a", b=b"b"), tree(a=b"x", b=b"y", c=b"z"), tree(a=b"clash", c=b"w"))
    assert [(action.path, action.notes) for action in made.unsettled] == [
        ("a", ("a: clash",)),
        ("b", ("the template no longer includes it, but you edited it",)),
        ("c", ("your file was kept; the template also has a file at this path",)),
    ]


class TestMoves:
    def test_the_templates_change_follows_a_file_that_the_owner_renamed(self) -> None:
        made = plan(tree(a=LINES), {}, tree(a=LINES + b"five\n"), tree(renamed=LINES))
        action = only(made)
        assert (action.path, action.moved_from) == ("renamed", "a")
        assert action.after == File(LINES + b"five\n")

    def test_a_renamed_and_edited_file_is_merged_where_it_is(self) -> None:
        edited = LINES.replace(b"two", b"2")
        made = plan(tree(a=LINES), {}, tree(a=LINES + b"five\n"), tree(renamed=edited))
        assert (only(made).path, only(made).action) == ("renamed", Action.MERGE)

    def test_new_files_arrive_in_the_folder_that_the_owner_renamed(self) -> None:
        base = tree(src__demo__a=LINES, src__demo__data__b=LINES[::-1], other=b"x")
        theirs = {**base, **tree(src__demo__data__new=b"new")}
        strays = tree(src__churn__a=LINES, src__churn__data__b=LINES[::-1])
        made = plan(base, tree(other=b"x"), theirs, strays)
        created = [action for action in made.actions if action.action is Action.CREATE]
        assert [action.path for action in created] == ["src/churn/data/new"]

    def test_new_files_stay_where_one_file_of_the_folder_stayed(self) -> None:
        base = tree(src__demo__a=LINES, src__demo__b=LINES[::-1])
        theirs = {**base, **tree(src__demo__new=b"new")}
        made = plan(base, tree(src__demo__b=LINES[::-1]), theirs, tree(src__churn__a=LINES))
        created = [action for action in made.actions if action.action is Action.CREATE]
        assert [action.path for action in created] == ["src/demo/new"]

    def test_the_owners_edits_move_along_with_a_file_that_the_template_moved(self) -> None:
        edited = LINES + b"mine\n"
        action = only(plan(tree(old=LINES), tree(old=edited), tree(new=LINES)))
        assert (action.path, action.moved_from) == ("new", "old")
        assert (action.after, action.vacates) == (File(edited), File(edited))

    def test_a_file_that_the_owner_deleted_does_not_come_back_elsewhere(self) -> None:
        action = only(plan(tree(old=LINES), {}, tree(new=LINES)))
        assert action == FileAction("new", Action.NOT_RESTORED, None, None, "old")
        assert not action.changes_something

    def test_what_both_sides_wrote_is_merged_where_the_template_moved_the_file(self) -> None:
        mine, new = LINES + b"mine\n", LINES + b"new\n"
        action = only(plan(tree(old=LINES), tree(old=mine), tree(new=new)))
        assert action == FileAction(
            "new", Action.MERGE, None, File(mine + new), moved_from="old", vacates=File(mine)
        )
        assert action.changes_something

    def test_a_conflict_in_a_file_that_the_template_moved_is_told_at_its_new_place(self) -> None:
        action = only(
            plan(tree(old=LINES), tree(old=LINES + b"mine\n"), tree(new=LINES + b"clash\n"))
        )
        assert (action.action, action.notes) == (Action.CONFLICT, ("new: clash",))

    def test_an_unedited_file_that_the_template_moved_is_removed_and_created(self) -> None:
        made = plan(tree(old=LINES), tree(old=LINES), tree(new=LINES))
        assert [(a.path, a.action, a.moved_from) for a in made.actions] == [
            ("new", Action.CREATE, None),
            ("old", Action.DELETE, None),
        ]

    def test_what_the_template_leaves_alone_is_kept_where_the_owner_moved_it(self) -> None:
        edited = LINES.replace(b"two", b"2")
        made = plan(tree(a=LINES), {}, tree(a=LINES), tree(renamed=edited))
        assert only(made) == FileAction(
            "renamed", Action.EDITED, File(edited), File(edited), moved_from="a"
        )

    @pytest.mark.parametrize("kind", ["link", "obstacle"])
    def test_what_is_no_file_does_not_move_along(self, kind: str) -> None:
        ours = tree(old=File(LINES, kind))  # type: ignore[arg-type] # one of the literals
        made = plan(tree(old=LINES), ours, tree(new=LINES))
        assert [(a.path, a.action) for a in made.actions] == [
            ("new", Action.CREATE),
            ("old", Action.NOT_DELETED),
        ]

    def test_edits_stay_where_they_are_when_the_new_place_is_taken(self) -> None:
        made = plan(tree(old=LINES), tree(old=LINES + b"mine\n", new=b"taken"), tree(new=LINES))
        assert {a.path: a.action for a in made.actions} == {
            "new": Action.NOT_CREATED,
            "old": Action.NOT_DELETED,
        }
        assert made.is_empty

    def test_what_the_owner_moved_is_not_deleted_with_the_templates_file(self) -> None:
        action = only(plan(tree(a=LINES), {}, {}, tree(renamed=LINES)))
        note = "the template no longer includes it, but you moved it"
        stays = File(LINES)
        assert action == FileAction("renamed", Action.NOT_DELETED, stays, stays, "a", None, (note,))

    def test_a_file_that_the_template_moved_moves_in_the_folder_that_the_owner_renamed(
        self,
    ) -> None:
        made = plan(
            tree(src__demo__old=LINES),
            {},
            tree(src__demo__new=LINES + b"five\n"),
            tree(src__churn__old=LINES),
        )
        assert list(changes(made)) == [
            ("src/churn/new", None, File(LINES + b"five\n")),
            ("src/churn/old", File(LINES), None),
        ]
        assert not made.unsettled

    def test_an_empty_file_elsewhere_is_not_taken_for_a_moved_one(self) -> None:
        made = plan(tree(a__init=b""), {}, tree(a__init=b"x"), tree(notes=b""))
        assert only(made).action is Action.NOT_RESTORED


class TestKindsOfFiles:
    def test_the_templates_mode_arrives_with_an_unedited_file(self) -> None:
        base, theirs = tree(run=b"a"), tree(run=File(b"a", "executable"))
        assert only(plan(base, base, theirs)).after == File(b"a", "executable")

    def test_the_owners_mode_survives_a_merge(self) -> None:
        ours = tree(run=File(b"b", "executable"))
        after = only(plan(tree(run=b"a"), ours, tree(run=b"c"))).after
        assert after == File(b"bc", "executable")

    def test_a_changed_mode_alone_keeps_the_owners_bytes(self) -> None:
        theirs = tree(run=File(b"a", "executable"))
        after = only(plan(tree(run=b"a"), tree(run=b"b"), theirs)).after
        assert after == File(b"b", "executable")

    @pytest.mark.parametrize("kind", ["link", "obstacle"])
    def test_what_is_no_file_is_never_written_over(self, kind: str) -> None:
        ours = tree(a=File(b"a folder", kind))  # type: ignore[arg-type] # one of the literals
        for base, theirs in ((tree(a=b"a"), tree(a=b"b")), (tree(a=b"a"), {}), ({}, tree(a=b"b"))):
            made = plan(base, ours, theirs)
            assert made.is_empty
            assert made.unsettled

    def test_an_obstacle_is_named_and_a_link_is_said_to_be_one(self) -> None:
        obstacle = tree(a=File(b"a folder\xff", "obstacle"))
        for base, theirs in ((tree(a=b"a"), tree(a=b"b")), (tree(a=b"a"), {}), ({}, tree(a=b"b"))):
            assert only(plan(base, obstacle, theirs)).notes == (
                "expected a file, found a folder\ufffd",
            )
        link = only(plan(tree(a=b"a"), tree(a=File(b"x", "link")), tree(a=b"b")))
        assert link.notes == ("cannot merge a symlink; your version was kept",)
        assert link.action is Action.CONFLICT
        theirs = tree(a=File(b"x", "link"))
        assert only(plan(tree(a=b"a"), tree(a=b"b"), theirs)).after == File(b"b")


def held(*holders: str) -> File:
    return File(b"something", "obstacle", frozenset(holders))


class TestObstaclesThatThePlanRemoves:
    def test_a_file_becomes_a_folder(self) -> None:
        made = plan(tree(a=b"a"), tree(a=b"a", a__b=held("a")), tree(a__b=b"b"))
        assert made.actions == (
            FileAction("a", Action.DELETE, File(b"a"), None),
            FileAction("a/b", Action.CREATE, None, File(b"b")),
        )

    def test_a_folder_becomes_a_file(self) -> None:
        base = tree(d__x=b"x", d__y=b"y")
        made = plan(base, {**base, "d": held("d/x", "d/y")}, tree(d=b"d"))
        assert made.actions == (
            FileAction("d", Action.CREATE, None, File(b"d")),
            FileAction("d/x", Action.DELETE, File(b"x"), None),
            FileAction("d/y", Action.DELETE, File(b"y"), None),
        )

    @pytest.mark.parametrize("ours", [{}, {"d/x": File(b"x")}])
    def test_an_empty_folder_of_the_template_goes_with_its_files(self, ours: Tree) -> None:
        made = plan(tree(d__x=b"x"), {**ours, "d": held("d/", *ours)}, tree(d=b"d"))
        assert made.actions[0] == FileAction("d", Action.CREATE, None, File(b"d"))

    def test_an_empty_folder_that_the_template_never_had_stays(self) -> None:
        made = plan(tree(a=b"a"), {"a": File(b"a"), "d": held("d/")}, tree(a=b"a", d=b"d"))
        assert made.actions[1] == FileAction(
            "d",
            Action.NOT_CREATED,
            held("d/"),
            held("d/"),
            notes=("expected a file, found something",),
        )
        assert [action.path for action in made.unsettled] == ["d"]

    def test_one_file_of_the_user_keeps_a_folder(self) -> None:
        made = plan(tree(d__x=b"x"), {**tree(d__x=b"x"), "d": held("d/x", "d/mine")}, tree(d=b"d"))
        assert [(a.path, a.action) for a in made.actions] == [
            ("d", Action.NOT_CREATED),
            ("d/x", Action.DELETE),
        ]

    def test_an_edited_file_stays_and_keeps_what_is_below_it_out(self) -> None:
        made = plan(tree(a=b"a"), {**tree(a=b"mine"), "a/b": held("a")}, tree(a__b=b"b"))
        assert [(a.path, a.action) for a in made.actions] == [
            ("a", Action.NOT_DELETED),
            ("a/b", Action.NOT_CREATED),
        ]
        assert made.is_empty

    def test_an_edited_file_moves_into_the_folder_that_takes_its_name(self) -> None:
        mine = LINES + b"mine\n"
        made = plan(tree(a=LINES), {**tree(a=mine), "a/b": held("a")}, tree(a__b=LINES))
        assert only(made) == FileAction(
            "a/b", Action.MERGE, None, File(mine), moved_from="a", vacates=File(mine)
        )

    def test_an_edited_file_follows_a_change_of_case(self) -> None:
        mine, new = LINES + b"mine\n", LINES + b"new\n"
        ours = {"Readme": File(mine), "README": held("Readme")}
        made = plan(tree(Readme=LINES), ours, tree(README=new))
        assert only(made) == FileAction(
            "README", Action.MERGE, None, File(mine + new), moved_from="Readme", vacates=File(mine)
        )

    def test_edited_files_can_change_places(self) -> None:
        first, second = LINES + b"first\n", LINES[::-1] + b"second\n"
        ours = {**tree(a=first, b=second), "b/x": held("b"), "a/x": held("a")}
        made = plan(tree(a=LINES, b=LINES[::-1]), ours, tree(b__x=LINES, a__x=LINES[::-1]))
        assert [(a.path, a.moved_from, a.after) for a in made.actions] == [
            ("a/x", "b", File(second)),
            ("b/x", "a", File(first)),
        ]

    def test_what_waits_for_a_file_that_stays_is_not_created_either(self) -> None:
        ours = {
            **tree(a=LINES + b"mine\n", b=b"mine"),
            "b/x": held("b"),
            "a/y": held("a", "b"),
        }
        made = plan(tree(a=LINES, b=b"b"), ours, tree(b__x=LINES, a__y=b"y"))
        assert {action.path: action.action for action in made.actions} == {
            "a": Action.NOT_DELETED,
            "a/y": Action.NOT_CREATED,
            "b": Action.NOT_DELETED,
            "b/x": Action.NOT_CREATED,
        }

    def test_an_obstacle_in_the_folder_that_the_user_renamed_goes_too(self) -> None:
        base = tree(src__demo__a=LINES, src__demo__d__b=LINES[::-1])
        strays = tree(src__new__a=LINES, src__new__d__b=LINES[::-1])
        ours = {"src/new/d": held("src/new/d/b", "src/new/d/")}
        made = plan_update(base, ours, tree(src__demo__a=LINES, src__demo__d=b"d"), strays, join)
        assert {action.path: action.action for action in made.actions} == {
            "src/new/a": Action.UNCHANGED,
            "src/new/d": Action.NOT_CREATED,
            "src/new/d/b": Action.NOT_DELETED,
        }

    def test_a_merge_gets_all_three_versions(self) -> None:
        three: list[bytes] = []

        def collect(path: str, *versions: bytes) -> Merged:
            three.extend(versions)
            return join(path, *versions)

        plan_update(tree(c=b"was"), tree(c=b"mine"), tree(c=b"new"), {}, collect)
        assert three == [b"was", b"mine", b"new"]

    def test_files_are_merged_once_however_often_the_plan_is_made(self) -> None:
        merged: list[str] = []

        def count(path: str, base: bytes, ours: bytes, theirs: bytes) -> Merged:
            merged.append(path)
            return join(path, base, ours, theirs)

        ours = {**tree(a=b"mine", c=b"mine"), "a/b": held("a")}
        made = plan_update(tree(a=b"a", c=b"c"), ours, tree(a__b=b"b", c=b"d"), {}, count)
        assert merged == ["c"]
        assert [a.action for a in made.actions] == [
            Action.NOT_DELETED,
            Action.NOT_CREATED,
            Action.MERGE,
        ]


contents = st.sampled_from([b"", b"a\n", b"b\n", LINES, LINES + b"x\n", LINES + b"clash\n"])
files = st.builds(File, contents, st.sampled_from(["file", "executable", "link", "obstacle"]))
renders = st.dictionaries(
    st.sampled_from(["a", "b", "c/d", "c/e", "f/g"]),
    st.builds(File, contents, st.sampled_from(["file", "executable"])),
)
projects = st.dictionaries(st.sampled_from(["a", "b", "c/d", "c/e", "f/g", "h", "c/i"]), files)


def plan_for(base: Tree, project: Tree, theirs: Tree) -> Plan:
    owned = base.keys() | theirs.keys()
    ours = {path: file for path, file in project.items() if path in owned}
    strays = {path: file for path, file in project.items() if path not in owned}
    return plan_update(base, ours, theirs, strays, join)


def apply(made: Plan, project: Tree) -> Tree:
    result = dict(project)
    for path, before, after in changes(made):
        assert result.pop(path, None) == before
        if after is not None:
            result[path] = after
    return result


@given(renders, projects, renders)
def test_no_content_of_the_owner_is_lost(base: Tree, project: Tree, theirs: Tree) -> None:
    result = apply(plan_for(base, project, theirs), project)
    held = b"".join(file.content for file in result.values())
    # An unedited file of the template may be replaced, wherever the owner has moved it.
    written_by_the_template = {file.content for file in base.values()}
    for file in project.values():
        assert file.content in held or file.content in written_by_the_template


@given(renders, projects, renders)
def test_twice_is_once(base: Tree, project: Tree, theirs: Tree) -> None:
    result = apply(plan_for(base, project, theirs), project)
    again = plan_for(theirs, result, theirs)
    assert again.is_empty


@given(renders, projects)
def test_an_update_to_the_same_render_changes_nothing(base: Tree, project: Tree) -> None:
    assert plan_for(base, project, base).is_empty


@given(renders, renders)
def test_a_project_without_edits_becomes_the_new_render(base: Tree, theirs: Tree) -> None:
    assert apply(plan_for(base, base, theirs), base) == theirs
