"""A patch says what changes, and `git apply` makes just that."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.files.tree import Change, File, Tree, read_tree
from scaffold.plan.unified_diff import Patch, Place, write_patch
from scaffold.project.patch_location import find_place

PROGRAM, OTHER = File(b"a\nb\n"), Change("other", File(b"1\n"), File(b"2\n"))
BINARY = File(bytes(range(256)) * 300)
ODD = "a b/ä.py"


def put(folder: Path, files: Iterable[tuple[str, File | None]]) -> None:
    for path, file in files:
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if file and file.kind == "obstacle":
            place.mkdir()
        elif file and file.kind == "link":
            place.symlink_to(os.fsdecode(file.content))
        elif file:
            place.write_bytes(file.content)
            place.chmod(0o755 if file.kind == "executable" else 0o644)


def git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Run git as a user who wants no change of blanks, and return what it prints."""
    command = ["git", "-c", "protocol.file.allow=always", *arguments]
    done = subprocess.run(command, cwd=folder, input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout


def make_patch(project: Path, changes: Iterable[Change]) -> Patch:
    changes = list(changes)
    put(project, ((change.path, change.before) for change in changes))
    return write_patch(changes, find_place(project, changes))


def apply(folder: Path, *changes: Change, options: tuple[str, ...] = ()) -> Tree:
    """Put the old files into a repository, apply the patch there, and return what is there then."""
    folder.mkdir(exist_ok=True)
    git(folder, "init", "--quiet", *options)
    patch = make_patch(folder, changes)
    git(folder, "apply", given=patch.content)
    return {path: file for path, file in read_tree(folder).items() if not path.startswith(".git/")}


def text(words: str) -> File:
    return File(words.encode())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(PROGRAM, text("a\nc\n"), id="another line"),
        pytest.param(None, PROGRAM, id="a new file"),
        pytest.param(None, File(b"a\n", "executable"), id="a new program"),
        pytest.param(None, text(""), id="a new file without lines"),
        pytest.param(text(""), None, id="a file without lines that goes"),
        pytest.param(text(""), PROGRAM, id="the first lines of a file"),
        pytest.param(PROGRAM, text(""), id="a file that loses its lines"),
        pytest.param(PROGRAM, None, id="a file that goes"),
        pytest.param(File(b"a\n", "executable"), None, id="a program that goes"),
        pytest.param(PROGRAM, File(b"a\nb\n", "executable"), id="a file that becomes a program"),
        pytest.param(File(b"a\n", "executable"), PROGRAM, id="a program that becomes a file"),
        pytest.param(text("a"), text("a\nb"), id="last lines without an end"),
        pytest.param(text("a\n"), text("a"), id="a last line that loses its end"),
        pytest.param(text("a\r\nb\r\n"), text("a\r\nc\r\n"), id="the line ends of Windows"),
        pytest.param(text("a\r\nb\r\n"), text("a\nb\n"), id="other line ends"),
        pytest.param(text("\x0c\na\rb\n\u2028c\n"), text("\x0c\na\rb\n\u2028d\n"), id="odd blanks"),
        pytest.param(text("a\x0bb\x85c\n\x1c\n"), text("a\x0bb\x85d\n\x1c\n"), id="odd line ends"),
        pytest.param(File(b"caf\xe9\n1\n"), File(b"caf\xe9\n2\n"), id="Latin 1"),
        pytest.param(File("ab\n".encode("utf-16")), PROGRAM, id="UTF-16"),
        pytest.param(BINARY, File(BINARY.content + b"\0"), id="bytes"),
        pytest.param(None, BINARY, id="new bytes"),
        pytest.param(BINARY, None, id="bytes that go"),
        pytest.param(BINARY, File(BINARY.content, "executable"), id="bytes that become a program"),
        pytest.param(File(b"\0"), text(""), id="a byte that goes"),
        pytest.param(None, File(b"b", "link"), id="a new link"),
        pytest.param(File(b"b", "link"), None, id="a link that goes"),
        pytest.param(
            File(b"b", "link"), File(b"c\xff\n", "link"), id="a link that leads elsewhere"
        ),
        pytest.param(PROGRAM, File(b"b", "link"), id="a file that becomes a link"),
        pytest.param(File(b"b", "link"), PROGRAM, id="a link that becomes a file"),
        pytest.param(BINARY, File(b"b", "link"), id="bytes that become a link"),
    ],
)
def test_git_makes_the_changes_of_a_patch(
    clean_machine: Path, before: File | None, after: File | None
) -> None:
    found = apply(clean_machine, Change(ODD, before, after), OTHER)
    assert found == {"other": File(b"2\n")} | ({ODD: after} if after else {})


