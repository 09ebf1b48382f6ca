"""Names that work everywhere: as a folder, a distribution, a command and an import package."""

import keyword
import re
import sys
import unicodedata
from collections.abc import Collection

from scaffold.errors import InvalidNameError

# Long enough for a sentence, short enough for the import lines of a formatted project.
LONGEST_NAME = 50

# The name pattern of PEP 508, which PEP 503 normalizes.
_DISTRIBUTION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")

# Windows makes no file or folder of these names, whatever follows their first dot.
_WINDOWS_DEVICES = frozenset(
    ["con", "prn", "aux", "nul"]
    + [f"com{digit}" for digit in range(1, 10)]
    + [f"lpt{digit}" for digit in range(1, 10)]
)

# What the library of a project's oldest Python still has, though this Python may not.
_LEFT_THE_LIBRARY = frozenset(
    {"aifc", "asynchat", "asyncore", "audioop", "cgi", "cgitb", "chunk", "crypt", "distutils"}
    | {"imghdr", "imp", "lib2to3", "mailcap", "msilib", "nis", "nntplib", "ossaudiodev", "pipes"}
    | {"smtpd", "sndhdr", "spwd", "sunau", "telnetlib", "uu", "xdrlib"}
)

# Python leaves its own test package out of the list.
_STANDARD_LIBRARY = sys.stdlib_module_names | _LEFT_THE_LIBRARY | {"test"}

# Folders of every project: a package of the same name would hide them, or be hidden.
_PROJECT_FOLDERS = frozenset({"src", "tests"})


def normalize_package(name: str) -> str:
    """Return the import package that a distribution of this name has."""
    return re.sub(r"[-_.]+", "_", name).lower()


def check_project_name(name: str, taken: Collection[str] = ()) -> None:
    """Refuse a name that would fail later, and propose one that works.

    Args:
        name: The name as typed.
        taken: Distributions and modules that the project will depend on, normalized as packages.

    Raises:
        InvalidNameError: The name cannot be used; the hint holds a name that can.
    """
    problem = _problem_of_project_name(name, taken)
    if problem:
        proposal = propose_name(name, taken)
        raise InvalidNameError(f"{name!r} cannot name a project: {problem}.", f"Try {proposal!r}.")


def check_package_name(package: str, taken: Collection[str] = ()) -> None:
    """Refuse an import package that Python, Windows or a dependency would trip over.

    Raises:
        InvalidNameError: The package cannot be used; the hint holds a name that can.
    """
    problem = _problem_of_package(package, taken)
    if not problem and package != package.lower():
        problem = "an import package is written in lower case"
    if problem:
        proposal = normalize_package(propose_name(package, taken))
        raise InvalidNameError(
            f"{package!r} cannot name a package: {problem}.", f"Try {proposal!r}."
        )


def propose_name(name: str, taken: Collection[str] = ()) -> str:
    """Return the closest name to `name` that `check_project_name` accepts."""
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
        return f"it has {len(name)} characters, and {LONGEST_NAME} is the most"
    if "/" in name or "\\" in name:
        return "it is a path (the folder to make it in goes after --into)"
    if not _DISTRIBUTION.fullmatch(name):
        return _problem_of_characters(name)
    if name.split(".")[0].lower() in _WINDOWS_DEVICES:
        return f"{name.split('.')[0]!r} is a device on Windows"
    return _problem_of_package(normalize_package(name), taken)


def _problem_of_characters(name: str) -> str:
    odd = next((c for c in name if not re.fullmatch(r"[A-Za-z0-9._-]", c)), None)
    if odd is None:
        return "it must begin and end with a letter or a digit"
    shown = odd if odd.isprintable() and not unicodedata.combining(odd) else f"U+{ord(odd):04X}"
    return f"{shown!r} is not a letter from A to Z, a digit, '-', '_' or '.'"


def _problem_of_package(package: str, taken: Collection[str]) -> str:
    if not package.isidentifier() or not package.isascii():
        return f"{package!r} is not an identifier, so Python could not import it"
    if keyword.iskeyword(package):
        return f"{package!r} is a keyword of Python"
    if package in _STANDARD_LIBRARY:
        return f"{package!r} is a module of Python's standard library"
    if package in taken:
        return f"{package!r} is a package that the project depends on"
    if package in _PROJECT_FOLDERS:
        return f"{package!r} is a folder of every project"
    if package in _WINDOWS_DEVICES:
        return f"{package!r} is a device on Windows"
    return ""
