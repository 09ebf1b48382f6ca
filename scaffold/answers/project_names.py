"""Project names: valid as a folder, a distribution, a command and a Python package."""

import keyword
import re
import sys
import unicodedata
from collections.abc import Collection

from scaffold.errors import InvalidNameError
from scaffold.files.paths import is_windows_device

# Longer names would exceed the line length in the imports of a project.
LONGEST_NAME = 50

_IS_PATH = "it is a path"

# The name pattern of PEP 508, which PEP 503 normalizes.
_DISTRIBUTION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")

# Modules that Python 3.11 or 3.12 still has, though this Python may not.
_REMOVED_MODULES = frozenset(
    {"aifc", "asynchat", "asyncore", "audioop", "cgi", "cgitb", "chunk", "crypt", "distutils"}
    | {"imghdr", "imp", "lib2to3", "mailcap", "msilib", "nis", "nntplib", "ossaudiodev", "pipes"}
    | {"smtpd", "sndhdr", "spwd", "sunau", "telnetlib", "uu", "xdrlib"}
)

# Python does not list its own `test` package.
_STANDARD_LIBRARY = sys.stdlib_module_names | _REMOVED_MODULES | {"test"}

# Folders of every project: a package of the same name would shadow them.
_PROJECT_FOLDERS = frozenset({"src", "tests"})


def normalize_package(name: str) -> str:
    """Return the Python package name for a distribution name."""
    return re.sub(r"[-_.]+", "_", name).lower()


def check_project_name(name: str, taken: Collection[str] = ()) -> None:
    """Refuse an invalid project name and propose a valid one.

    Args:
        name: The name as typed.
        taken: Distributions and modules that the project depends on, normalized as packages.

    Raises:
        InvalidNameError: The name is invalid; the hint proposes a valid one.
    """
    problem = _problem_of_project_name(name, taken)
    if problem:
        proposal = propose_name(name, taken)
        hint = f"Use `--into` for the parent folder, or try `{proposal}`"
        raise InvalidNameError(
            f"Invalid project name `{name}`: {problem}",
            hint if problem == _IS_PATH else f"Try `{proposal}`",
        )


def check_package_name(package: str, taken: Collection[str] = ()) -> None:
    """Refuse an invalid Python package name and propose a valid one.

    Raises:
        InvalidNameError: The name is invalid; the hint proposes a valid one.
    """
    problem = _problem_of_package(package, taken)
    if not problem and package != package.lower():
        problem = "a Python package name must be lowercase"
    if problem:
        proposal = normalize_package(propose_name(package, taken))
        raise InvalidNameError(f"Invalid package name `{package}`: {problem}", f"Try `{proposal}`")


def propose_name(name: str, taken: Collection[str] = ()) -> str:
    """Return a similar name that `check_project_name` accepts."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    proposal = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")[: LONGEST_NAME - 10]
    if proposal[:1].isdigit():
        proposal = f"project-{proposal}"
    proposal = proposal.strip("-") or "my-project"
    return f"{proposal}-project" if _problem_of_project_name(proposal, taken) else proposal


def _problem_of_project_name(name: str, taken: Collection[str]) -> str:
    if not name.strip():
        return "it is empty"
    if len(name) > LONGEST_NAME:
        return f"it has more than {LONGEST_NAME} characters"
    if "/" in name or "\\" in name:
        return _IS_PATH
    if not _DISTRIBUTION.fullmatch(name):
        return _problem_of_characters(name)
    if is_windows_device(name):
        return f"`{name.split('.')[0]}` is reserved on Windows"
    return _problem_of_package(normalize_package(name), taken)


def _problem_of_characters(name: str) -> str:
    odd = next((c for c in name if not re.fullmatch(r"[A-Za-z0-9._-]", c)), None)
    if odd is None:
        return "it must start and end with a letter or a digit"
    shown = odd if odd.isprintable() and not unicodedata.combining(odd) else f"U+{ord(odd):04X}"
    return f"`{shown}` is not allowed (use A-Z, a-z, 0-9, `-`, `_`, `.`)"


def _problem_of_package(package: str, taken: Collection[str]) -> str:
    if not package.isidentifier() or not package.isascii():
        return f"`{package}` is not a valid Python identifier"
    if keyword.iskeyword(package):
        return f"`{package}` is a Python keyword"
    if package in _STANDARD_LIBRARY:
        return f"`{package}` is a module of the standard library"
    if package in taken:
        return f"`{package}` conflicts with a dependency"
    if package in _PROJECT_FOLDERS:
        return f"`{package}` conflicts with a project folder"
    if is_windows_device(package):
        return f"`{package}` is reserved on Windows"
    return ""
