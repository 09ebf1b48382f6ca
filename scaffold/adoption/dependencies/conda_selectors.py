"""Selectors of conda, as in `- pywin32  # [win]`, written as markers. Pure."""

import re

_ITEM = re.compile(r"(\s*-\s+)([\"']?)([^\"'#]+?)\2\s+#\s*\[([^\[\]]+)\]\s*")
_LONGEST = 300
_PLATFORMS = {"win": "win32", "linux": "linux", "osx": "darwin"}
_SELECTOR = re.compile(r"(?P<negated>not\s+)?(?P<system>win|linux|osx|unix)(?:64|-64)?")


def write_marker(selector: str) -> str:
    """Return a selector as a marker; empty if it is not one of operating systems.

    `unix` is every system but Windows.
    """
    found = _SELECTOR.fullmatch(selector.strip())
    if not found:
        return ""
    system, is_negated = found["system"], bool(found["negated"])
    if system == "unix":
        system, is_negated = "win", not is_negated
    return f"sys_platform {'!=' if is_negated else '=='} '{_PLATFORMS[system]}'"


def with_markers(text: str) -> tuple[str, list[str]]:
    """Return the text of an environment with markers for selectors, and the selectors left out.

    For conda itself, a selector in an environment is a comment; other programs read it.
    """
    left_out: list[str] = []
    lines = (_with_marker(line, left_out) for line in text.split("\n"))
    return "\n".join(lines), left_out


def _with_marker(line: str, left_out: list[str]) -> str:
    found = _ITEM.fullmatch(line) if "#" in line and len(line) <= _LONGEST else None
    if not found:
        return line
    marker = write_marker(found[4])
    if not marker:
        left_out.append(found[4])
        return line
    return f'{found[1]}"{found[3]} ; {marker}"'
