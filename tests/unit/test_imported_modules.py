"""An update keeps the modules that files of the project import, and names what is gone."""

from collections.abc import Mapping

import pytest

from scaffold.files.tree import File, Tree
from scaffold.merge.result import Merged
from scaffold.plan.actions import Action, Plan
from scaffold.plan.imported_modules import keep_imported
from scaffold.plan.update import plan_update

SEEDS = "def set_seeds(): ...\n"
DROPPED = {"src/demo/utils/__init__.py": "", "src/demo/utils/seeds.py": SEEDS}


def tree(files: Mapping[str, str]) -> dict[str, File]:
    return {path: File(text.encode()) for path, text in files.items()}


def plan(base: Mapping[str, str], theirs: Mapping[str, str], own: Mapping[str, str]) -> Plan:
    """Plan the update of a project whose files of the template are not edited."""
    old = tree(base)
    made = plan_update(old, old, tree(theirs), {}, lambda *_: Merged(b""))
    return keep_imported(made, lambda: tree(own))


def deleted(plan: Plan) -> set[str]:
    return {action.path for action in plan.actions if action.action is Action.DELETE}


def notes(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {action.path: action.notes for action in plan.actions if action.notes}


@pytest.mark.parametrize(
    "text",
    [
        "from demo.utils.seeds import set_seeds\n",
        "from demo.utils import seeds\n",
        "import demo.utils.seeds\n",
        "import demo.utils.seeds as s\n",
        "def train():\n    from demo.utils.seeds import set_seeds\n",
        "try:\n    import demo.utils.seeds\nexcept ImportError:\n    pass\n",
    ],
)
@pytest.mark.parametrize("path", ["src/demo/models/boost.py", "tests/test_boost.py", "run.py"])
def test_a_module_that_your_file_imports_is_not_deleted(path: str, text: str) -> None:
    made = plan(DROPPED, {}, {path: text})
    assert deleted(made) == set()
    why = f"the template no longer includes it, but {path} imports it"
    assert notes(made) == dict.fromkeys(DROPPED, (why,))


def test_what_a_file_needs_that_the_update_leaves_out_is_kept() -> None:
    base = {**DROPPED, "run.py": "from demo.utils.seeds import set_seeds\n"}
    old = tree(base)
    made = plan_update(old, old, tree({"run.py": base["run.py"]}), {}, lambda *_: Merged(b""))
    assert deleted(keep_imported(made, dict)) == set(DROPPED)
    assert deleted(keep_imported(made, dict, ["run.py"])) == set()


def test_relative_imports_count() -> None:
    own = {"src/demo/models/boost.py": "from ..utils.seeds import set_seeds\n"}
    assert deleted(plan(DROPPED, {}, own)) == set()


def test_what_a_kept_module_imports_is_kept() -> None:
    base = {
        **DROPPED,
        "src/demo/data/load.py": "from ..utils.seeds import set_seeds\n",
        "src/demo/data/unused.py": "from .load import read\n",
    }
    made = plan(base, {}, {"run.py": "from demo.data.load import read\n"})
    assert deleted(made) == {"src/demo/data/unused.py"}
    assert notes(made)["src/demo/utils/seeds.py"] == (
        "the template no longer includes it, but src/demo/data/load.py imports it",
    )


@pytest.mark.parametrize(
    "own",
    [
        {},
        {"run.py": "import numpy\n"},
        {"run.py": "x = 'demo.utils.seeds'\n"},
        {"run.py": "import demo.utils.seeds.\n"},
        {"run.md": "import demo.utils.seeds\n"},
        {"src/other/utils/a.py": "from . import seeds\n"},
    ],
)
def test_a_module_that_nothing_imports_is_deleted(own: dict[str, str]) -> None:
    assert deleted(plan(DROPPED, {}, own)) == set(DROPPED)


@pytest.mark.parametrize(
    "replacement", ["src/demo/utils/seeds/__init__.py", "src/demo/utils.py", "src/demo/utils"]
)
def test_a_module_that_something_else_replaces_is_deleted(replacement: str) -> None:
    own = {"run.py": "from demo.utils.seeds import set_seeds\n"}
    assert "src/demo/utils/seeds.py" in deleted(plan(DROPPED, {replacement: "x = 1\n"}, own))


FILES = "src/demo/files.py"
BEFORE = "def digest(): ...\n\n\ndef write(): ...\n"


@pytest.mark.parametrize(
    ("text", "after", "lost"),
    [
        ("from demo.files import digest\n", "def write(): ...\n", ["digest"]),
        ("from demo.files import write, digest as d\n", "", ["digest", "write"]),
        ("from demo.files import digest\n", "from .hashes import digest\n", []),
        ("from demo.files import digest\n", "from .hashes import *\n", []),
        ("from demo.files import digest\n", "def __getattr__(name): ...\n", []),
        ("from demo.files import write\n", "def write(): ...\n", []),
        ("from demo.files import other\n", "def write(): ...\n", []),
        ("import demo.files\n", "def write(): ...\n", []),
    ],
)
def test_a_name_that_is_gone_is_named_with_the_file_that_imports_it(
    text: str, after: str, lost: list[str]
) -> None:
    made = plan({FILES: BEFORE}, {FILES: after}, {"run.py": text})
    expected = tuple(f"run.py imports `{name}`, which is gone" for name in lost)
    assert notes(made) == ({FILES: expected} if lost else {})
    assert [action.action for action in made.actions] == [Action.UPDATE]


def test_a_module_in_the_place_of_a_name_is_imported_instead() -> None:
    theirs = {"src/demo/__init__.py": "", "src/demo/digest.py": "x = 1\n"}
    own = {"run.py": "from demo import digest\n"}
    assert notes(plan({"src/demo/__init__.py": "digest = 1\n"}, theirs, own)) == {}


def test_other_files_are_read_only_if_a_module_is_deleted_or_loses_a_name() -> None:
    def read() -> Tree:
        raise AssertionError

    base, theirs = tree({"a.py": "x = 1\n", "b.md": "b\n"}), tree({"a.py": "x = 1\ny = 2\n"})
    made = plan_update(base, base, theirs, {}, lambda *_: Merged(b""))
    assert keep_imported(made, read) == made
