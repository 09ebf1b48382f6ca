"""What is resolved before and after: requirements files, one pair for each role. Only reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from packaging.utils import canonicalize_name

from scaffold.adoption.dependencies.chosen import Chosen
from scaffold.adoption.dependencies.declaration import Declaration, name_of, once, texts
from scaffold.adoption.dependencies.declared_project import expand_group
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.found import list_pip_files
from scaffold.adoption.dependencies.pip_files import choose_main, group_of, read_pip_file
from scaffold.adoption.dependencies.pip_lines import read_lines
from scaffold.adoption.dependencies.pip_requirements import translate

_OPTION = {"default": "--index-url", "flat": "--find-links"}
_NOT_RESOLVED = "# not resolved: "
# Includes the files of a group that several files list.
_ALL = "all-files-of-a-group.txt"


@dataclass(frozen=True, slots=True)
class Input:
    """A requirements file, and the files that it includes.

    Attributes:
        first: The path of the file.
        files: The texts by path.
    """

    first: str
    files: Mapping[str, str] = field(hash=False)

    @property
    def requires(self) -> tuple[str, ...]:
        """The lines of all files that are no comments, sorted: equal ones are resolved once."""
        lines = (line.strip() for text in self.files.values() for line in text.splitlines())
        return tuple(sorted({line for line in lines if line and not line.startswith("#")}))


@dataclass(frozen=True, slots=True)
class Pair:
    """What a role requires before and after.

    Attributes:
        role: The role, for the output.
        before: The old declaration.
        after: The new one, as pyproject.toml has it.
    """

    role: str
    before: Input
    after: Input


def list_pairs(folder: Folder, chosen: Chosen, declared: Declaration) -> Iterator[Pair]:
    """Yield a pair for the project itself, for each extra and for each group.

    Files of pip are resolved as they are, except for local paths, which would run their builds.
    """
    for each in chosen.used:
        if each.kind == "requirements":
            yield from _of_pip(folder, each, declared)
        else:
            yield from _of_tables(each, declared)


def _of_tables(old: Declaration, new: Declaration) -> Iterator[Pair]:
    if old.dependencies:
        yield Pair("dependencies", _write(old, old.dependencies), _write(new, new.dependencies))
    for name, listed in old.extras.items():
        before, after = [*old.dependencies, *listed], [*new.dependencies, *new.extras[name]]
        yield Pair(f"extra `{name}`", _write(old, before), _write(new, after))
    for name in old.groups:
        before = [*old.dependencies, *expand_group(old, name)]
        main = new.dependencies if old.dependencies else ()
        after = [*main, *expand_group(new, name)]
        yield Pair(f"group `{name}`", _write(old, before), _write(new, after))


def _of_pip(folder: Folder, old: Declaration, new: Declaration) -> Iterator[Pair]:
    if old.dependencies:
        before = _copy(folder, old.path)
        yield Pair("dependencies", before, _write(new, new.dependencies))
    listed = list_pip_files(folder)
    base = choose_main(listed)
    own = read_pip_file(folder, base).files if base else ()
    for name in old.groups:
        paths = [path for path in listed if path not in own and group_of(path) == name]
        before = _copy(folder, *paths)
        main = new.dependencies if base in before.files else ()
        after = [*main, *expand_group(new, name)]
        yield Pair(f"group `{name}`", before, _write(new, after))


def _copy(folder: Folder, first: str, *more: str) -> Input:
    """Return files and what they include, with local paths commented out."""
    paths = [path for each in (first, *more) for path in read_pip_file(folder, each).files]
    files = {path: _without_paths(folder, path) for path in paths}
    if not more:
        return Input(first, files)
    return Input(_ALL, {**files, _ALL: "".join(f"-r {each}\n" for each in (first, *more))})


def _without_paths(folder: Folder, path: str) -> str:
    text = folder.read(path) or ""
    base = path.rpartition("/")[0] or "."
    lines = text.split("\n")
    for line in read_lines(text):
        if not line.text and line.option != "--editable":
            continue
        written = translate(line.text or line.value, base, folder, editable=bool(line.option))
        if written.is_self or written.source:
            lines[line.number - 1] = _NOT_RESOLVED + lines[line.number - 1]
    return "\n".join(lines)


def _write(declaration: Declaration, listed: Sequence[str]) -> Input:
    """Return a requirements file for some requirements of a declaration, with its settings."""
    local = {
        canonicalize_name(name) for name, each in declaration.sources.items() if "path" in each
    }
    lines = [
        *map(_index, declaration.indexes),
        *_settings(declaration.settings),
        *(["-c constraints.txt"] if declaration.constraints else []),
        *(text for text in once(listed) if name_of(text) not in local),
    ]
    files = {"requirements.txt": "\n".join([*lines, ""])}
    if declaration.constraints:
        files["constraints.txt"] = "\n".join([*declaration.constraints, ""])
    return Input("requirements.txt", files)


def _index(index: Mapping[str, Any]) -> str:
    option = "--index-url" if index.get("default") else "--extra-index-url"
    return f"{_OPTION.get(str(index.get('format')), option)} {index.get('url', '')}"


def _settings(settings: Mapping[str, Any]) -> Iterator[str]:
    if settings.get("prerelease") == "allow":
        yield "--pre"
    for key, option in (("no-binary", "--no-binary"), ("no-build", "--only-binary")):
        if settings.get(key) is True:
            yield f"{option} :all:"
        for name in texts(settings.get(f"{key}-package")):
            yield f"{option} {name}"
