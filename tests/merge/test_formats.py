"""What a file is merged as, and what tells two items of a list apart."""

import pytest

from scaffold.merge.edit.form import UnreadableError
from scaffold.merge.formats.registry import format_of
from scaffold.merge.structure.values import (
    IGNORED,
    REQUIRED,
    DocPath,
    Item,
    Value,
    holds_requirements,
    is_sequence_of_words,
    repeated,
    same,
    steps,
)
from tests.merge.merging import merge, unite

# The names of files, a text of their format, and what it holds.
FORMATS: dict[str, tuple[list[str], str, Value]] = {
    "toml": (["pyproject.toml", "Pipfile", "uv.lock", "poetry.lock"], "a = true", {"a": True}),
    "yaml": (["a.yml", "b/c.yaml", "CITATION.cff"], "a: [b]", {"a": ["b"]}),
    "json with comments": (
        [".vscode/settings.json", ".devcontainer/devcontainer.json", "tsconfig.base.json"],
        '// x\n{"a": 1,}',
        {"a": 1},
    ),
    "json with comments by its ending": (["a.jsonc", "b.code-workspace"], "// x\n[1,]", [1]),
    "json": (["package.json", "notebooks/a.ipynb"], '{"a": 1}', {"a": 1}),
    "requirements": (
        ["requirements.txt", "dev-requirements.txt", "constraints.txt", "requirements-dev.in"],
        "a # b\n",
        {REQUIRED: ["a"]},
    ),
    "requirements by their folder": (
        ["requirements/dev.txt", "x/requirements/dev.in"],
        "a # b\n",
        {REQUIRED: ["a"]},
    ),
    "ignored paths": ([".gitignore", "x/.dockerignore"], "a # b\n", {IGNORED: ["a # b"]}),
    "ini": (
        ["setup.cfg", "tox.ini", ".flake8", ".coveragerc", ".pylintrc"],
        "[a]\nb =\n  c",
        {"[a]": {"b": ["c"]}},
    ),
    "ini with indented options": ([".editorconfig"], "[a]\n  b = c", {"[a]": {"b": "c"}}),
}


@pytest.mark.parametrize(("paths", "text", "value"), FORMATS.values(), ids=FORMATS.keys())
def test_the_name_of_a_file_says_its_format(paths: list[str], text: str, value: Value) -> None:
    for path in paths:
        form = format_of(path)
        assert form, path
        assert form.load(text) == value


@pytest.mark.parametrize("path", ["package.json", "vscode/settings.json", "a.ipynb"])
def test_json_of_others_has_no_comments(path: str) -> None:
    form = format_of(path)
    assert form
    with pytest.raises(UnreadableError):
        form.load("// x\n{}")


@pytest.mark.parametrize("path", ["a.txt", "dev.txt", "toml", "Makefile", "gitignore", "a.py"])
def test_other_files_are_lines(path: str) -> None:
    assert format_of(path) is None


def identities(values: list[Value], *place: str) -> list[Item]:
    return steps(values, place)


def test_requirements_are_told_apart_by_their_normal_names() -> None:
    texts = ["Scikit_Learn[x]>=1", "scikit-learn ; a", "b@ c", "./d", "-i x", "--pre", "-e ."]
    found = identities(texts, "project", "dependencies")
    assert found == [
        Item("scikit-learn"),
        Item("scikit-learn", 1),
        Item("b"),
        Item("./d"),
        Item("-i"),
        Item("--pre"),
        Item("-e ."),
    ]
    assert identities(["B>=1"], "words") == [Item("B>=1")]


def test_tables_are_told_apart_by_what_names_them() -> None:
    assert identities([{"uses": "a@v1"}, {"name": "b", "uses": "a@v1"}], "steps") == [
        Item("a"),
        Item("b"),
    ]
    updates = [{"package-ecosystem": "pip", "directory": "/"}, {"package-ecosystem": "pip"}]
    assert identities(updates, "updates") == [Item("pip /"), Item("pip")]
    assert identities([{"name": "a@1"}, {"name": "a@2"}]) == [Item("a@1"), Item("a@2")]
    assert identities([{"label": "l", "id": "i"}], "others") == [Item("i")]
    assert steps([{"url": "u"}], ()) == [Item("u")]
    assert identities([{"a": {"b": 1}}, {"c": []}]) == [Item("a"), Item("c")]


