"""Recipes that run commands of the project: they change with its code, and stay with it. Pure."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from scaffold.files.parsing import parse_or
from scaffold.files.tree import File, Tree
from scaffold.plan.actions import Plan

_FILES = frozenset({"justfile", ".justfile", "Makefile", "makefile", "GNUmakefile"})
_HEADER = re.compile(r"^@?([A-Za-z][\w-]*)[^\n=]*:(?!=)", re.MULTILINE)


def keep_recipes(
    base: Tree, theirs: Tree, is_owned: Callable[[str], bool], read_code: Callable[[], Tree]
) -> tuple[Tree, dict[str, str]]:
    """Return the template output with recipes that fit the code of the user.

    A recipe may run a new command of the project that only the template's code has. Where the user
    owns that code, the recipe of the base is used instead, or none.

    Args:
        base: Template output of the release that the project is at.
        theirs: Template output of the wanted release.
        is_owned: Tells whether the user owns the file at a path, so that no update changes it.
        read_code: Reads the files that the user owns.

    Returns:
        The output, and a note for each file with such recipes.
    """
    names = [name for name, code in _scripts(theirs) if any(map(is_owned, code))]
    changed = [path for path in theirs if PurePosixPath(path).name in _FILES]
    changed = [path for path in changed if path in base and base[path] != theirs[path]]
    if not names or not changed:
        return theirs, {}
    code = "\n".join(
        file.content.decode("utf-8", "replace")
        for path, file in read_code().items()
        if path.endswith(".py") and not path.startswith("tests/")
    )
    kept, notes = dict(theirs), {}
    for path in changed:
        text, lost = _fit(_text(base[path]), _text(theirs[path]), names, code)
        if lost:
            kept[path] = File(text.encode(), theirs[path].kind)
            notes[path] = f"not changed for {', '.join(lost)}, which your code does not have"
    return kept, notes


def with_notes(plan: Plan, notes: Mapping[str, str]) -> Plan:
    """Return a plan with one more note on some of its files."""
    return Plan(
        tuple(
            replace(each, notes=(*each.notes, notes[each.path])) if each.path in notes else each
            for each in plan.actions
        )
    )


def _scripts(tree: Tree) -> Iterator[tuple[str, list[str]]]:
    """Yield the commands that a project installs, each with the paths that its module can have."""
    file = tree.get("pyproject.toml")
    empty: dict[str, Any] = {}
    declared = parse_or(_text(file), tomllib.loads, empty) if file else empty
    project = declared.get("project", empty)
    scripts = project.get("scripts", empty) if isinstance(project, dict) else empty
    for name, target in scripts.items() if isinstance(scripts, dict) else ():
        module = str(target).partition(":")[0].replace(".", "/")
        yield str(name), [f"{root}{module}.py" for root in ("", "src/")]


def _fit(base: str, theirs: str, names: list[str], code: str) -> tuple[str, list[str]]:
    """Return recipes that fit some code, and the commands that it lacks."""
    command = re.compile(rf"^\s+@?({'|'.join(map(re.escape, names))}) ([a-z][\w-]*)", re.MULTILINE)
    old = {_name(block): block for block in _blocks(base)}
    blocks: list[str] = []
    lost: list[str] = []
    for block in _blocks(theirs):
        before = old.get(_name(block), "")
        new = set(command.findall(block)) - set(command.findall(before))
        missing = sorted(f"`{' '.join(pair)}`" for pair in new if not _has(code, pair[1]))
        lost += missing
        blocks.append(before if missing else block)
    return "\n\n".join(filter(None, blocks)) + "\n", lost


def _blocks(text: str) -> list[str]:
    """Return what blank lines separate: a recipe with its comment, or a setting."""
    return text.rstrip("\n").split("\n\n")


def _has(code: str, command: str) -> bool:
    """Return whether code defines a command: as a function, or as a text that it passes on."""
    name = re.escape(command).replace(r"\-", "[-_]")
    # Neither a method nor a part of a path, such as `self.stores / "runs"`.
    defined = rf"""(?m:^(?:async )?def {name}\b)|(?:[(\[{{,=:]|\bcase)\s*["']{name}["']"""
    return re.search(defined, code) is not None


def _name(block: str) -> str:
    found = _HEADER.search(block)
    return found[1] if found else block


def _text(file: File) -> str:
    return file.content.decode("utf-8", "replace")
