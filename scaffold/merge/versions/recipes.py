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
_FROM = re.compile(r"\s*(?:FROM\s+(?:--\S+\s+)*|COPY\s.*?--from=)(?P<pin>[^\s]+)", re.IGNORECASE)
_ASSIGNED = re.compile(
    r"\s*(?:(?:ARG|ENV|export|readonly|local)\s+)?([\w.-]*(?:VERSION|version|_TAG|_tag))"
    r"\s*(?:[:?]?=|\s)\s*(['\"]?)(?P<pin>v?\d[\w.+-]*)\2\s*(?:#.*)?$"
)
_INSTALLED = re.compile(
    r"(?<![\w./=@-])(?P<pin>[A-Za-z][\w.-]*(?:\[[\w,-]+\])?(?:==|~=)[\w.*!+-]+)"
)
_TOOL = re.compile(r"\s*(?P<pin>([\w:/.-]+)[ \t]+(\S+))\s*")


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
            pin = Pin((number,), line.start(), line.end(), PurePosixPath(path).name)
            yield read_version(pin, line[0].strip())
        elif tools and (found := _TOOL.fullmatch(line[0])):
            yield read_version(_at(line, found, found[2]), found[3])


def _in_line(line: re.Match[str]) -> Iterator[Pin]:
    """Yield the pins of a line of a recipe: of images, of named versions, of packages."""
    found = _FROM.match(line[0])
    if found and (image := read_image(_at(line, found), found["pin"])):
        yield image
    if found := _ASSIGNED.match(line[0]):
        yield read_version(_at(line, found, found[1]), found["pin"])
    for found in _INSTALLED.finditer(line[0]):
        if package := read_requirement(_at(line, found), found["pin"]):
            yield package


def _at(line: re.Match[str], found: re.Match[str], name: str = "") -> Pin:
    """Return a pin for what an expression found in a line."""
    at = line.start()
    return Pin((found.re, name), at + found.start("pin"), at + found.end("pin"), name)
