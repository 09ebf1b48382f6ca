"""A name that a package defines itself is that, and not the module of the same name."""

from collections.abc import Callable

import pytest

from scaffold.errors import ScaffoldError
from tests.move.conftest import Repository

Make = Callable[[dict[str, str]], Repository]
PACKAGE = {"pkg/load.py": "def load(): return 1\n", "pkg/fit.py": "x = 1\n"}


@pytest.mark.parametrize(
    "initializer",
    [
        "def load(): pass\n",
        "load = None\n",
        "with open('x') as load: pass\n",
        "import os.path as load\n",
        "from pkg.load import load\n",
        "from pkg.load import *\n",
        "if x:\n    def load(): pass\n",
        "try:\n    import fast\nexcept ImportError:\n    from .load import load\n",
        "match x:\n    case 1:\n        from .load import load\n",
    ],
)
def test_a_name_of_the_package_stays(repository: Make, initializer: str) -> None:
    user = "from unittest import mock\nfrom pkg import load\nmock.patch('pkg.load')\n"
    made = repository({**PACKAGE, "pkg/__init__.py": initializer, "tests/test_it.py": user})
    made.move("pkg/load.py")
    assert made.read("tests/test_it.py") == user


@pytest.mark.parametrize(
    "initializer",
    [
        "",
        "x = y\n",
        "from os import *\n",
        "from .fit import *\n",
        "from pkg.none import *\n",
        "def (",
    ],
)
def test_a_module_that_the_package_does_not_hide_follows(
    repository: Make, initializer: str
) -> None:
    user = "from pkg import load\n"
    made = repository({**PACKAGE, "pkg/__init__.py": initializer, "tests/test_it.py": user})
    made.move("pkg/load.py")
    assert made.read("tests/test_it.py") == "from pkg.data import load\n"


def test_the_name_of_a_module_that_stays_is_not_rewritten_in_its_package(repository: Make) -> None:
    text = "from .fit import *\nfrom .load import *\nfit.x\n"
    made = repository({**PACKAGE, "pkg/__init__.py": text})
    made.move("pkg/load.py")
    assert made.read("pkg/__init__.py") == text.replace(".load", ".data.load")


def test_a_package_whose_module_goes_elsewhere_is_refused_by_its_name(repository: Make) -> None:
    made = repository(
        {
            "pkg/__init__.py": "",
            "pkg/net/__init__.py": "",
            "pkg/net/layers.py": "x = 1\n",
            "tests/test_it.py": "from pkg import net\nnet.layers.x\n",
        }
    )
    with pytest.raises(ScaffoldError, match=r"test_it.py:2: `pkg.net.layers` cannot be rewritten"):
        made.move("pkg/net", "pkg/net/layers.py", stage="models")