@pytest.mark.parametrize(
    "name",
    [
        "-option",
        "a/a",
        "b/b/b",
        "a b/a b",
        " x ",
        "tab\there",
        "line\nbreak",
        'quo"te',
        "back\\slash",
        "\x1b[31m",
        "\u202etxt.exe",
        "\u2028",
        "caf\udce9",
        "dev/null",
        "::warning",
        "--- a/x",
        " /a",
        "a / b",
    ],
    ids=ascii,
)
def test_a_file_of_any_name_is_changed(clean_machine: Path, name: str) -> None:
    contents = [None, PROGRAM, File(b"a\nc\n"), BINARY, File(BINARY.content[1:]), None]
    contents += [text(""), File(b"", "executable"), None, File(b"to", "link"), None]
    for number, (before, after) in enumerate(pairwise(contents)):
        found = apply(clean_machine / str(number), Change(name, before, after), OTHER)
        assert found == {"other": File(b"2\n")} | ({name: after} if after else {})


def test_names_are_shown_as_git_shows_them() -> None:
    def head(name: str) -> str:
        patch = write_patch([Change(name, PROGRAM, None)], Place())
        return patch.content.decode().splitlines()[0]

    assert head("a b/ä.py") == "diff --git a/a b/ä.py b/a b/ä.py"
    assert head("\x1b\ud800".encode(errors="replace").decode()) == r'diff --git "a/\033?" "b/\033?"'
    assert head('"') == r'diff --git "a/\042" "b/\042"'


def test_changes_far_apart_are_hunks_of_their_own() -> None:
    before = [f"{number}\n" for number in range(1, 31)]
    after = [*before[:4], "new\n", *before[5:11], "new\n", *before[12:25], *before[26:]]
    change = Change("a", text("".join(before)), text("".join(after)))
    lines = write_patch([change], Place("top/")).content.decode().splitlines()
    assert lines[:3] == ["diff --git a/top/a b/top/a", "--- a/top/a", "+++ b/top/a"]
    assert [line for line in lines if line.startswith("@@")] == [
        "@@ -2,14 +2,14 @@",
        "@@ -23,7 +23,6 @@",
    ]
    assert lines[4:8] == [" 2", " 3", " 4", "-5"]


@pytest.mark.parametrize("digest", ["sha1", "sha256"])
def test_bytes_are_named_as_the_repository_names_them(clean_machine: Path, digest: str) -> None:
    changed = Change("a", BINARY, File(b"\0" * 1000))
    found = apply(clean_machine, changed, options=(f"--object-format={digest}",))
    assert found == {"a": changed.after}


def test_a_patch_of_bytes_can_be_reverted(clean_machine: Path) -> None:
    git(clean_machine, "init", "--quiet")
    patch = make_patch(clean_machine, [Change("a", BINARY, File(b"\0"))])
    git(clean_machine, "apply", given=patch.content)
    git(clean_machine, "apply", "--reverse", given=patch.content)
    assert (clean_machine / "a").read_bytes() == BINARY.content


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (b"a folder", "a folder"),
        (
            b"A\n\x1b[2J, a name that differs only in case or Unicode form",
            "A\n\x1b[2J, a name that differs only in case or Unicode form",
        ),
        (
            "caf\udce9, a symlink in its path".encode(errors="surrogateescape"),
            "caf\udce9, a symlink",
        ),
    ],
)
def test_what_cannot_be_patched_is_named_and_git_makes_the_other_changes(
    clean_machine: Path, found: bytes, words: str
) -> None:
    change = Change("a", File(found, "obstacle"), File(b"a\n"))
    for number, changes in enumerate(((change, OTHER), (OTHER, change))):
        patch = write_patch(changes, Place())
        assert len(patch.left_out) == 1
        assert patch.left_out[0].startswith(f"No patch for a: found {words}")
        named = [
            line for line in patch.content.split(b"\n") if line.startswith(b"No patch for a: ")
        ]
        assert len(named) == 1
        assert b"\x1b" not in named[0]
        assert apply(clean_machine / str(number), *changes)["other"] == OTHER.after