def test_what_nothing_names_is_told_apart_by_all_it_holds() -> None:
    one, other, number = identities([{"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": 1}])
    assert other == Item(one.identity, 1)
    assert number.identity not in {one.identity, "a"}
    ids = identities([{"id": 1}, {"id": True}, {"id": "1"}], "hooks")
    assert len({item.identity for item in ids}) == 3
    assert len({item.identity for item in identities([1, True, 1.0, "1", [1], [[1]]])}) == 6


@pytest.mark.parametrize(
    ("place", "holds"),
    [
        (("project", "dependencies"), True),
        (("build-system", "requires"), True),
        (("dependency-groups", "dev"), True),
        (("project", "optional-dependencies", "x"), True),
        (("[options.extras_require]", "x"), True),
        (("repos", Item("r"), "additional_dependencies"), True),
        (("dev", "dependency-groups"), False),
        (("dependencies", "x"), False),
        ((), False),
    ],
)
def test_lists_of_requirements_are_known_by_their_keys(place: DocPath, *, holds: bool) -> None:
    assert holds_requirements(place) is holds


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        (["-m", "a", "-m"], True),
        (["a\n", "b"], True),
        (["a", "b"], False),
        ([1, True, 1.0], False),
        ([{"a": 1}, {"a": 1}], False),
        ("aa", False),
    ],
)
def test_lists_that_repeat_or_hold_lines_are_one_value(value: Value, *, is_one: bool) -> None:
    assert is_sequence_of_words(value, ("x",)) is is_one


def test_requirements_and_ignored_paths_stand_for_themselves_even_when_they_repeat() -> None:
    assert not is_sequence_of_words(["a", "a"], ("dependencies",))
    assert not is_sequence_of_words(["a", "a"], (IGNORED,))


def test_values_of_equal_types_alone_are_the_same() -> None:
    assert same({"a": [1, {"b": None}], "c": 2}, {"c": 2, "a": [1, {"b": None}]})
    assert not same([1], [True])
    assert not same({"a": 1}, {"a": 1.0})
    assert not same([1, 2], [2, 1])
    assert not same([], {})


def test_items_called_like_an_earlier_one_are_found_at_any_depth() -> None:
    hooks = [{"id": "a"}, {"id": "b"}, {"id": "a"}]
    held = {"repos": [{"repo": "r", "hooks": hooks}], "l": ["x", "x"], "w": 1}
    assert list(repeated(held)) == [
        ("repos", Item("r"), "hooks", Item("a", 1)),
        ("l", Item("x", 1)),
    ]


@pytest.mark.case
@pytest.mark.parametrize("depth", [200, 330])
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.toml", "a = {deep}\nb = {value}\n"),
        ("a.json", '{{"a": {deep}, "b": {value}}}\n'),
        ("a.yml", "a: {deep}\nb: {value}\n"),
    ],
    ids=["toml", "json", "yaml"],
)
def test_a_document_that_is_nested_too_deeply_keeps_your_version(
    path: str, text: str, depth: int
) -> None:
    deep = "[" * depth + "]" * depth
    base, ours, theirs = (text.format(deep=deep, value=value) for value in (1, 2, 3))
    merged, conflicts = merge(path, base, ours, theirs)
    assert merged == ours
    assert len(conflicts) == 1
    assert conflicts[0].isprintable()
    assert unite(path, ours, base)[0] == ours


@pytest.mark.parametrize("path", ["a.toml", "a.json"])
def test_a_number_of_thousands_of_digits_keeps_your_version(path: str) -> None:
    text = "a = {}\nb = {}\n" if path == "a.toml" else '{{"a": {}, "b": {}}}\n'
    base, ours, theirs = (text.format("9" * 5000, value) for value in (1, 2, 3))
    merged, conflicts = merge(path, base, ours, theirs)
    assert merged == ours
    assert len(conflicts) == 1
    assert conflicts[0].startswith("your version was kept: cannot parse your file")


def test_tables_that_are_nested_too_deeply_keep_your_version() -> None:
    table = f"[{'.'.join('a' * 1000)}]\nx = {{}}\n"
    base, ours, theirs = (table.format(value) for value in (1, 2, 3))
    said = "your version was kept: one of the files is nested too deeply"
    assert merge("a.toml", base, ours, theirs) == (ours, (said,))
    assert unite("a.toml", ours, f"{theirs}y = 1\n") == (ours, (said,))
