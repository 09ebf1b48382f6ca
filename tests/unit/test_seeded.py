"""Reference code is merged while it still is the template's, and left alone once it is yours."""

from collections.abc import Mapping

import pytest

from scaffold.files.tree import File
from scaffold.plan.python_imports import read_import_graph
from scaffold.plan.seeded import find_left_out, find_taken, without_changes

SEEDED = ("src", "tests")


def tree(files: Mapping[str, str]) -> dict[str, File]:
    return {path: File(text.encode()) for path, text in files.items()}


def same(_path: str, one: File, other: File) -> bool:
    return one == other


NINE = {f"src/demo/m{number}.py": f"x = {number}\n" for number in range(9)}


@pytest.mark.parametrize(
    ("edited", "deleted", "is_taken"), [(0, 0, False), (3, 0, False), (2, 1, False), (3, 1, True)]
)
def test_a_folder_is_yours_when_more_than_a_third_of_it_is_edited_or_deleted(
    edited: int, deleted: int, *, is_taken: bool
) -> None:
    base = tree(NINE)
    paths = sorted(NINE)
    ours = dict(base)
    for path in paths[:edited]:
        ours[path] = File(b"mine\n")
    for path in paths[edited : edited + deleted]:
        del ours[path]
    found = find_taken(base, ours, SEEDED, (), same)
    assert [each.path for each in found] == (["src"] if is_taken else [])
    assert [each.changed for each in found] == ([edited + deleted] if is_taken else [])


def test_a_folder_that_is_followed_never_becomes_yours() -> None:
    base = tree(NINE)
    assert find_taken(base, {}, SEEDED, ("src",), same) == []
    assert find_taken(base, {}, SEEDED, ("src/demo",), same) != []


def test_empty_files_and_other_folders_count_for_nothing() -> None:
    base = tree({**NINE, **{f"src/demo/e{n}/__init__.py": "" for n in range(90)}, "docs/a.md": "a"})
    ours = {path: file for path, file in base.items() if path not in sorted(NINE)[:4]}
    del ours["docs/a.md"]
    assert [(each.path, each.total) for each in find_taken(base, ours, SEEDED, (), same)] == [
        ("src", 9)
    ]


def test_imports_are_found_however_they_are_written() -> None:
    files = {
        "src/demo/__init__.py": "",
        "src/demo/a.py": "from .b import f\nfrom . import c\nimport os, json\n",
        "src/demo/b.py": "from .data.load import read\n",
        "src/demo/c.py": "from ..demo import b\n",
        "src/demo/data/__init__.py": "from .load import read\n",
        "src/demo/data/load.py": "def broken(:\n",
        "tests/test_a.py": "import demo.a\nfrom demo.data import read\nfrom demo import missing\n",
    }
    assert read_import_graph(tree(files)) == {
        "src/demo/__init__.py": set(),
        "src/demo/a.py": {"src/demo/b.py", "src/demo/c.py"},
        "src/demo/b.py": {"src/demo/data/load.py"},
        "src/demo/c.py": {"src/demo/b.py"},
        "src/demo/data/__init__.py": {"src/demo/data/load.py"},
        "src/demo/data/load.py": set(),
        "tests/test_a.py": {"src/demo/a.py", "src/demo/data/__init__.py"},
    }


BASE = {
    "src/demo/old.py": "x = 1\n",
    "src/demo/kept.py": "y = 1\n",
    "docs/a.md": "a\n",
    "docs/b.md": "b\n",
}


def left_out(ours: Mapping[str, str], new: Mapping[str, str], owned: str = "") -> dict[str, str]:
    base = tree(BASE)
    everything = {**base, **tree(new)}
    theirs = {path: file for path, file in everything.items() if path != owned}
    return find_left_out(base, tree(ours), theirs, everything, SEEDED, lambda path: path == owned)


def test_a_new_file_that_imports_a_deleted_module_is_left_out_with_the_reason() -> None:
    ours = {path: text for path, text in BASE.items() if path != "src/demo/old.py"}
    new = {"src/demo/new.py": "from .old import x\n", "tests/test_new.py": "import demo.new\n"}
    assert left_out(ours, new) == {
        "src/demo/new.py": "it imports src/demo/old.py, which is deleted",
        "tests/test_new.py": "it imports src/demo/new.py, which is not created",
    }


def test_a_new_file_that_only_your_module_would_use_is_left_out() -> None:
    new = {"src/demo/new.py": "z = 1\n", "src/demo/kept.py": "from .new import z\n"}
    assert left_out(BASE, new, owned="src/demo/kept.py") == {
        "src/demo/new.py": "only src/demo/kept.py uses it, which is yours"
    }


def test_a_test_of_a_module_of_yours_keeps_its_state() -> None:
    new = {"tests/test_kept.py": "from demo.kept import y\n"}
    assert left_out(BASE, new, owned="src/demo/kept.py") == {
        "tests/test_kept.py": "it imports src/demo/kept.py, which is yours"
    }


PARAMETERS = {
    "README.md": "# a\n",
    "justfile": "a:\n",
    "src/demo/a.py": "a = 1\n",
    "config/args.json": "{}\n",
    "tests/rows.csv": "1\n",
}


def update_parameters(owned: str, followed: tuple[str, ...] = ()) -> dict[str, str]:
    base = tree(PARAMETERS)
    everything = tree({path: f"{text}\n" for path, text in PARAMETERS.items()})
    theirs = {path: file for path, file in everything.items() if not path.startswith(owned)}
    return find_left_out(
        base,
        base,
        theirs,
        everything,
        ("src", "tests", "config"),
        lambda path: path.startswith(owned),
        followed,
        about_code=("README.md", "AGENTS.md"),
    )


def test_parameters_data_and_what_describes_the_code_stay_once_all_the_code_is_yours() -> None:
    left_out = update_parameters("src/")
    assert left_out.keys() == {"README.md", "config/args.json", "tests/rows.csv"}
    assert {*left_out.values()} == {"it belongs to src/, which is yours"}
    assert update_parameters("src/demo/b.py") == {}


@pytest.mark.parametrize("path", ["config", "config/args.json"])
def test_parameters_that_you_follow_are_brought(path: str) -> None:
    assert "config/args.json" not in update_parameters("src/", (path,))


def test_a_new_file_that_needs_nothing_missing_is_brought() -> None:
    new = {"src/demo/new.py": "from .kept import y\n", "src/demo/alone.py": "a = 1\n"}
    assert left_out(BASE, new) == {}


def test_nothing_is_added_to_a_folder_of_which_you_deleted_every_file() -> None:
    ours = {path: text for path, text in BASE.items() if not path.startswith("docs/")}
    assert left_out(ours, {"docs/c.md": "c\n", "docs/deep/d.md": "d\n", "notes/e.md": "e\n"}) == {
        "docs/c.md": "you deleted every file of docs/",
        "docs/deep/d.md": "you deleted every file of docs/",
    }
    assert left_out(BASE, {"docs/c.md": "c\n"}) == {}


def test_a_file_that_is_left_out_is_as_if_the_template_had_not_changed_it() -> None:
    base = tree({"a": "1", "b": "1"})
    theirs = tree({"a": "2", "b": "2", "c": "2"})
    assert without_changes(theirs, base, {"a": "", "c": ""}) == tree({"a": "1", "b": "2"})
