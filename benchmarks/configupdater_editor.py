"""Edit INI with configupdater, behind the interface of the package's editors.

The counterpart to `scaffold.merge.edit.batches.make`, as good as the library allows.
"""

from importlib import import_module
from typing import Any

from scaffold.merge.edit.expected import anchors, expect
from scaffold.merge.edit.form import Format
from scaffold.merge.structure.decisions import Edit
from scaffold.merge.structure.values import DocPath, Step


def write_ini(
    form: Format, ours: str, theirs: str, edits: list[Edit], known: frozenset[str]
) -> str:
    """Return the user's text with changes, edited as documents of configupdater."""
    updater, source = (import_module("configupdater").ConfigUpdater() for _ in range(2))
    updater.read_string(ours)
    source.read_string(theirs)
    before = form.load(ours)
    wanted = expect(before, edits)
    groups: dict[tuple[DocPath, str], list[Edit]] = {}
    for edit in edits:
        groups.setdefault((edit.parent, edit.action), []).append(edit)
    for (parent, action), group in groups.items():
        if len(parent) > 1:
            section, option = parent[:2]
            set_value(updater[name_of(section)][option], wanted[section][option])
            continue
        box, other = (each[name_of(parent[0])] if parent else each for each in (updater, source))
        if action == "add":
            add_blocks(box, other, list(before[parent[0]] if parent else before), group, ours)
            continue
        for edit in group:
            block = box[name_of(edit.step)]
            remove_block(box, block, known) if action == "remove" else set_value(block, edit.value)
    return str(updater)


def name_of(step: Step) -> str:
    """Return the name of a section without its brackets, or that of an option."""
    return str(step).removeprefix("[").removesuffix("]")


def set_value(option: Any, value: Any) -> None:
    """Give an option a value of one or several lines."""
    if isinstance(value, list):
        option.set_values(value)
    elif "\n" in value:
        option.set_values(value.split("\n"), prepend_newline=False)
    else:
        option.value = value


def add_blocks(box: Any, source: Any, present: list[Step], edits: list[Edit], ours: str) -> None:
    """Add sections or options of the template's, with the comment above each."""
    for at, group in anchors(present, edits).items():
        before = box[name_of(present[at - 1])] if at else None
        for edit in group:
            new = source[name_of(edit.step)]
            above = comment_of(source, new)
            for block in [above, new] if above and str(above) not in ours else [new]:
                block.detach()
                block._container = box
                blocks = box._structure
                places = (number for number, each in enumerate(blocks, 1) if each is before)
                blocks.insert(next(places, 0), block)
                before = block


def remove_block(box: Any, block: Any, known: frozenset[str]) -> None:
    """Remove a section or option, and the template's comment above it."""
    above = comment_of(box, block)
    if above and all(line.strip() in known for line in str(above).splitlines()):
        above.detach()
    block.detach()


def comment_of(box: Any, block: Any) -> Any:
    """Return the comment directly above a section or an option; None where there is none."""
    blocks = box._structure
    at = next(number for number, each in enumerate(blocks) if each is block)
    above = blocks[at - 1] if at else None
    return above if type(above).__name__ == "Comment" else None
