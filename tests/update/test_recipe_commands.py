"""Recipes run commands of the project, so they stay with the code that has these commands."""

import pytest

from scaffold.files.tree import File
from scaffold.plan.recipe_commands import keep_recipes

PYPROJECT = File(b'[project.scripts]\ndemo = "demo.cli:app"\n')
TRAIN = "# Train\ntrain *words:\n    demo train {{ words }}\n"
OLD_ALL = "# Run all\nall:\n    demo train\n    demo predict\n"
NEW_ALL = "# Run all\nall:\n    demo workflow\n"
SERVE = "# Serve\nserve:\n    demo serve\n"
CHECK = "# Check\ncheck:\n    ruff check\n"


def recipes(*blocks: str) -> dict[str, File]:
    return {"justfile": File("\n".join(blocks).encode()), "pyproject.toml": PYPROJECT}


def keep(base: dict[str, File], theirs: dict[str, File], code: str, *owned: str) -> tuple[str, str]:
    """Return the justfile and the note on it."""
    own = {"src/demo/cli.py": File(code.encode())}
    kept, notes = keep_recipes(base, theirs, lambda path: path.startswith(owned), lambda: own)
    return kept["justfile"].content.decode(), notes.get("justfile", "")


def test_a_recipe_for_a_command_that_your_code_lacks_stays_as_it_was_or_is_left_out() -> None:
    base, theirs = recipes(TRAIN, OLD_ALL), recipes(TRAIN, NEW_ALL, SERVE, CHECK)
    text, note = keep(base, theirs, "def train(): ...\n", "src")
    assert text == "\n".join((TRAIN, OLD_ALL, CHECK))
    assert note == ("not changed for `demo workflow`, `demo serve`, which your code does not have")


@pytest.mark.parametrize(
    "code",
    [
        "def serve(): ...\n",
        "async def serve(): ...\n",
        'commands.add_parser("serve")\n',
        "if words[0] == 'serve': ...\n",
        "match words:\n    case 'serve': ...\n",
    ],
)
def test_a_recipe_for_a_command_that_your_code_has_arrives(code: str) -> None:
    base, theirs = recipes(TRAIN), recipes(TRAIN, SERVE)
    text, note = keep(base, theirs, code, "src")
    assert (text, note) == ("\n".join((TRAIN, SERVE)), "")


@pytest.mark.parametrize(
    "code", ["class Paths:\n    def serve(self): ...\n", 'folder / "serve"\n', "# serve\n"]
)
def test_a_name_that_is_no_command_brings_no_recipe(code: str) -> None:
    base, theirs = recipes(TRAIN), recipes(TRAIN, SERVE)
    assert keep(base, theirs, code, "src")[0] == TRAIN


def test_recipes_change_with_code_that_is_not_yours() -> None:
    base, theirs = recipes(TRAIN, OLD_ALL), recipes(TRAIN, NEW_ALL, SERVE)
    assert keep(base, theirs, "", "tests") == ("\n".join((TRAIN, NEW_ALL, SERVE)), "")


def test_a_project_without_commands_gets_all_recipes() -> None:
    base = {"justfile": File(TRAIN.encode())}
    theirs = {"justfile": File(SERVE.encode()), "pyproject.toml": File(b"[project\n")}
    assert keep(base, theirs, "", "src") == (SERVE, "")
