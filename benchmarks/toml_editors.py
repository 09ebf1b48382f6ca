"""Edit real pyproject.toml files with the package's editor and with tomlkit, and compare.

Each file gets six edits, one at a time, as an update makes them. An edit is right if the file holds
what it should afterwards; it is minimal if no line differs that need not. Run as
`PYPROJECTS=DIR python -m benchmarks.toml_editors`, with tomlkit installed; the folder holds one
file per project, named as the project.
"""

import copy
import difflib
import os
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import tomlkit

from scaffold.merge.documents import merge_documents
from scaffold.merge.edit.form import Format
from scaffold.merge.formats.registry import format_of

Document = dict[str, Any]
TOML = cast("Format", format_of("pyproject.toml"))
ITEM = "a-new-dependency>=1.2"


def edits(document: Document) -> Iterator[tuple[str, Callable[[Any], None], int]]:
    """Yield the edits that a document can take: a name, the edit, and the lines that it changes."""
    project = document.get("project", {})
    table = project or document.get("tool", {})
    if project.get("dependencies"):
        yield "append to a list", lambda doc: doc["project"]["dependencies"].append(ITEM), 1
        yield "remove from a list", lambda doc: doc["project"]["dependencies"].pop(0), 1
    text = next((key for key, value in table.items() if isinstance(value, str)), None)
    name = "project" if project else "tool"
    if text:
        yield "change a text", lambda doc: doc[name].__setitem__(text, "changed"), 2
        yield "remove a key", lambda doc: doc[name].__delitem__(text), 1
    yield "add a key", lambda doc: doc.setdefault(name, {}).__setitem__("a-new-key", True), 1
    yield "add a table", lambda doc: doc.setdefault("tool", {}).__setitem__("new-tool", {"a": 1}), 3


def with_package(text: str, edit: Callable[[Any], None]) -> str:
    """Edit as an update does: the template's versions are laid out in another way."""
    before = tomllib.loads(text)
    after = copy.deepcopy(before)
    edit(after)
    return merge_documents(TOML, tomlkit.dumps(before), text, tomlkit.dumps(after))[0]


def with_tomlkit(text: str, edit: Callable[[Any], None]) -> str:
    """Edit the document that tomlkit keeps the layout of."""
    document = tomlkit.parse(text)
    edit(document)
    return tomlkit.dumps(document)


def judge(text: str, edited: str, edit: Callable[[Any], None]) -> tuple[bool, int, int]:
    """Return whether a file holds what it should, how many lines differ, and lost comments."""
    expected = tomllib.loads(text)
    edit(expected)
    try:
        is_right = tomllib.loads(edited) == expected
    except tomllib.TOMLDecodeError:
        is_right = False
    lines = list(difflib.ndiff(text.splitlines(), edited.splitlines()))
    changed = sum(line[:2] in {"+ ", "- "} for line in lines)
    lost = sum(line.startswith("- ") and line[2:].lstrip().startswith("#") for line in lines)
    return is_right, changed, lost


def main() -> None:
    """Print, for each editor, how many edits are right and minimal, and what they lose."""
    folder = os.environ.get("PYPROJECTS")
    if not folder:
        sys.exit("error: PYPROJECTS names no folder")
    files = sorted(Path(folder).glob("*.toml"))
    editors = {"package": with_package, "tomlkit": with_tomlkit}
    counts: dict[str, Counter[str]] = {name: Counter() for name in editors}
    for path in files:
        text = path.read_bytes().decode()
        for name, edit, least in edits(tomllib.loads(text)):
            for editor, run in editors.items():
                try:
                    right, changed, lost = judge(text, run(text, edit), edit)
                except (tomlkit.exceptions.TOMLKitError, KeyError, TypeError) as error:
                    sys.stderr.write(f"{editor} {path.stem} {name}: {error!r}\n")
                    right, changed, lost = False, 0, 0
                if not right or changed > least + 2:
                    sys.stderr.write(f"{editor} {path.stem} {name}: {right=} {changed=}\n")
                found = counts[editor]
                found["edits"] += 1
                found["right"] += right
                found["minimal"] += right and changed <= least + 2
                found["lost comments"] += lost
    for name, found in counts.items():
        figures = ", ".join(f"{found[key]} {key}" for key in ("edits", "right", "minimal"))
        sys.stdout.write(f"{name}: {figures}, {found['lost comments']} lost comments\n")
    sys.stdout.write(f"{len(files)} files\n")


if __name__ == "__main__":
    main()
