"""Every kind of import leads to the new place of a module, and nothing else of a file changes."""

from collections.abc import Callable

import pytest

from tests.move.conftest import Repository

Make = Callable[[dict[str, str]], Repository]
PACKAGE = {
    "pkg/__init__.py": "",
    "pkg/load.py": "def load(): return 1\n",
    "pkg/fit.py": "def fit(): return 2\n",
}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import pkg.load\npkg.load.load()\n", "import pkg.data.load\npkg.data.load.load()\n"),
        ("import pkg.load as x\nx.load()\n", "import pkg.data.load as x\nx.load()\n"),
        ("import os, pkg.load as x, re\n", "import os, pkg.data.load as x, re\n"),
        ("from pkg import load\nload.load()\n", "from pkg.data import load\nload.load()\n"),
        ("from pkg import load as x\n", "from pkg.data import load as x\n"),
        ("from pkg.load import load\n", "from pkg.data.load import load\n"),
        ("from pkg.load import *\n", "from pkg.data.load import *\n"),
        ("from  pkg . load  import load\n", "from  pkg.data.load  import load\n"),
        ("import pkg\npkg.load.load()\n", "import pkg\npkg.data.load.load()\n"),
        ("import pkg as p\np.load.load()\n", "import pkg as p\np.data.load.load()\n"),
        ("if 1: from pkg import load\n", "if 1: from pkg.data import load\n"),
        (
            "from pkg import fit, load\n",
            "from pkg import fit\nfrom pkg.data import load\n",
        ),
        (
            "from pkg import load, fit  # both\r\nx = 1\r\n",
            "from pkg import fit  # both\r\nfrom pkg.data import load\r\nx = 1\r\n",
        ),
        (
            "from pkg import (\n    fit,  # one\n    load,\n)\n",
            "from pkg import (\n    fit,\n)\nfrom pkg.data import load\n",
        ),
        (
            "if 1: from pkg import fit, load\n",
            "if 1: from pkg import fit; from pkg.data import load\n",
        ),
        ("def f(pkg): return pkg.load\n", "def f(pkg): return pkg.load\n"),
        (
            "import pkg.load\ndef f(pkg): return pkg.load\n",
            "import pkg.data.load\ndef f(pkg): return pkg.load\n",
        ),
        ("from pkg.loads import x\n", "from pkg.loads import x\n"),
        ("# ä pkg.load\nimport pkg.load as ä\n", "# ä pkg.load\nimport pkg.data.load as ä\n"),
        ("import load\n", "import load\n"),
    ],
)
def test_an_import_in_another_folder_is_rewritten(
    repository: Make, before: str, after: str
) -> None:
    made = repository({**PACKAGE, "tests/test_it.py": before})
    made.move("pkg/load.py")
    assert made.read("tests/test_it.py") == after


def test_relative_imports_of_a_moved_module_go_up(repository: Make) -> None:
    text = "from . import fit\nfrom .fit import fit as f\nfrom .load2 import x\n"
    made = repository({**PACKAGE, "pkg/load.py": text, "pkg/load2.py": "x = 1\n"})
    made.move("pkg/load.py", "pkg/load2.py")
    new = "from .. import fit\nfrom ..fit import fit as f\nfrom .load2 import x\n"
    assert made.read("pkg/data/load.py") == new


def test_relative_imports_without_spaces_get_them(repository: Make) -> None:
    text = "from.import load\nfrom.load import x\nfrom .import load\n"
    made = repository({**PACKAGE, "pkg/fit.py": text})
    made.move("pkg/load.py")
    new = "from .data import load\nfrom .data.load import x\nfrom .data import load\n"
    assert made.read("pkg/fit.py") == new


def test_relative_imports_of_a_moved_module_go_down(repository: Make) -> None:
    made = repository(
        {
            **PACKAGE,
            "pkg/__init__.py": "from .load import load as first\nfrom . import load\n",
            "pkg/fit.py": "from . import load, other\nfrom .load import *\n",
            "pkg/other.py": "",
        }
    )
    made.move("pkg/load.py")
    new = "from . import other\nfrom .data import load\nfrom .data.load import *\n"
    assert made.read("pkg/fit.py") == new
    new = "from .data.load import load as first\nfrom .data import load\n"
    assert made.read("pkg/__init__.py") == new


def test_a_function_with_the_name_of_its_module_stays_a_function(repository: Make) -> None:
    made = repository(
        {
            **PACKAGE,
            "pkg/__init__.py": "from .load import load\n",
            "tests/test_it.py": "import pkg\nfrom pkg import load\npkg.load()\n",
        }
    )
    made.move("pkg/load.py")
    assert made.read("tests/test_it.py") == "import pkg\nfrom pkg import load\npkg.load()\n"
    assert made.read("pkg/__init__.py") == "from .data.load import load\n"


