"""Adds the folder of a stage to lists of packages that name each package of a distribution."""

import ast
import re

from scaffold.adoption.moving.text_spans import read_source
from scaffold.files.parsing import UnparsableError

_TOML = re.compile(r"^(packages\s*=\s*\[)([^\]]*)(\])", re.M)
_INI = re.compile(r"^(packages[ \t]*=)((?:[ \t]*[^\n]*)(?:\n[ \t]+[^\n]*)*)()", re.M)


def add_packages(path: str, content: bytes, packages: dict[str, str]) -> bytes:
    """Return packaging metadata that names new packages where it names the ones around them.

    Args:
        path: The file: `setup.py`, `setup.cfg` or `pyproject.toml`.
        content: Its content.
        packages: Package around each new package, by the new one.
    """
    if path == "setup.py":
        return _add_to_setup(content, packages)
    pattern, add = (_TOML, _after) if path == "pyproject.toml" else (_INI, _after_line)

    def extend(found: re.Match[str]) -> str:
        listed = found[2]
        for new, around in packages.items():
            listed = add(listed, around, new)
        return f"{found[1]}{listed}{found[3]}"

    text = content.decode("utf-8", "surrogateescape")
    return pattern.sub(extend, text).encode("utf-8", "surrogateescape")


def _after(listed: str, around: str, new: str) -> str:
    """Return a list of strings with a new one after the one that it belongs to."""
    quoted = re.search(rf"([\"']){re.escape(around)}\1", listed)
    if quoted is None or re.search(rf"([\"']){re.escape(new)}\1", listed):
        return listed
    line = listed[listed.rfind("\n", 0, quoted.start()) + 1 : quoted.start()]
    separator = f",\n{line}" if "\n" in listed and not line.strip() else ", "
    return f"{listed[: quoted.end()]}{separator}{quoted[1]}{new}{quoted[1]}{listed[quoted.end() :]}"


def _after_line(listed: str, around: str, new: str) -> str:
    """Return an INI list with a new line after the one that it belongs to."""
    found = re.search(rf"^([ \t]*){re.escape(around)}[ \t]*$", listed, re.M)
    if found is None or re.search(rf"^[ \t]*{re.escape(new)}[ \t]*$", listed, re.M):
        return listed
    indent = found[1] if "\n" in listed else "\n    "
    start = f"\n{indent}{around}" if "\n" not in listed else found[0]
    return f"{listed[: found.start()]}{start}\n{indent.strip(chr(10))}{new}{listed[found.end() :]}"


def _add_to_setup(content: bytes, packages: dict[str, str]) -> bytes:
    try:
        source = read_source(content)
    except UnparsableError:
        return content
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword) and _is_list(node):
            start, end = source.span(node.value)
            listed = source.content[start:end].decode()
            for new, around in packages.items():
                listed = _after(listed, around, new)
            source.replace(start, end, listed)
    return source.write() if source.is_edited else content


def _is_list(node: ast.keyword) -> bool:
    return node.arg == "packages" and isinstance(node.value, ast.List | ast.Tuple)
