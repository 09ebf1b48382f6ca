"""Line ends, marks, encodings and modes come out of an update as they went in."""

import codecs
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kit.machine import Finished, Scaffold

pytestmark = pytest.mark.case

DESCRIBED = ("-d", "description=Another sentence.")


def check_updated(finished: Finished, project: Path) -> None:
    assert finished.exit_code == 0, finished
    assert finished.error_lines == []
    assert b"Another sentence." in (project / "README.md").read_bytes()
    assert b"Another sentence." in (project / ".copier-answers.yml").read_bytes()


MARK = codecs.BOM_UTF8
# How an owner's file may be written; what the update adds takes the same shape.
SHAPES: dict[str, Callable[[bytes], bytes]] = {
    "as it was": lambda content: content,
    "CRLF": lambda content: content.replace(b"\n", b"\r\n"),
    "byte order mark": lambda content: MARK + content,
    "byte order mark and CRLF": lambda content: MARK + content.replace(b"\n", b"\r\n"),
    "no final newline": lambda content: content.removesuffix(b"\n"),
    "CRLF and no final newline": lambda content: content.replace(b"\n", b"\r\n").removesuffix(
        b"\r\n"
    ),
    "Latin-1": lambda content: content + b"\nAndr\xe9\n",
    "trailing blanks": lambda content: content + b"\nmine  \t \n\n\n",
    "form feeds": lambda content: content + b"\nmine\x0c\x0b\x1c\x85\n",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_merged_text_keeps_its_shape(scaffold: Scaffold, project: Path, shape: str) -> None:
    readme = project / "README.md"
    readme.write_bytes(b"mine\n\n" + readme.read_bytes())
    expected = project.with_name("expected")
    shutil.copytree(project, expected)
    check_updated(scaffold("update", expected, *DESCRIBED), expected)
    readme.write_bytes(SHAPES[shape](readme.read_bytes()))
    check_updated(scaffold("update", "demo", *DESCRIBED), project)
    assert readme.read_bytes() == SHAPES[shape]((expected / "README.md").read_bytes())


def test_mixed_line_ends_stay_where_they_are(scaffold: Scaffold, project: Path) -> None:
    readme = project / "README.md"
    content = readme.read_bytes()
    readme.write_bytes(b"one\r\ntwo\n\n" + content)
    check_updated(scaffold("update", "demo", *DESCRIBED), project)
    assert readme.read_bytes().startswith(b"one\r\ntwo\n\n")
    assert readme.read_bytes().count(b"\r\n") == 1


@pytest.mark.parametrize("shape", ["CRLF", "byte order mark", "no final newline"])
def test_a_merged_document_keeps_its_shape(scaffold: Scaffold, project: Path, shape: str) -> None:
    extensions = project / ".vscode" / "extensions.json"
    extensions.write_bytes(SHAPES[shape](extensions.read_bytes()))
    assert scaffold("update", "demo", "-d", "features=[vscode]").exit_code == 0
    content = extensions.read_bytes()
    assert b"containers" not in content
    assert json.loads(content.decode("utf-8-sig"))
    assert content.startswith(MARK) == (shape == "byte order mark")
    assert content.endswith(b"\n") == (shape != "no final newline")
    assert content.count(b"\r\n") == (content.count(b"\n") if shape == "CRLF" else 0)


CONTENTS = {
    "CRLF": b"mine\r\n",
    "byte order mark": MARK + b"mine\n",
    "mixed line ends": b"one\r\ntwo\nthree\r",
    "no final newline": b"mine",
    "Latin-1": b"Andr\xe9\n",
    "UTF-16": "mine\n".encode("utf-16"),
    "binary": bytes(range(256)) * 20,
    "empty": b"",
    "one line of a megabyte": b"x" * 1_000_000,
    "markers of a conflict": b"<<<<<<< HEAD\nmine\n=======\nyours\n>>>>>>> other\n",
    "Jinja": b"{{ project_name }} {% raw %}\n",
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_what_the_template_does_not_change_comes_out_as_it_went_in(
    scaffold: Scaffold, project: Path, content: bytes
) -> None:
    places = ("requirements.txt", "mine.txt", "src/demo/data/.gitkeep", ".vscode/settings.json")
    for path in places:
        (project / path).write_bytes(content)
    check_updated(scaffold("update", "demo", *DESCRIBED), project)
    assert [path for path in places if (project / path).read_bytes() != content] == []


@pytest.mark.parametrize("content", ["binary", "UTF-16"])
def test_binary_content_is_not_merged(scaffold: Scaffold, project: Path, content: str) -> None:
    (project / "README.md").write_bytes(CONTENTS[content])
    finished = scaffold("update", "demo", *DESCRIBED)
    assert finished.exit_code == 4
    assert "conflict README.md: your version was kept" in finished.output
    assert (project / "README.md").read_bytes() == CONTENTS[content]


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o664, 0o700, 0o755])
def test_a_file_keeps_its_mode(scaffold: Scaffold, project: Path, mode: int, edited: bool) -> None:
    readme = project / "README.md"
    if edited:
        readme.write_bytes(b"mine\n\n" + readme.read_bytes())
    readme.chmod(mode)
    (project / "requirements.txt").chmod(mode)
    check_updated(scaffold("update", "demo", *DESCRIBED), project)
    assert readme.stat().st_mode & 0o777 == mode
    assert (project / "requirements.txt").stat().st_mode & 0o777 == mode
