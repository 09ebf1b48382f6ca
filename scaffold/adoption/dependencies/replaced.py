"""Plan the removal of the old declarations, and find what still needs them. Only reads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scaffold.adoption.dependencies.chosen import Chosen
from scaffold.adoption.dependencies.declaration import Declaration, mapping, texts
from scaffold.adoption.dependencies.declared_project import PYPROJECT
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.found import LOCKS
from scaffold.adoption.dependencies.removing import remove_arguments, remove_places
from scaffold.adoption.dependencies.setup_cfg import SETUP_CFG
from scaffold.adoption.dependencies.setup_script import SETUP_PY
from scaffold.project.other_files import list_project_files

_WHOLE = frozenset({"requirements", "Pipfile", "conda"})
_LISTS = ("install_requires", "extras_require")
# Files that install from a requirements file; in texts for people it is only mentioned.
_USERS = re.compile(
    r"(?i)(.*/)?((docker|container)file[^/]*|[^/]*\.(dockerfile|sh|toml|cfg|ini|py|ya?ml)"
    r"|makefile|justfile|procfile|manifest\.in|jenkinsfile)"
)
_MOST_USERS = 2_000
_POETRY_KEYS = ("dependencies", "dev-dependencies", "extras", "source")
_NEWER = "poetry-core>=2.0"
_READS_PROJECT = re.compile(r"poetry-core\s*(?:>=|==|~=)\s*(?:[2-9]|\d\d)")
_IS_OPEN = re.compile(r"poetry-core\s*(>=\s*[\d.a-z]+)?")


@dataclass(slots=True)
class Replaced:
    """What happens to the old declarations.

    Attributes:
        texts: New texts by path; None for a file that is removed.
        kept: Why an old declaration stays, by path.
        notes: What else to know.
    """

    texts: dict[str, str | None] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def replace_old(folder: Folder, chosen: Chosen, pyproject: str) -> Replaced:
    """Remove what is declared in pyproject.toml now; what is still needed stays.

    Args:
        folder: The repository.
        chosen: The declarations that were converted.
        pyproject: The new text of pyproject.toml.
    """
    made = Replaced({PYPROJECT: pyproject})
    for each in chosen.used:
        if each.kind in _WHOLE:
            _remove_files(folder, each, made)
        elif each.kind == "Poetry":
            _empty_poetry(folder, each, made)
        elif each.kind == SETUP_CFG:
            _edit(folder, SETUP_CFG, made)
        elif each.kind == SETUP_PY:
            _edit_script(folder, made)
            _edit(folder, SETUP_CFG, made)
    return made


def _remove_files(folder: Folder, declaration: Declaration, made: Replaced) -> None:
    if declaration.is_part and declaration.kind != "requirements":
        made.kept[declaration.path] = "only its groups were converted"
        return
    if declaration.conda_only:
        made.kept[declaration.path] = f"only conda has {declaration.conda_only[0]}"
        return
    lock = LOCKS.get(declaration.kind, "")
    listed = [*declaration.files, *([lock] if folder.has(lock) else [])]
    users = dict(find_users(folder, listed))
    for path in listed:
        if path in users:
            made.kept[path] = f"`{users[path]}` uses it"
        else:
            made.texts[path] = None


def find_users(folder: Folder, paths: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the files of a list that another file names, with that file."""
    listed, _ = list_project_files(folder.path)
    others = [path for path in listed if path not in paths and _USERS.fullmatch(path)]
    found = set[str]()
    for other in others[:_MOST_USERS]:
        text = folder.read(other) or ""
        for path in paths:
            if (
                path not in found
                and path in text
                and re.search(rf"(?<![\w.-]){re.escape(path)}(?![\w-])", text)
            ):
                found.add(path)
                yield path, other


def _empty_poetry(folder: Folder, declaration: Declaration, made: Replaced) -> None:
    """Remove the tables of Poetry, if the version that builds the project reads `[project]`."""
    document = folder.toml(PYPROJECT)
    requires = mapping(document.get("build-system")).get("requires")
    older = [each for each in texts(requires) if each.startswith("poetry")]
    older = [each for each in older if not _READS_PROJECT.match(each)]
    fixed = next((each for each in older if not _IS_OPEN.fullmatch(each)), "")
    if fixed:
        made.kept[PYPROJECT] = f"`{fixed}` in `[build-system]` may not read `[project]`"
        return
    for each in older:
        made.texts[PYPROJECT] = _raise_core(str(made.texts[PYPROJECT]), each)
        made.notes.append(f"`[build-system]` requires `{_NEWER}`, the first that reads `[project]`")
    places = [("tool", "poetry", *place) for place in _list_poetry(declaration)]
    text, kept = remove_places(PYPROJECT, made.texts[PYPROJECT] or "", places)
    made.texts[PYPROJECT] = text
    made.kept.update((PYPROJECT, reason) for reason in kept[:1])
    if folder.has("poetry.lock"):
        made.notes.append("`poetry.lock` is out of date: run `poetry lock`")


def _raise_core(text: str, older: str) -> str:
    """Return a text whose `[build-system]` requires the version that reads `[project]`."""
    header = re.search(r"(?m)^[ \t]*\[?[ \t]*build-system\b", text)
    at = header.end() if header else 0
    item = re.compile(rf"([\"']){re.escape(older)}\1")
    return text[:at] + item.sub(rf"\g<1>{_NEWER}\g<1>", text[at:], count=1)


def _list_poetry(declaration: Declaration) -> Iterator[tuple[str, ...]]:
    """Yield the places of what was converted, in `[tool.poetry]`."""
    if not declaration.is_part:
        yield from ((key,) for key in (*_POETRY_KEYS, "group"))
        return
    if "dev" in declaration.groups:
        yield ("dev-dependencies",)
    yield from (("group", name) for name in declaration.groups)


def _edit(folder: Folder, path: str, made: Replaced) -> None:
    places = [("[options]", key) for key in ("install_requires", "install-requires")]
    before = folder.read(path)
    if before is None:
        return
    text, kept = remove_places(path, before, [*places, ("[options.extras_require]",)])
    made.texts[path] = text
    made.kept.update((path, reason) for reason in kept[:1])


def _edit_script(folder: Folder, made: Replaced) -> None:
    before = folder.read(SETUP_PY) or ""
    made.texts[SETUP_PY] = remove_arguments(before, _LISTS)
    if made.texts[SETUP_PY] == before:
        made.kept[SETUP_PY] = "its lists are not arguments of `setup()`"