def test_a_star_import_of_a_function_with_the_name_of_its_module_counts(repository: Make) -> None:
    made = repository(
        {
            **PACKAGE,
            "pkg/__init__.py": "from .load import *\n",
            "tests/test_it.py": "from pkg import load\n",
        }
    )
    made.move("pkg/load.py")
    assert made.read("tests/test_it.py") == "from pkg import load\n"


def test_a_package_moves_with_everything_in_it(repository: Make) -> None:
    made = repository(
        {
            **PACKAGE,
            "pkg/net/__init__.py": "from .layers import Layer\n",
            "pkg/net/layers.py": "from ..fit import fit\nfrom . import words\nclass Layer: pass\n",
            "pkg/net/words.py": "import pkg.net.layers\n",
            "pkg/net/words.txt": "a\n",
            "tests/test_it.py": "from pkg.net.layers import Layer\nimport pkg\npkg.net.layers\n",
        }
    )
    made.move("pkg/net", stage="models")
    after = made.contents()
    assert after["pkg/models/net/words.txt"] == b"a\n"
    assert not any(path.startswith("pkg/net") for path in after)
    layers = "from ...fit import fit\nfrom . import words\nclass Layer: pass\n"
    assert made.read("pkg/models/net/layers.py") == layers
    assert made.read("pkg/models/net/__init__.py") == "from .layers import Layer\n"
    assert made.read("pkg/models/net/words.py") == "import pkg.models.net.layers\n"
    new = "from pkg.models.net.layers import Layer\nimport pkg\npkg.models.net.layers\n"
    assert made.read("tests/test_it.py") == new


def test_a_package_under_src_keeps_its_folder(repository: Make) -> None:
    made = repository(
        {
            "src/pkg/__init__.py": "",
            "src/pkg/load.py": "",
            "tests/test_it.py": "from pkg import load\n",
        }
    )
    made.move("src/pkg/load.py")
    assert "src/pkg/data/load.py" in made.contents()
    assert made.read("tests/test_it.py") == "from pkg.data import load\n"


def test_scripts_import_a_moved_neighbor_from_its_stage(repository: Make) -> None:
    made = repository(
        {
            "prepare.py": "import config\n",
            "config.py": "",
            "train.py": "import prepare\nfrom prepare import x\nprepare.x\n",
        }
    )
    made.move("prepare.py", "config.py")
    new = "import data.prepare as prepare\nfrom data.prepare import x\nprepare.x\n"
    assert made.read("train.py") == new
    assert made.read("data/prepare.py") == "import data.config as config\n"


def test_a_module_with_the_name_of_its_stage_moves_into_it(repository: Make) -> None:
    text = "from .data import load\nfrom . import data\nimport pkg.data\npkg.data.load\n"
    made = repository({"pkg/__init__.py": "", "pkg/data.py": "", "pkg/fit.py": text})
    made.move("pkg/data.py")
    new = "from .data.data import load\nfrom .data import data\n"
    assert made.read("pkg/fit.py") == new + "import pkg.data.data\npkg.data.data.load\n"


def test_stages_without_init_files_are_found_from_the_top(repository: Make) -> None:
    made = repository(
        {
            "src/data/load.py": "from ..utils import files\n",
            "src/prep.py": "from .data import load\nimport src.data.load\n",
            "src/train.py": "from src.prep import x\nfrom src import prep\n",
        }
    )
    made.move("src/prep.py")
    assert made.read("src/data/prep.py") == "from . import load\nimport src.data.load\n"
    assert made.read("src/train.py") == "from src.data.prep import x\nfrom src.data import prep\n"


def test_the_name_that_an_import_leaves_in_a_package_is_rewritten(repository: Make) -> None:
    text = "from .load import *\nload.load()\ndef f(load): return load\n"
    made = repository({**PACKAGE, "pkg/__init__.py": text, "pkg/load.py": "x = 1\n"})
    made.move("pkg/load.py")
    new = "from .data.load import *\ndata.load.load()\ndef f(load): return load\n"
    assert made.read("pkg/__init__.py") == new


def test_names_with_other_letters_follow(repository: Make) -> None:
    text = "import pkg.größe as g\nfrom pkg.größe import x\nimport pkg.größe, os\n"
    made = repository({"pkg/__init__.py": "", "pkg/größe.py": "x = 1\n", "a.py": text})
    made.move("pkg/größe.py")
    assert made.read("a.py") == text.replace("pkg.", "pkg.data.")
