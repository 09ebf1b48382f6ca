"""Which facts about a repository its own files contradict, as far as a program can tell.

These checks share no code with what finds the facts.
"""

import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet

# Name, value and evidence.
Fact = tuple[str, str, str]
_LICENSES = re.compile(r"(licen[cs]e|copying|unlicense)", re.I)
_GRANT = "Permission is hereby granted, free of charge"
_NAMES = {
    "AGPL": "GNU AFFERO GENERAL PUBLIC LICENSE VERSION 3",
    "Apache": "APACHE LICENSE",
    "BSD": "REDISTRIBUTION AND USE IN SOURCE",
    "GPL": "GNU GENERAL PUBLIC LICENSE VERSION",
    "MIT": _GRANT.upper(),
}
_RANGES = (
    ("pyproject.toml", r"^(?:requires-python|python)\s*=\s*[\"']([^\"']+)"),
    ("setup.py", r"python_requires\s*=\s*[\"']([^\"']+)"),
    ("setup.cfg", r"^python_requires\s*=\s*(\S.*)"),
)
_LARGEST = 1_000_000


def find_false(facts: Sequence[Fact], clone: Path, runner: str) -> list[str]:
    """Return a sentence for each fact that is false.

    Args:
        facts: What was found.
        clone: The repository as it was.
        runner: The name of Git's user, who is not the author of anything.
    """
    checks: dict[str, Callable[[str, Path], str]] = {
        "license": _check_license,
        "author_name": _check_text,
        "description": _check_text,
        "default_branch": _check_branch,
        "oldest_python": _check_python,
        "found license": _check_name,
        "found packages": _check_packages,
        "found author": _check_text,
        "found description": _check_text,
        "found default branch": _check_branch,
    }
    named = [f"{key} is the runner" for key, value, _ in facts if runner in value]
    found = [(key, checks[key](value, clone)) for key, value, _ in facts if key in checks]
    return named + [f"{key}: {reason}" for key, reason in found if reason]


def _texts(clone: Path) -> Iterator[str]:
    """Yield the texts of files at the top and in the folders below."""
    for path in [*clone.glob("*"), *clone.glob("*/*")]:
        if path.is_file() and path.stat().st_size < _LARGEST:
            yield path.read_bytes().decode(errors="ignore")


def _check_license(value: str, clone: Path) -> str:
    """A license is MIT if a text or the metadata say so, and no other text stands beside."""
    texts = [path for path in clone.iterdir() if path.is_file() and _LICENSES.match(path.name)]
    granted = [path for path in texts if _GRANT in " ".join(path.read_text().split())]
    if value == "MIT" and texts and len(granted) != len(texts):
        return f"MIT, but {texts[0].name} has other terms"
    if value == "none" and texts and len(granted) == len(texts):
        return f"none, but {texts[0].name} has the terms of MIT"
    return ""


def _check_name(value: str, clone: Path) -> str:
    """The words of the license that an identifier names are in a license file or in metadata."""
    files = [path for path in clone.iterdir() if path.is_file() and _LICENSES.match(path.name)]
    texts = [" ".join(path.read_text(errors="replace").upper().split()) for path in files]
    names = value.split("; ") if texts else []
    wanted = [words for name in names for words in [_NAMES.get(name.partition("-")[0])] if words]
    missing = [words for words in wanted if not any(words in text for text in texts)]
    return f"{value}, but no file has `{missing[0]}`" if missing else ""


def _check_packages(value: str, clone: Path) -> str:
    missing = [each for each in value.split("; ") if not (clone / each / "__init__.py").is_file()]
    return f"{missing[0]} is no package" if missing else ""


def _check_text(value: str, clone: Path) -> str:
    """A name or a sentence is in some file, apart from markup and line ends."""
    wanted = _plain(value)
    return "" if any(wanted in _plain(text) for text in _texts(clone)) else f"{value}: in no file"


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", re.sub(r"\]\([^)]*\)", "", text))


def _check_branch(value: str, clone: Path) -> str:
    for words in (["symbolic-ref", "-q", "refs/remotes/origin/HEAD"], ["branch", "--show-current"]):
        command = ["git", "-C", str(clone), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
        branch = done.stdout.strip().removeprefix("refs/remotes/origin/")
        if branch:
            return "" if branch == value else f"{value}, but the default branch is {branch}"
    return ""


def _check_python(value: str, clone: Path) -> str:
    """The oldest Python is the lowest minor version that the metadata at the top allow."""
    for name, pattern in _RANGES:
        path = clone / name
        found = re.search(pattern, path.read_text(), re.M) if path.is_file() else None
        allowed = _allowed(found[1]) if found else []
        if found and allowed and value != allowed[0]:
            return f"{value}, but {name} says {found[1]}"
    return ""


def _allowed(said: str) -> list[str]:
    text = re.sub(r"^\^(\d+)([\d.]*)$", lambda m: f">={m[1]}{m[2]},<{int(m[1]) + 1}", said.strip())
    try:
        allowed = SpecifierSet(text)
    except InvalidSpecifier:
        return []
    return [f"3.{minor}" for minor in range(40) if f"3.{minor}.99" in allowed]
