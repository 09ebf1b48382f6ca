"""Modules move from one stage to another where the stages are folders without `__init__.py`."""

from collections.abc import Callable

import pytest

from scaffold.errors import ScaffoldError
from tests.move.conftest import Repository

Make = Callable[[dict[str, str]], Repository]


def test_a_module_goes_to_the_folder_beside_its_own(repository: Make) -> None:
    text = "from pathlib import Path\nBASE = Path(__file__).parent.parent\n"
    made = repository({"data/net.py": text, "run.sh": "python data/net.py\n"})
    made.move("data/net.py", stage="models")
    assert made.read("models/net.py") == text
    assert made.read("run.sh") == "python models/net.py\n"


def test_a_module_that_its_neighbor_imports_stays(repository: Make) -> None:
    made = repository({"data/net.py": "", "data/train.py": "import net\n"})
    with pytest.raises(ScaffoldError, match=r"train.py:1: `net` would no longer be in `data/`"):
        made.move("data/net.py", stage="models")


def test_a_folder_with_packages_goes_with_their_imports(repository: Make) -> None:
    text = "from . import b\nfrom .b import x\n"
    made = repository(
        {"data/x/pkg/__init__.py": "", "data/x/pkg/a.py": text, "data/x/pkg/b.py": "x = 1\n"}
    )
    made.move("data/x", stage="models")
    assert made.read("models/x/pkg/a.py") == text
    assert made.read("models/x/pkg/b.py") == "x = 1\n"


def test_no_old_path_is_written_that_could_not_import_the_new_one(repository: Make) -> None:
    made = repository({"data/net.py": "x = 1\n", "data/load.py": ""})
    made.move("data/net.py", stage="models", shim=True)
    assert {path for path in made.contents() if path.endswith(".py")} == {
        "data/load.py",
        "models/__init__.py",
        "models/net.py",
    }


def test_a_script_that_imports_names_of_its_neighbor_runs_as_a_module(repository: Make) -> None:
    files = {
        "prep.py": "x = 1\n",
        "train.py": "from prep import x\n",
        "run.sh": "python train.py\n",
    }
    made = repository(files)
    made.move("train.py", stage="models")
    assert made.read("run.sh") == "python -m models.train\n"


def test_two_modules_of_one_name_in_a_stage_are_refused(repository: Make) -> None:
    empty = ("pkg/__init__.py", "pkg/a/__init__.py", "pkg/b/__init__.py")
    made = repository({**dict.fromkeys(empty, ""), "pkg/a/net.py": "", "pkg/b/net.py": ""})
    with pytest.raises(ScaffoldError, match=r"`pkg/a/net.py` and `pkg/b/net.py` have one name"):
        made.move("pkg/a/net.py", "pkg/b/net.py")


def test_modules_of_two_repositories_are_refused(repository: Make) -> None:
    made = repository({"pkg/__init__.py": "", "pkg/load.py": ""})
    with pytest.raises(ScaffoldError, match="is outside of") as refused:
        made.move("pkg/load.py", "../other/pkg/load.py")
    assert refused.value.hint == "Move it with a command of its own"
