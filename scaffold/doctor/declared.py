"""The dependencies that a project declares, in any supported file."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from packaging.requirements import Requirement

from scaffold.doctor.repository import Repository, name_of
from scaffold.files.parsing import LARGEST_SETTINGS, parse_or

PYPROJECT = "pyproject.toml"
_PIPFILE = "Pipfile"
# No requirement is longer; parsing time grows with its spaces.
_LONGEST = 1_000
# Other files with dependencies, and how to recognize them; they are not compared with a lock file.
_OTHERS = (
    (re.compile(r"setup\.(?:py|cfg)"), re.compile(r"\binstall_requires\b")),
    (re.compile(r"(?:environment|conda|env)[\w.-]*\.ya?ml"), re.compile(r"^dependencies:", re.M)),
    (re.compile(r"requirements[\w.-]*\.(?:txt|in)"), re.compile(r"^[ \t]*[\w-]", re.M)),
    (re.compile(r"pixi\.toml"), re.compile(r"dependencies\]", re.M)),
)


@dataclass(frozen=True, slots=True)
class Declared:
    """Dependencies that a file declares."""

    path: str
    requirements: tuple[Requirement, ...]


def find_declared(repository: Repository) -> Declared | None:
    """Return the dependencies that a lock file must satisfy; None if no file declares any."""
    document = repository.toml(PYPROJECT)
    for path, found in (
        (PYPROJECT, _from_project(document)),
        (PYPROJECT, _from_poetry(document)),
        (_PIPFILE, _from_pipfile(repository.toml(_PIPFILE))),
        ("requirements.in", _from_lines(repository.text("requirements.in"))),
    ):
        requirements = tuple(found)
        if requirements:
            return Declared(path, requirements)
    return None


def find_other_declaration(repository: Repository) -> str:
    """Return another file that declares dependencies; nothing where there is none."""
    return next(
        (
            path
            for name, word in _OTHERS
            for path in repository.files
            if name.fullmatch(name_of(path))
            and word.search(repository.read(path, LARGEST_SETTINGS))
        ),
        "",
    )


def read_requirement(text: str) -> Requirement | None:
    """Return a requirement; None where a text is something else, or longer than anyone writes."""
    return parse_or(text, Requirement, None) if len(text) <= _LONGEST else None


def table(value: Any, *names: str) -> Mapping[str, Any]:
    """Return a nested table; an empty one if it is missing or is not a table."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _from_project(document: Mapping[str, Any]) -> Iterator[Requirement]:
    texts = table(document, "project").get("dependencies")
    return _valid(map(str, texts) if isinstance(texts, list) else [])


def _from_poetry(document: Mapping[str, Any]) -> Iterator[Requirement]:
    poetry = table(document, "tool", "poetry")
    groups = table(poetry, "group")
    tables = [
        *(table(poetry, "dependencies"), table(poetry, "dev-dependencies")),
        *(table(groups, name, "dependencies") for name in groups),
    ]
    stated = [(name, value) for each in tables for name, value in each.items()]
    return _present(_with_version(name, value) for name, value in stated if name != "python")


def _from_pipfile(document: Mapping[str, Any]) -> Iterator[Requirement]:
    tables = table(document, "packages"), table(document, "dev-packages")
    return _present(_with_version(name, value) for each in tables for name, value in each.items())


def _from_lines(text: str) -> Iterator[Requirement]:
    return _valid(re.split(r"\s#", line)[0].strip() for line in text.splitlines())


def _valid(texts: Iterable[str]) -> Iterator[Requirement]:
    return _present(map(read_requirement, texts))


def _present(found: Iterable[Requirement | None]) -> Iterator[Requirement]:
    return (requirement for requirement in found if requirement)


def _with_version(name: str, value: Any) -> Requirement | None:
    """Return a requirement, without a version that PEP 508 cannot express."""
    stated = value.get("version") if isinstance(value, dict) else value
    text = stated if isinstance(stated, str) and len(stated) <= _LONGEST else "*"
    parts = [_specifier(part.strip()) for part in text.split(",")]
    with_version = f"{name}{','.join(part for part in parts if part)}"
    return read_requirement(with_version) or read_requirement(name)


def _specifier(part: str) -> str:
    """Translate one constraint of Poetry: `^1.2`, `~1.2`, `1.2`, `1.*`, `*` or as in PEP 440."""
    if part in {"", "*"}:
        return ""
    if part[0] == "^" or (part[0] == "~" and part[1:2] != "="):
        numbers = [int(number) for number in re.findall(r"\d{1,9}", part.partition("-")[0])]
        at = _first_fixed(numbers) if part[0] == "^" else min(1, len(numbers) - 1)
        end = [*numbers[:at], numbers[at] + 1] if numbers else []
        return f">={part[1:].strip()},<{'.'.join(map(str, end))}"
    return f"=={part}" if part[0].isdigit() else part


def _first_fixed(numbers: list[int]) -> int:
    """Return the position of the number that `^` fixes: the first one that is not 0."""
    return next((at for at, number in enumerate(numbers) if number), len(numbers) - 1)
