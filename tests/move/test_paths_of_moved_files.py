"""Paths that a moved module computes from its own stay the same, or are named."""

from collections.abc import Callable

import pytest

from scaffold.errors import ScaffoldError
from tests.move.conftest import Repository, kinds

Make = Callable[[dict[str, str]], Repository]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Path(__file__).parent / 'x'", "Path(__file__).parent.parent / 'x'"),
        ("Path(__file__).resolve().parent.parent", "Path(__file__).resolve().parent.parent.parent"),
        ("Path(__file__).parent.resolve()", "Path(__file__).parent.parent"),
        ("Path(__file__).parents[1]", "Path(__file__).parents[2]"),
        ("Path(__file__).parents[3]", "Path(__file__).parents[4]"),
        ("dirname(__file__)", "dirname(dirname(__file__))"),
        (
            "os.path.join(os.path.dirname(os.path.abspath(__file__)), 'x')",
            "os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'x')",
        ),
        ("files(__package__) / 'x'", "files(\"pkg\") / 'x'"),
        ("pkgutil.get_data(__name__, 'x')", "pkgutil.get_data(\"pkg\", 'x')"),
        ("os.path.basename(__file__)", "os.path.basename(__file__)"),
        ("Path(__file__).stem", "Path(__file__).stem"),
        ("getLogger(__name__)", "getLogger(__name__)"),
    ],
)
def test_a_plain_path_is_adjusted(repository: Make, before: str, after: str) -> None:
    made = repository({"pkg/__init__.py": "", "pkg/load.py": f"X = {before}\n"})
    result = made.move("pkg/load.py")
    assert made.read("pkg/data/load.py") == f"X = {after}\n"
    assert not kinds(result, "warning")


def test_a_path_into_a_folder_that_is_no_longer_above_is_joined(repository: Make) -> None:
    text = "A = Path(__file__).parent / 'x'\nB = os.path.dirname(__file__)\n"
    made = repository({"pkg/__init__.py": "", "pkg/io/__init__.py": "", "pkg/io/load.py": text})
    made.move("pkg/io/load.py")
    new = (
        "A = (Path(__file__).parent.parent / \"io\") / 'x'\n"
        'B = os.path.join(os.path.dirname(os.path.dirname(__file__)), "io")\n'
    )
    assert made.read("pkg/data/load.py") == new


def test_a_path_inside_of_a_moved_package_stays(repository: Make) -> None:
    text = "A = Path(__file__).parent / 'x'\nB = Path(__file__).parent.parent / 'y'\n"
    made = repository({"pkg/__init__.py": "", "pkg/io/__init__.py": text, "pkg/io/x": ""})
    made.move("pkg/io")
    new = "A = Path(__file__).parent / 'x'\nB = Path(__file__).parent.parent.parent / 'y'\n"
    assert made.read("pkg/data/io/__init__.py") == new


def test_another_path_at_import_is_refused_with_its_line(repository: Make) -> None:
    text = "import os\nX = open(os.path.join(__file__, '..', 'x'))\n"
    made = repository({"pkg/__init__.py": "", "pkg/load.py": text})
    before = made.contents()
    with pytest.raises(ScaffoldError, match=r"pkg/load.py:2: `__file__`"):
        made.move("pkg/load.py")
    assert made.contents() == before


def test_another_path_in_a_function_is_a_warning(repository: Make) -> None:
    text = "def f():\n    return Path(__file__).with_name('x'), Path(__file__).parents[n]\n"
    made = repository({"pkg/__init__.py": "", "pkg/load.py": text})
    result = made.move("pkg/load.py")
    assert [each.line for each in kinds(result, "warning")] == [2]
