"""With `--shim`, old names still work: the same objects, with a warning."""

import subprocess
import sys
from collections.abc import Callable

from tests.move.conftest import Repository

Make = Callable[[dict[str, str]], Repository]
PACKAGE = {
    "pkg/__init__.py": "",
    "pkg/load.py": "class Row: pass\ndef load(): return 1\ndef twice(): return load() * 2\n",
    "pkg/net/__init__.py": "from .layers import Layer\ndef build(): return 1\n",
    "pkg/net/layers.py": "class Layer: pass\n",
    "pkg/data.py": "def read(): return 1\n",
}


def run(made: Repository, code: str) -> str:
    """Run code in a repository, where deprecated names are errors unless the code expects them."""
    head = "import warnings\nwarnings.simplefilter('ignore')\n"
    # Bytecode would be a change that nobody committed.
    command = [sys.executable, "-B", "-c", head + code]
    done = subprocess.run(command, cwd=made.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_an_old_module_is_the_same_module(repository: Make) -> None:
    made = repository(PACKAGE)
    made.move("pkg/load.py", "pkg/data.py", shim=True)
    code = (
        "import pkg.load, pkg.data.load\nfrom pkg.load import Row\nfrom pkg import load\n"
        "assert pkg.load is pkg.data.load is load\nassert Row is pkg.data.load.Row\nprint('same')"
    )
    assert run(made, code) == "same"


def test_an_old_module_warns_with_the_line_of_the_import(repository: Make) -> None:
    made = repository(PACKAGE)
    made.move("pkg/load.py", "pkg/data.py", shim=True)
    code = (
        "with warnings.catch_warnings(record=True) as seen:\n    warnings.simplefilter('always')\n"
        "    import pkg.load\n"
        "print(seen[0].category.__name__, seen[0].filename, seen[0].message)"
    )
    assert run(made, code) == "DeprecationWarning <string> `pkg.load` moved to `pkg.data.load`"


def test_a_patch_through_an_old_module_is_seen(repository: Make) -> None:
    made = repository(PACKAGE)
    made.move("pkg/load.py", "pkg/data.py", shim=True)
    code = (
        "from unittest import mock\nfrom pkg.data.load import twice\n"
        "with mock.patch('pkg.load.load', return_value=4): print(twice())"
    )
    assert run(made, code) == "8"


def test_an_old_pickle_can_be_read(repository: Make) -> None:
    made = repository(PACKAGE)
    dump = "import pickle, pkg.load\nprint(pickle.dumps(pkg.load.Row()).hex())"
    old = bytes.fromhex(run(made, dump))
    assert b"pkg.load" in old
    made.move("pkg/load.py", "pkg/data.py", shim=True)
    code = (
        f"import pickle\nfound = pickle.loads(bytes.fromhex('{old.hex()}'))\n"
        "from pkg.data.load import Row\nprint(type(found) is Row)"
    )
    assert run(made, code) == "True"


def test_an_old_package_has_the_same_modules_and_names(repository: Make) -> None:
    made = repository(PACKAGE)
    made.move("pkg/net", stage="models", shim=True)
    code = (
        "import pkg.net.layers, pkg.models.net.layers\nfrom pkg.net import *\n"
        "from pkg.net import Layer as other, layers\n"
        "assert Layer is other is pkg.models.net.layers.Layer and build() == 1\n"
        "assert pkg.net.layers is pkg.models.net.layers is layers\nprint('same')"
    )
    assert run(made, code) == "same"


def test_an_old_module_with_the_name_of_its_stage_still_works(repository: Make) -> None:
    made = repository(PACKAGE)
    made.move("pkg/data.py", shim=True)
    code = (
        "from pkg.data import read\nimport pkg.data.data\n"
        "assert pkg.data.read is read is pkg.data.data.read\nprint(read())"
    )
    assert run(made, code) == "1"


def test_names_that_only_running_tells_are_no_obstacle(repository: Make) -> None:
    text = "import importlib\ndef get(name): return importlib.import_module(f'pkg.{name}')\n"
    made = repository({**PACKAGE, "plugins.py": text})
    made.move("pkg/load.py", "pkg/data.py", shim=True)
    assert run(made, "import plugins\nprint(plugins.get('load').load())") == "1"


def test_a_second_move_with_old_paths_changes_nothing(repository: Make) -> None:
    made = repository(PACKAGE)
    made.move("pkg/load.py", "pkg/data.py", shim=True)
    made.commit()
    before = made.contents()
    assert not made.move("pkg/load.py", "pkg/data.py", shim=True).planned.changes
    assert made.contents() == before
