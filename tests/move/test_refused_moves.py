"""What cannot be moved is refused with a sentence and a hint, and nothing changes."""

from collections.abc import Callable

import pytest

from scaffold.errors import ScaffoldError
from scaffold.errors.exit_codes import ExitCode
from tests.move.conftest import Repository, kinds

Make = Callable[[dict[str, str]], Repository]
PACKAGE = {"pkg/__init__.py": "", "pkg/load.py": "x = 1\n", "pkg/fit.py": ""}


@pytest.mark.parametrize(
    ("files", "source", "message"),
    [
        ({}, "pkg/none.py", "Not a module"),
        ({}, "pkg/__init__.py", "has its place"),
        ({}, "pkg", "a package of its own"),
        ({"tests/test_a.py": ""}, "tests/test_a.py", "has its place"),
        ({"pkg/data/load.py": ""}, "pkg/load.py", "exists"),
        ({"pkg/data.py": ""}, "pkg/load.py", "has the name of the stage"),
        ({"data/x.csv": "", "one.py": ""}, "one.py", "but no code"),
        ({".gitignore": "x\ndata/\n"}, "pkg/load.py", "Git would not track it: .*:2 `data/`"),
        ({"pkg/__init__.py": "\n__all__ = ['load']\n"}, "pkg/load.py", "__init__.py:2: `__all__`"),
        ({"a.py": "import_module(f'pkg.{name}')\n"}, "pkg/load.py", "a.py:1: .* builds a name"),
        ({"a/x.py": "", "b/x.py": "", "c/y.py": "import x\n"}, "a/x.py", "`a/x.py` or `b/x.py`"),
        ({"pyproject.toml": 'py-modules = ["one"]\n', "one.py": ""}, "one.py", "py-modules"),
    ],
)
def test_a_move_is_refused(
    repository: Make, files: dict[str, str], source: str, message: str
) -> None:
    made = repository({**PACKAGE, **files})
    before = made.contents()
    with pytest.raises(ScaffoldError, match=message) as refused:
        made.move(source)
    assert refused.value.exit_code is ExitCode.REFUSED
    assert refused.value.hint
    assert made.contents() == before


def test_uncommitted_changes_are_refused(repository: Make) -> None:
    made = repository(PACKAGE)
    (made.folder / "pkg/fit.py").write_text("y = 1\n")
    with pytest.raises(ScaffoldError, match="uncommitted"):
        made.move("pkg/load.py")
    assert made.move("pkg/load.py", allow_dirty=True).planned.changes


def test_an_unknown_stage_is_refused(repository: Make) -> None:
    with pytest.raises(ScaffoldError, match="Unknown stage: `features`"):
        repository(PACKAGE).move("pkg/load.py", stage="features")


def test_a_name_that_only_running_tells_is_named_with_its_line(repository: Make) -> None:
    made = repository({**PACKAGE, "a.py": "\nimport_module(name)\n"})
    result = made.move("pkg/load.py")
    assert [(each.path, each.line) for each in kinds(result, "warning")] == [("a.py", 2)]


def test_an_import_of_a_later_stage_is_a_warning(repository: Make) -> None:
    made = repository({**PACKAGE, "pkg/load.py": "\nfrom .fit import x\n"})
    made.move("pkg/fit.py", stage="models")
    made.commit()
    warnings = kinds(made.move("pkg/load.py"), "warning")
    assert [(each.path, each.line) for each in warnings] == [("pkg/data/load.py", 2)]


def test_a_script_that_imports_from_its_folder_stays(repository: Make) -> None:
    files = {"src/prep.py": "", "src/train.py": "import prep\nif __name__ == '__main__': pass\n"}
    with pytest.raises(ScaffoldError, match="runs as a script"):
        repository(files).move("src/train.py", stage="models")


def test_a_script_at_the_top_then_runs_as_a_module(repository: Make) -> None:
    files = {"prep.py": "", "train.py": "import prep\n", "Makefile": "all:\n\tpython train.py -v\n"}
    made = repository(files)
    made.move("train.py", stage="models")
    assert made.read("Makefile") == "all:\n\tpython -m models.train -v\n"


def test_a_folder_of_data_in_a_package_becomes_its_stage(repository: Make) -> None:
    made = repository({**PACKAGE, "pkg/data/x.csv": "a\n"})
    made.move("pkg/load.py")
    assert {"pkg/data/__init__.py", "pkg/data/load.py", "pkg/data/x.csv"} <= made.contents().keys()


def test_a_module_that_its_package_imports_and_exports_moves(repository: Make) -> None:
    made = repository({**PACKAGE, "pkg/__init__.py": "from . import load\n__all__ = ['load']\n"})
    made.move("pkg/load.py")
    assert made.read("pkg/__init__.py") == "from .data import load\n__all__ = ['load']\n"
