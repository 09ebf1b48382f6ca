"""The package reads from the top down: no part imports one above it, and each has one name."""

from collections import Counter

from tests.unit.test_code_shape import MODULES
from tools.draw_imports import PACKAGE, layers, read_arrows

# What a command does, plans and prints has the name of the command in each of these folders.
VERB_FOLDERS = {"commands", "plan", "report", "verbs"}
# The order of the flow, from the command line down to files. A part imports only later ones.
FLOW = (
    "__main__",
    "cli",
    "commands",
    "report",
    "testing",  # a plugin of pytest, which calls verbs as commands do; no command imports it
    "verbs",
    "doctor",
    "workshop",
    "fleet",
    "adoption",
    "project",
    "notebooks",
    "plan",
    "merge",
    "template",
    "apply",
    "answers",
    "git",
    "files",
    "errors",
)

# The same inside of the merge.
MERGE_FLOW = (
    "files",
    "content",
    "documents",
    "versions",
    "formats",
    "edit",
    "python",
    "structure",
    "text",
    "result",
)


def test_no_part_imports_one_above_it() -> None:
    upward = {
        (part, imported)
        for part, below in read_arrows().items()
        for imported in below
        if FLOW.index(imported) <= FLOW.index(part)
    }
    assert upward == set()


def test_no_part_of_the_merge_imports_one_above_it() -> None:
    upward = {
        (part, imported)
        for part, below in read_arrows(PACKAGE / "merge", "scaffold.merge").items()
        for imported in below
        if MERGE_FLOW.index(imported) <= MERGE_FLOW.index(part)
    }
    assert upward == set()


def test_the_package_has_few_parts_layers_and_arrows() -> None:
    arrows = read_arrows()
    assert len(arrows) <= 20
    assert len(layers(arrows)) <= 11
    assert sum(len(imported) for imported in arrows.values()) <= 70


def test_commands_only_call_verbs_and_print() -> None:
    assert read_arrows()["commands"] == {"errors", "report", "verbs"}


def test_few_modules_are_beside_the_folders() -> None:
    assert len([path for path in MODULES if path.parent == PACKAGE]) <= 8


def test_no_file_name_is_in_two_folders() -> None:
    named = [path for path in MODULES if path.name != "__init__.py"]
    verbs = {path.name for path in named if path.parent.name in VERB_FOLDERS}
    others = [path.name for path in named if path.parent.name not in VERB_FOLDERS]
    assert [name for name, count in Counter([*verbs, *others]).items() if count > 1] == []
