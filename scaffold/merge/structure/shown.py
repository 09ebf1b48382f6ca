"""Places and values as conflicts print them: on one line, spelled as in the document."""

import json
from collections.abc import Hashable
from typing import Any

from scaffold.merge.structure.values import DocPath, Item

LONGEST_SHOWN = 60


def show_place(place: DocPath) -> str:
    """Return a place as it is usually written: `project.dependencies[pandas]`."""
    shown = ""
    for step in place:
        if isinstance(step, Item):
            shown += f"[{_name(step)}]"
        else:
            shown += f".{_key(step)}" if shown else _key(step)
    return shown or "the file"


def _name(item: Item) -> str:
    """Return what to call an item: its name, one of its keys with its value, or its index."""
    if isinstance(item.identity, str):
        number = f" {item.number + 1}" if item.number else ""
        return _on_one_line(item.identity) + number
    if isinstance(item.value, dict):
        for key, value in item.value.items():
            if not isinstance(value, dict | list):
                return f"{_key(key)}={_key(value)}"
    return str(item.index)


def _key(step: Hashable) -> str:
    return _on_one_line(step if isinstance(step, str) else _written(step))


def show_value(value: Any, *, longest: int = LONGEST_SHOWN) -> str:
    """Return a value on one line, shortened where it is long."""
    return _on_one_line(_written(value), longest)


def _written(value: Any) -> str:
    """Return a value as in JSON; values that JSON does not have, as in their own format."""
    if isinstance(value, dict):
        pairs = (f"{_quoted(_key(key))}: {_written(held)}" for key, held in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return _quoted(value)
    # Python refuses to write the digits of huge integers.
    return f"{value:#x}" if isinstance(value, int) and value.bit_length() > 64 else str(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _on_one_line(text: str, longest: int = LONGEST_SHOWN) -> str:
    """Return a text without line breaks and control characters, shortened where it is long."""
    text = " ".join(text.split())
    text = "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