class TestPlaces:
    """Where a project can be, and which paths git reads there."""

    change = Change("a/b.txt", PROGRAM, File(b"a\nc\n"))

    def check(self, project: Path, prefix: str, folders: Iterable[Path]) -> None:
        """Check that the patch changes the file from every one of some folders."""
        put(project, [(self.change.path, self.change.before)])
        place = find_place(project, [self.change])
        assert place.prefix == prefix
        for folder in folders:
            (project / self.change.path).write_bytes(PROGRAM.content)
            git(folder, "apply", given=write_patch([self.change], place).content)
            assert (project / self.change.path).read_bytes() == b"a\nc\n"

    @pytest.mark.parametrize("name", ["svc", "a b", "ä", "caf\udce9", "line\nbreak", " ", "a/b/c"])
    def test_a_folder_of_a_repository(self, clean_machine: Path, name: str) -> None:
        git(clean_machine, "init", "--quiet")
        project = clean_machine / name
        project.mkdir(parents=True)
        self.check(project, f"{name}/", [project, clean_machine])

    def test_the_top_of_a_repository(self, clean_machine: Path) -> None:
        git(clean_machine, "init", "--quiet")
        self.check(clean_machine, "", [clean_machine])

    def test_no_repository(self, clean_machine: Path) -> None:
        self.check(clean_machine, "", [clean_machine])

    def test_a_folder_that_a_repository_ignores(self, clean_machine: Path) -> None:
        git(clean_machine, "init", "--quiet")
        (clean_machine / ".gitignore").write_text("*\n")
        (clean_machine / "demo").mkdir()
        self.check(clean_machine / "demo", "demo/", [clean_machine / "demo", clean_machine])

    def test_another_work_tree_and_a_submodule(self, clean_machine: Path) -> None:
        top = clean_machine / "top"
        git(clean_machine, "init", "--quiet", "top")
        author = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        git(top, *author, "commit", "--quiet", "--allow-empty", "--message=a")
        git(top, "worktree", "add", "--quiet", "../other")
        (clean_machine / "other" / "svc").mkdir()
        self.check(clean_machine / "other" / "svc", "svc/", [clean_machine / "other"])
        git(top, "submodule", "--quiet", "add", "../top", "part")
        (top / "part" / "svc").mkdir()
        self.check(top / "part" / "svc", "svc/", [top / "part", top / "part" / "svc"])

    def test_a_repository_in_a_folder_of_another(self, clean_machine: Path) -> None:
        git(clean_machine, "init", "--quiet")
        git(clean_machine, "init", "--quiet", "inner")
        self.check(clean_machine / "inner", "", [clean_machine / "inner"])

    def test_a_way_through_a_link(self, clean_machine: Path) -> None:
        git(clean_machine, "init", "--quiet", "top")
        (clean_machine / "top" / "svc").mkdir()
        (clean_machine / "link").symlink_to("top/svc")
        self.check(clean_machine / "link", "svc/", [clean_machine / "link", clean_machine / "top"])

    def test_a_bare_repository(self, clean_machine: Path) -> None:
        git(clean_machine, "init", "--quiet", "--bare")
        assert find_place(clean_machine, [self.change]) == Place()

    def test_a_repository_that_git_does_not_trust(
        self, clean_machine: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        git(clean_machine, "init", "--quiet")
        (clean_machine / "svc").mkdir()
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        self.check(clean_machine / "svc", "", [clean_machine / "svc"])

    def test_no_git(self, clean_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        git(clean_machine, "init", "--quiet")
        monkeypatch.setenv("PATH", "")
        assert find_place(clean_machine, [self.change]) == Place()


@pytest.mark.parametrize(
    ("attributes", "content", "reason"),
    [
        ("*.x filter=lfs", b"a\n", "the Git attribute `filter` converts it"),
        ("*.x working-tree-encoding=UTF-16", b"a\n", "the Git attribute `working-tree-encoding`"),
        ("*.x ident", b"$Id$\n", "the Git attribute `ident` converts it"),
        ("*.x ident", b"a\n", ""),
        ("*.x text", b"\0\r\n", "the Git attribute `text` converts it"),
        ("*.x eol=crlf", b"\0\r\n", "the Git attribute `eol` converts it"),
        ("*.x text eol=crlf", b"a\r\n", ""),
        ("*.x -text -filter", b"\0\n", ""),
    ],
)
def test_what_git_converts_is_named_unless_that_changes_nothing(
    clean_machine: Path, attributes: str, content: bytes, reason: str
) -> None:
    git(clean_machine, "init", "--quiet")
    (clean_machine / ".gitattributes").write_text(f"{attributes}\n")
    changes = [Change(f"{number}.x", None, File(content)) for number in range(101)]
    changes += [OTHER, Change("0.x", None, File(content, "link"))]
    patch = make_patch(clean_machine, changes[:-1])
    assert len(patch.left_out) == (101 if reason else 0)
    assert all(reason in line for line in patch.left_out)
    git(clean_machine, "apply", given=patch.content)
    assert (clean_machine / "other").read_bytes() == b"2\n"
    assert find_place(clean_machine, changes[-1:]).converted == {}


def swaps() -> dict[str, tuple[Tree, Tree]]:
    return {
        "a file becomes a folder": ({"a": PROGRAM}, {"a/b": PROGRAM}),
        "a folder becomes a file": ({"a/b": PROGRAM, "a/c/d": BINARY}, {"a": PROGRAM}),
        "a link becomes a folder": ({"a": File(b"x", "link")}, {"a/b": PROGRAM}),
        "a folder becomes a link": ({"a/b/c": PROGRAM}, {"a": File(b"x", "link")}),
        "two files trade places": ({"a": PROGRAM, "b": BINARY}, {"a": BINARY, "b": PROGRAM}),
        "a file is moved": ({"a": PROGRAM}, {"b/a": PROGRAM}),
    }


def differences(before: Tree, after: Tree) -> list[Change]:
    paths = sorted(before.keys() | after.keys())
    changes = [Change(path, before.get(path), after.get(path)) for path in paths]
    return [change for change in changes if change.before != change.after]


@pytest.mark.parametrize("name", swaps())
def test_files_folders_and_links_trade_places(clean_machine: Path, name: str) -> None:
    before, after = swaps()[name]
    git(clean_machine, "init", "--quiet")
    put(clean_machine, before.items())
    changes = differences(before, after)
    patch = write_patch(changes, find_place(clean_machine, changes))
    git(clean_machine, "apply", given=patch.content)
    assert {p: f for p, f in read_tree(clean_machine).items() if not p.startswith(".git/")} == after


LINES = st.sampled_from(
    [b"", b"a", b"b", b" ", b"\t", b"\r", b"a\r", b"\x0c", b"\xff\xfe", b"-- ", b"+++ b/x", b"@@"]
    + [text.encode() for text in ("\x85", "\u2028", "ä", "\\ No newline at end of file")]
)
CONTENTS = st.builds(
    lambda lines, end: b"\n".join(lines) + end,
    st.lists(LINES | st.binary(max_size=5), max_size=30),
    st.sampled_from([b"", b"\n", b"\r\n"]),
)
LINKS = st.binary(min_size=1, max_size=9).filter(lambda target: b"\0" not in target)
FILES = st.builds(File, CONTENTS, st.sampled_from(["file", "executable"])) | st.builds(
    File, LINKS, st.just("link")
)
NAMES = st.sampled_from(["a", "b", " ", "-", "ä", "\t", "\n", '"', "\\", "\u202e", "\udcff", "a b"])


def prune(tree: Mapping[str, File]) -> Tree:
    """Leave out what is below another file."""
    return {
        path: file
        for path, file in tree.items()
        if not any(path.startswith(f"{other}/") for other in tree)
    }


TREES = st.dictionaries(st.lists(NAMES, min_size=1, max_size=3).map("/".join), FILES, max_size=6)


@pytest.mark.promise
@given(
    before=TREES.map(prune),
    after=TREES.map(prune),
    shared=st.dictionaries(NAMES, st.tuples(CONTENTS, LINES), max_size=3),
    folders=st.lists(NAMES, max_size=3),
    kind=st.sampled_from(["sha1", "sha256", "none"]),
)
@settings(max_examples=400)
def test_git_makes_any_changes_anywhere(
    before: Tree,
    after: Tree,
    shared: dict[str, tuple[bytes, bytes]],
    folders: list[str],
    kind: str,
) -> None:
    for name, (content, line) in shared.items():  # Most changes of a file are small.
        before = prune({**before, f"shared/{name}": File(content)})
        after = prune({**after, f"shared/{name}": File(content.replace(b"a", line))})
    with TemporaryDirectory() as made:
        top = Path(made)
        if kind != "none":
            git(top, "init", "--quiet", f"--object-format={kind}")
        project = top.joinpath(*folders)
        project.mkdir(parents=True, exist_ok=True)
        put(project, before.items())
        changes = differences(before, after)
        patch = write_patch(changes, find_place(project, changes))
        assert patch.left_out == ()
        if changes:
            git(project, "apply", given=patch.content)
        found = {p: f for p, f in read_tree(project).items() if not p.startswith(".git/")}
        assert found == after
        shutil.rmtree(top / ".git", ignore_errors=True)
