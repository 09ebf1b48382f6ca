"""The distributions that the code of a notebook needs."""

import re
from collections.abc import Iterable

from scaffold.files.distributions import find_distribution
from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.resolving import import_lines

_INSTALL = re.compile(
    r"^[ \t]*[%!]\s*(?:\w*python\w*\s+-m\s+)?pip3?\s+install\s+(?P<rest>.+)$", re.MULTILINE
)
_REQUIREMENT = re.compile(
    r"^[\"']?[A-Za-z0-9][\w.-]*(?:\[[\w,]+\])?(?:\s*[<>=!~]=?[\w.,<>=!~*]+)?[\"']?$"
)
_TAKES_VALUE = frozenset(
    {
        "-r",
        "-c",
        "-i",
        "-f",
        "--index-url",
        "--extra-index-url",
        "--find-links",
        "-t",
        "--requirement",
        "-e",
    }
)
# What runs a notebook belongs to the environment, and not to the code.
_OF_NOTEBOOKS = frozenset({"ipython", "google-api-python-client"})


def find_requirements(analysis: Analysis, local: Iterable[str] = ()) -> list[str]:
    """Return the requirements of a notebook, sorted.

    Args:
        analysis: The notebook.
        local: Top-level names that are modules of the project.
    """
    found: dict[str, str] = {}
    beside = set(local)
    for statement in analysis.statements:
        for node in statement.nodes:
            for line in import_lines(node):
                top = (line.module or line.name).partition(".")[0]
                name = "" if line.level or top in beside else find_distribution(top)
                if name and name not in _OF_NOTEBOOKS:
                    found.setdefault(_normal(name), name)
        for requirement in _installed(statement.text):
            found[_normal(requirement)] = requirement
    return [found[key] for key in sorted(found)]


def _installed(text: str) -> list[str]:
    """Return what `%pip install` and `!pip install` lines name."""
    found = []
    for line in _INSTALL.findall(text):
        words = line.split("#")[0].split()
        skipped = False
        for word in words:
            if skipped or word.startswith("-"):
                skipped = not skipped and word in _TAKES_VALUE
                continue
            if _REQUIREMENT.match(word) and not word.endswith((".txt", ".whl", ".git")):
                found.append(word.strip("\"'"))
    return found


def _normal(requirement: str) -> str:
    name = re.split(r"[\[<>=!~\s]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()
