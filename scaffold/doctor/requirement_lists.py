"""The requirements that a project lists, in files of pip and conda, line by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from packaging.requirements import Requirement

from scaffold.doctor.declared import PYPROJECT, find_declared, read_requirement
from scaffold.doctor.repository import Repository, is_beside, name_of
from scaffold.files.parsing import LARGEST_SETTINGS

_PIP = re.compile(r"(?:.*[_.-])?(?:requirements|reqs?)(?:[_.-].*)?\.(?:txt|pip)|requirement\.txt")
_CONDA = re.compile(r"(?:environment|conda|env)[\w.-]*\.ya?ml")
_IN_CONDA = re.compile(r"(?P<indent> *)- +[\"']?(?P<text>[A-Za-z0-9][^\"'#]*)")
_CONDA_NAME = re.compile(r"(?:[\w.-]+::)?([A-Za-z0-9][\w.-]*)\s*([=<>!~].*)?$")
_ADDRESS = re.compile(r"(?:git\+|hg\+|svn\+|bzr\+)\S+")


@dataclass(frozen=True, slots=True)
class Listed:
    """A requirement in a file.

    Attributes:
        path: The file.
        line: Its line; 0 if it is not known.
        name: The name of the package.
        text: The requirement as it is written.
        is_limited: Whether it says which versions it allows.
        is_for_conda: Whether conda installs it, whose packages have other names.
        is_local: Whether it is a file of one machine.
    """

    path: str
    line: int
    name: str
    text: str
    is_limited: bool
    is_for_conda: bool = False
    is_local: bool = False


def list_requirements(repository: Repository) -> tuple[Listed, ...]:
    """Return the requirements of all files of pip and conda, tests and documentation aside."""
    return repository.once(_list)


def _list(repository: Repository) -> tuple[Listed, ...]:
    found: list[Listed] = []
    for path in repository.files:
        if is_beside(path) or "{{" in path:
            continue
        if _PIP.fullmatch(name_of(path)) or _is_in_folder(path):
            found += _from_pip(path, repository.read(path, LARGEST_SETTINGS))
        elif _CONDA.fullmatch(name_of(path)):
            found += _from_conda(path, repository.read(path, LARGEST_SETTINGS))
    return tuple(found)


def list_declared(repository: Repository) -> tuple[Listed, ...]:
    """Return the requirements of `pyproject.toml` and Pipfile, whose lines are not known."""
    declared = repository.once(find_declared)
    if declared is None or not declared.path.endswith((PYPROJECT, "Pipfile")):
        return ()
    return tuple(
        _listed(declared.path, 0, str(requirement), requirement)
        for requirement in declared.requirements
    )


def _is_in_folder(path: str) -> bool:
    folder = path.split("/")[-2:-1]
    return folder == ["requirements"] and path.endswith(".txt")


def _from_pip(path: str, text: str) -> Iterator[Listed]:
    for number, line in enumerate(text.splitlines(), 1):
        words = re.split(r"(?:^|\s)#|\s--?\w|\s\\$", line.strip(), maxsplit=1)[0].strip(" \\")
        if not words or words.startswith("-"):
            continue
        if _ADDRESS.match(words):
            name = urlsplit(words).path.rpartition("/")[2].partition("@")[0]
            yield Listed(path, number, name.removesuffix(".git"), words, _is_fixed_address(words))
        elif requirement := read_requirement(words):
            yield _listed(path, number, words, requirement)


def _listed(path: str, line: int, text: str, requirement: Requirement) -> Listed:
    url = requirement.url or ""
    return Listed(
        path,
        line,
        requirement.name,
        text,
        is_limited=_is_fixed_address(url) if url else bool(requirement.specifier),
        is_local=url.startswith("file:"),
    )


def _is_fixed_address(address: str) -> bool:
    """Return whether an address names a commit, a tag or a file."""
    is_repository = address.startswith(("git+", "hg+", "svn+", "bzr+"))
    return not is_repository or "@" in urlsplit(address.partition("+")[2]).path


def _from_conda(path: str, text: str) -> Iterator[Listed]:
    is_inside, pip_indent = False, -1
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\w", line):
            is_inside = line.startswith("dependencies:")
        match = _IN_CONDA.match(line)
        if not is_inside or not match:
            continue
        indent, words = len(match["indent"]), match["text"].strip()
        if words == "pip:":
            pip_indent = indent
        elif pip_indent >= 0 and indent > pip_indent:
            yield from (_at(each, number) for each in _from_pip(path, words))
        elif name := _CONDA_NAME.match(words):
            yield Listed(path, number, name[1], words, bool(name[2]), is_for_conda=True)


def _at(each: Listed, line: int) -> Listed:
    return replace(each, line=line)
