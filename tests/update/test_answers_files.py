"""Whatever an answers file holds: a sentence, an exit code, and nothing changed or started."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kit.machine import Scaffold
from tests.update.standing import read_standing

pytestmark = pytest.mark.case

ANSWERS = ".copier-answers.yml"
SOURCE = b"_src_path: ~/.local/share/mlops-scaffold/template"
MARKERS = b"<<<<<<< HEAD\nstack: skeleton\n=======\nstack: tagifai\n>>>>>>> theirs\n"
TOUCH = "touch% started"
# Ten lines that stand for a thousand million values.
BOMB = b"a0: &a0 [1]\n" + b"".join(
    b"a%d: &a%d [%s]\n" % (depth, depth, b", ".join([b"*a%d" % (depth - 1)] * 10))
    for depth in range(1, 10)
)

# What the file holds, the exit code, and what the sentence says.
WHOLE = {
    "broken": (b"a: [", 1, "line 1"),
    "a bare text": (b"answers", 1, "No answers in"),
    "empty": (b"", 1, "No answers in"),
    "blank": (b"\n\n", 1, "No answers in"),
    "a comment alone": (b"# nothing\n", 1, "No answers in"),
    "a list": (b"- stack\n", 1, "No answers in"),
    "UTF-16": ("stack: skeleton\n".encode("utf-16"), 1, "is not UTF-8"),
    "UTF-32": ("stack: skeleton\n".encode("utf-32"), 1, "is not UTF-8"),
    "binary": (bytes(range(256)), 1, "is not UTF-8"),
    "no release": (b"stack: skeleton\n", 1, "lacks `_src_path` or `_commit`"),
    "no address": (b"_commit: v0.1.0\n", 1, "lacks `_src_path` or `_commit`"),
}
ADDED = {
    "markers of a conflict": (MARKERS, 1, "contains conflict markers"),
    "a Python object": (
        b"a: !!python/object/apply:os.system ['touch started']\n",
        1,
        "Invalid YAML",
    ),
    "a Python name": (b"a: !!python/name:os.system\n", 1, "Invalid YAML"),
    "a tag of its own": (b"a: !vault secret\n", 1, "Invalid YAML"),
    "a second document": (b"---\na: 1\n", 1, "Invalid YAML"),
    "a NUL": (b"\0", 1, "Invalid YAML"),
    "a bell": (b"# \x07\n", 1, "Invalid YAML"),
    "an alias of nothing": (b"a: *nothing\n", 1, "Invalid YAML"),
    "a list in itself": (b"a: &a [*a]\n", 1, "has too many values"),
    "a list of lists without end": (BOMB, 1, "has too many values"),
    "a megabyte": (b"#" * 1_000_001, 1, "is a file of more than 1,000,000 bytes"),
    "a merge of a number": (b"<<: 5\n", 1, "Invalid YAML"),
    "a tab": (b"a:\n\t- b\n", 1, "Invalid YAML"),
    "Latin-1": (b"author: Andr\xe9\n", 1, "is not UTF-8"),
    "a day that is none": (b"day: 2026-99-99\n", 1, "Invalid value in"),
    "a number that is none": (b"a: !!int x\n", 1, "Invalid value in"),
    "brackets without end": (b"a: " + b"[" * 5000 + b"\n", 1, "Invalid value in"),
    "a key that is no name": (b"1: 2\n", 1, "No answers in"),
    "an answer twice": (b"stack: tagifai\n", 1, "Duplicate key `stack` in `.copier-answers.yml`"),
    "the release twice": (
        b"_commit: v0.1.0\n",
        1,
        "Duplicate key `_commit` in `.copier-answers.yml`",
    ),
    "kept as a text": (b"kept: README.md\n", 2, "'kept'"),
    "kept as a mapping": (b"kept: {README.md: true}\n", 2, "'kept'"),
    "kept with a number": (b"kept: [5]\n", 2, "'kept'"),
}
# What is replaced in the file, by what, the exit code, and what the sentence says.
REPLACED = {
    "a newer release": (b"v0", b"v99", 5, "Cannot downgrade from 99."),
    "a release that is none": (b"v0", b"elsewhere-v0", 1, "Unknown release"),
    "a release like an option": (b"v0", b"--upload-pack=touch started", 1, "Unknown release"),
    "a release like a path": (b"v0", b"../../../v0", 1, "Unknown release"),
    "a release of control characters": (b"v0", b'"\\e[31m\\0" #', 1, "Unknown release"),
    "an empty release": (b"v0", b'"" #', 1, "Unknown release"),
    "a release that is a number": (b"v0", b"1 #", 1, "lacks `_src_path` or `_commit`"),
    "a release that is a list": (b"v0", b"[v0] #", 1, "lacks `_src_path` or `_commit`"),
    "a release that is nothing": (b"v0", b"null #", 1, "lacks `_src_path` or `_commit`"),
    "an address that is a list": (SOURCE, b"_src_path: [a]", 1, "lacks `_src_path` or `_commit`"),
    "an address that is nothing": (SOURCE, b"_src_path: null", 1, "lacks `_src_path` or `_commit`"),
    "an address that is gone": (SOURCE, b"_src_path: /nothing/here", 5, "is not trusted"),
    "a relative address": (SOURCE, b"_src_path: ../template", 5, "is inside the project or its"),
    "a file as address": (SOURCE, b"_src_path: demo/README.md", 5, "is inside the project or its"),
    "a command as address": (
        SOURCE,
        f"_src_path: ext::sh -c {TOUCH}".encode(),
        1,
        "would start a program",
    ),
    "a command as git's address": (
        SOURCE,
        f"_src_path: git+ext::sh -c {TOUCH}".encode(),
        1,
        "would start a program",
    ),
    "an option as address": (
        SOURCE,
        b"_src_path: --upload-pack=touch started",
        1,
        "No template found at `--upload-pack=touch started`",
    ),
    "an option as git's address": (
        SOURCE,
        b'_src_path: "git+--upload-pack=touch started"',
        1,
        "No template found at `git+--upload-pack=touch started`",
    ),
    "an address with a NUL": (SOURCE, b'_src_path: "a\\0b"', 1, "No template found at `a"),
    "an empty address": (SOURCE, b'_src_path: ""', 1, "lacks `_src_path` or `_commit`"),
    "a stack that is gone": (b"stack: skeleton", b"stack: churn", 2, "for `stack`"),
    "a stack that is a list": (
        b"stack: skeleton",
        b"stack: [skeleton]",
        2,
        "`stack` requires a single value",
    ),
    "a stack that would be rendered": (b"stack: skeleton", b'stack: "{{ 1/0 }}"', 2, "for `stack`"),
    "a feature that is gone": (b"- docker", b"- airflow", 2, "for `features`"),
    "features as a number": (
        b"features:\n- docker\n- vscode",
        b"features: 5",
        2,
        "`features` requires a list",
    ),
    "features as a mapping": (
        b"features:\n- docker\n- vscode",
        b"features: {a: b}",
        2,
        "`features` requires a list",
    ),
    "a layout that is gone": (b"layout: package", b"layout: spiral", 2, "for `layout`"),
    "a package that leads out": (
        b"package_name: demo",
        b"package_name: ../outside",
        2,
        "'package_name'",
    ),
    "a package that is absolute": (
        b"package_name: demo",
        b"package_name: /tmp/demo",
        2,
        "'package_name'",
    ),
    "a package that is a number": (b"package_name: demo", b"package_name: 5", 2, "'package_name'"),
    "a package that is a list": (
        b"package_name: demo",
        b"package_name: [demo]",
        2,
        "`package_name` requires a single value",
    ),
    "a name that is nothing": (
        b"project_name: demo",
        b"project_name: null",
        2,
        "`project_name` requires a single value",
    ),
}


def check_refused(scaffold: Scaffold, project: Path, exit_code: int, sentence: str) -> None:
    before = read_standing(project.parent)
    finished = scaffold("update", "demo", "-d", "description=Another sentence.")
    assert finished.exit_code == exit_code, finished
    assert finished.output == ""
    error, hint = finished.error_lines
    assert error.startswith("error: ")
    assert sentence in error
    assert hint.startswith("hint: ")
    assert "Traceback" not in finished.errors
    assert read_standing(project.parent) == before
    assert not (project / ".scaffold").exists()


@pytest.mark.parametrize(("content", "exit_code", "sentence"), WHOLE.values(), ids=WHOLE.keys())
def test_a_file_without_answers_is_refused(
    scaffold: Scaffold, project: Path, content: bytes, exit_code: int, sentence: str
) -> None:
    (project / ANSWERS).write_bytes(content)
    check_refused(scaffold, project, exit_code, sentence)


@pytest.mark.parametrize(("content", "exit_code", "sentence"), ADDED.values(), ids=ADDED.keys())
def test_a_line_that_cannot_be_is_refused(
    scaffold: Scaffold, project: Path, content: bytes, exit_code: int, sentence: str
) -> None:
    with (project / ANSWERS).open("ab") as stream:
        stream.write(content)
    check_refused(scaffold, project, exit_code, sentence)


@pytest.mark.parametrize(
    ("old", "new", "exit_code", "sentence"), REPLACED.values(), ids=REPLACED.keys()
)
def test_an_answer_that_cannot_be_is_refused(
    scaffold: Scaffold, project: Path, old: bytes, new: bytes, exit_code: int, sentence: str
) -> None:
    content = (project / ANSWERS).read_bytes()
    assert old in content
    (project / ANSWERS).write_bytes(content.replace(old, new, 1))
    check_refused(scaffold, project, exit_code, sentence)


def test_a_project_without_answers_is_refused(scaffold: Scaffold, project: Path) -> None:
    (project / ANSWERS).unlink()
    check_refused(scaffold, project, 5, "No `.copier-answers.yml` in")


@pytest.mark.parametrize("name", [".COPIER-ANSWERS.YML", ".copier-answers.yaml"])
def test_answers_under_another_name_are_none(scaffold: Scaffold, project: Path, name: str) -> None:
    (project / ANSWERS).rename(project / name)
    check_refused(scaffold, project, 5, "No `.copier-answers.yml` in")


@pytest.mark.parametrize("place", ["demo/answers.yml", "outside.yml"])
def test_a_link_to_answers_is_refused(scaffold: Scaffold, project: Path, place: str) -> None:
    (project / ANSWERS).rename(project.parent / place)
    (project / ANSWERS).symlink_to(project.parent / place)
    check_refused(scaffold, project, 1, "is a symlink")


@pytest.mark.parametrize(
    "added",
    [
        pytest.param(b"colour: red\n", id="an unknown key"),
        pytest.param(b"_colour: red\n", id="an unknown key of the machine's"),
        pytest.param(b"a: &a [1]\nb: *a\n", id="an alias"),
        pytest.param("# café\n".encode(), id="a comment"),
    ],
)
@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda content: content, id="plain"),
        pytest.param(lambda content: b"\xef\xbb\xbf" + content, id="byte order mark"),
        pytest.param(lambda content: content.replace(b"\n", b"\r\n"), id="CRLF"),
    ],
)
def test_answers_that_can_be_read_are_used(
    scaffold: Scaffold, project: Path, added: bytes, wrap: Callable[[bytes], bytes]
) -> None:
    content = (project / ANSWERS).read_bytes()
    (project / ANSWERS).write_bytes(wrap(content + added))
    finished = scaffold("update", "demo", "-d", "description=Another sentence.")
    assert finished.exit_code == 0, finished
    assert b"Another sentence." in (project / "README.md").read_bytes()
    assert b"stack: skeleton" in (project / ANSWERS).read_bytes()
