"""Files that programs read line by line: the versions that they pin; they get no markers."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from scaffold.merge.versions.ordering import LONGEST_READ
from scaffold.merge.versions.pins import (
    Key,
    Pin,
    numbered,
    read_image,
    read_requirement,
    read_version,
)

# Conflict markers would break these for the program that reads them: a build, a shell, Git.
_READ_BY_PROGRAMS = (
    *("Dockerfile", "Dockerfile.*", "*.dockerfile", "Containerfile", "Containerfile.*"),
    *("Makefile", "GNUmakefile", "makefile", "Makefile.*", "*.mk", "*.mak", "CMakeLists.txt"),
    *("justfile", ".justfile", "*.just", "Procfile", "Vagrantfile", "Jenkinsfile", "Snakefile"),
    *("*.sh", "*.bash", "*.zsh", "*.fish", "*.ksh", "*.ps1", "*.bat", "*.cmd", "*.env", ".env"),
    *(".env.*", ".envrc", ".bashrc", ".profile", "crontab", "*.crontab", "*.cron", "*.service"),
    *("*.timer", "*.socket", "*.path", "*.mount", "*.target", "*.conf", "*.properties", "*.tf"),
    *("*.hcl", "*.nix", "*.xml", "*.svg", "*.csv", "*.tsv", "*.sql", "*.lock", "CODEOWNERS"),
    *(".gitattributes", ".gitmodules", ".mailmap", ".npmrc", ".netrc", ".tool-versions", "VERSION"),
    *(".*-version", ".nvmrc", "runtime.txt", "MANIFEST.in", ".git-blame-ignore-revs", "*.jsonl"),
)
_PINS_IN_LINES = (
    *("Dockerfile", "Dockerfile.*", "*.dockerfile", "Containerfile", "Containerfile.*", ".env"),
    *("Makefile", "GNUmakefile", "makefile", "Makefile.*", "*.mk", "justfile", ".justfile"),
    *("*.just", "*.sh", "*.bash", "*.env", ".env.*"),
)
_ONLY_VERSIONS = (".*-version", ".nvmrc", "runtime.txt")
_SHELL = re.compile(rb"#!.*\b(?:ba|da|z|k|fi)?sh\b")

_LINE = re.compile(r"[^\n]+")
_FROM = re.compile(r"\s*(?:FROM\s+(?:--\S+\s+)*|COPY\s.*?--from=)([^\s]+)", re.IGNORECASE)
_ASSIGNED = re.compile(
    r"\s*(?:(?:ARG|ENV|export|readonly|local)\s+)?([\w.-]*(?:VERSION|version|_TAG|_tag))"
    r"\s*(?:[:?]?=|\s)\s*(['\"]?)(v?\d[\w.+-]*)\2\s*(?:#.*)?$"
)
_INSTALLED = re.compile(r"(?<![\w./=@-])([A-Za-z][\w.-]*(?:\[[\w,-]+\])?(?:==|~=)[\w.*!+-]+)")
_TOOL = re.compile(r"([\w:/.-]+)[ \t]+(\S+)")


def is_read_by_programs(path: str, content: bytes) -> bool:
    """Return whether conflict markers would break a text for the program that reads it."""
    return _matches(path, _READ_BY_PROGRAMS) or bool(_SHELL.match(content))


def find_pins_in_lines(path: str, text: str) -> dict[Key, Pin]:
    """Return the pins of a text whose lines are all that is known of it."""
    return numbered(_pins(path, text))


def _matches(path: str, patterns: tuple[str, ...]) -> bool:
    name = PurePosixPath(path).name
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _pins(path: str, text: str) -> Iterator[Pin]:
    in_lines, alone = _matches(path, _PINS_IN_LINES), _matches(path, _ONLY_VERSIONS)
    tools = PurePosixPath(path).name == ".tool-versions"
    for number, line in enumerate(_LINE.finditer(text)):
        if line[0].lstrip().startswith("#") or len(line[0]) > LONGEST_READ:
            continue
        if in_lines:
            yield from _in_line(line)
        elif alone:
            pin = Pin(("line", number), line.start(), line.end(), PurePosixPath(path).name, "")
            yield read_version(pin, line[0].strip())
        elif tools and (found := _TOOL.fullmatch(line[0].strip())):
            start = line.start() + line[0].index(found[0])
            pin = Pin(("tool", found[1]), start, start + len(found[0]), found[1], "")
            yield read_version(pin, found[2])


def _in_line(line: re.Match[str]) -> Iterator[Pin]:
    """Yield the pins of a line of a recipe: of images, of named versions, of packages."""
    at = line.start()
    if found := _FROM.match(line[0]):
        blank = Pin(("image",), at + found.start(1), at + found.end(1), "", "")
        if image := read_image(blank, found[1]):
            yield image
    if found := _ASSIGNED.match(line[0]):
        pin = Pin(("set", found[1]), at + found.start(3), at + found.end(3), found[1], "")
        yield read_version(pin, found[3])
    for found in _INSTALLED.finditer(line[0]):
        blank = Pin(("installed",), at + found.start(1), at + found.end(1), "", "")
        if package := read_requirement(blank, found[1]):
            yield package
