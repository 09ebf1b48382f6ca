"""Files that cannot be read stay as they are; those that move then have to be repaired first."""

from collections.abc import Callable

import pytest

from scaffold.errors import ScaffoldError
from tests.move.conftest import Repository, kinds

Make = Callable[[dict[str, str]], Repository]
PACKAGE = {"pkg/__init__.py": "", "pkg/load.py": "x = 1\n"}
BROKEN = [
    b"import pkg.load\ndef (\n",
    b"# coding: none\nimport pkg.load\n",
    b"import pkg.load  # \xff\n",
    b"import pkg.load\n" + b"#" * 1_000_000,
]


@pytest.mark.parametrize("content", BROKEN, ids=["syntax", "coding", "bytes", "size"])
def test_a_source_that_cannot_be_parsed_is_a_warning(repository: Make, content: bytes) -> None:
    made = repository(PACKAGE)
    (made.folder / "user.py").write_bytes(content)
    made.commit()
    found = kinds(made.move("pkg/load.py"), "warning")
    assert [(each.path, "cannot be parsed" in each.text) for each in found] == [("user.py", True)]
    assert (made.folder / "user.py").read_bytes() == content


@pytest.mark.parametrize("content", BROKEN, ids=["syntax", "coding", "bytes", "size"])
@pytest.mark.parametrize("path", ["pkg/user.py", "user.py"])
def test_a_source_that_cannot_be_parsed_does_not_move(
    repository: Make, path: str, content: bytes
) -> None:
    made = repository(PACKAGE)
    (made.folder / path).write_bytes(content)
    made.commit()
    with pytest.raises(ScaffoldError, match=rf"{path}: it cannot be parsed"):
        made.move(path)


def test_a_stage_with_a_source_that_cannot_be_parsed_gets_more_modules(repository: Make) -> None:
    made = repository({**PACKAGE, "pkg/data/__init__.py": "", "pkg/data/odd.py": "def ("})
    made.move("pkg/load.py")
    assert made.read("pkg/data/odd.py") == "def ("
    assert made.read("pkg/data/load.py") == "x = 1\n"


@pytest.mark.parametrize(
    ("path", "content"), [("conf.yml", b"a: pkg.load # \xff\n"), ("a.ipynb", b"{pkg.load")]
)
def test_a_text_that_cannot_be_read_stays(repository: Make, path: str, content: bytes) -> None:
    made = repository(PACKAGE)
    (made.folder / path).write_bytes(content)
    made.commit()
    found = kinds(made.move("pkg/load.py"), "warning")
    assert (made.folder / path).read_bytes() == content
    assert [each.path for each in found] == [path] * path.endswith(".ipynb")
