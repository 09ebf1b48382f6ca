"""One line of a requirements file as PEP 508 writes it, or why that is impossible. Pure."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)

from scaffold.adoption.dependencies.declaration import (
    LONGEST,
    describe_git,
    normalize,
    read_requirement,
    write_requirement,
)
from scaffold.adoption.dependencies.folder import Folder, is_outside, join

_VCS = re.compile(r"(git|hg|svn|bzr)\+\S+")
_ADDRESS = re.compile(r"(https?|file|ftp)://\S+|(git|ssh)@\S+")
_CONDA = re.compile(r"[\w.-]+=[\w.*]+(=\w+)?")
_LOCAL = re.compile(r"(\.{1,2}([/\\].*)?|[/~\\].*|.*[/\\].*|[\w.-]+\.(whl|tar\.gz|zip))(\[.*\])?")


@dataclass(frozen=True, slots=True)
class Written:
    """A requirement, written as PEP 508.

    Attributes:
        text: The requirement; empty if nothing is written.
        source: The name of the package and where uv finds it, for a local path.
        is_self: Whether it is the project itself.
        extras: Extras of the project itself that it asks for.
        note: What is written otherwise.
        problem: Why it cannot be written.
    """

    text: str = ""
    source: tuple[str, dict[str, Any]] | None = None
    is_self: bool = False
    extras: tuple[str, ...] = field(default=())
    note: str = ""
    problem: str = ""


def translate(text: str, base: str, folder: Folder, *, editable: bool = False) -> Written:
    """Return a requirement as PEP 508 writes it.

    Args:
        text: The requirement, without the options behind it.
        base: The folder of its file.
        folder: The repository.
        editable: Whether it is installed from where it is.
    """
    if len(text) > LONGEST:
        return Written(problem=f"`{text[:40]}` and so on is longer than any requirement")
    if "${" in text:
        return Written(problem=f"`{text}` depends on an environment variable")
    plain, _, marker = text.partition(" ; ") if _VCS.match(text) else (text, "", "")
    if _VCS.match(plain):
        return _from_vcs(plain.strip(), marker.strip(), editable=editable)
    if _ADDRESS.match(plain):
        return _from_address(plain)
    requirement = read_requirement(text)
    if requirement is None and _LOCAL.fullmatch(text.split(" ;")[0].strip()):
        return _from_path(text, base, folder, editable=editable)
    if requirement is None and _CONDA.fullmatch(text):
        return Written(problem=f"`{text}` is written for conda, not for pip")
    if requirement is None:
        return Written(problem=f"`{text[:80]}` is not a requirement of PEP 508")
    if (requirement.url or "").startswith("file:"):
        return Written(problem=f"`{text[:80]}` is a file of one machine")
    return Written(normalize(requirement))


def _from_vcs(text: str, marker: str, *, editable: bool) -> Written:
    address, _, fragment = text.partition("#")
    said = parse_qs(fragment.replace("&amp;", "&"))
    egg = said.get("egg", [""])[0]
    found = re.match(r"([A-Za-z0-9][\w.-]*)(?:\[([\w,\s.-]*)\])?", egg)
    path = urlsplit(address).path.rpartition("/")[2]
    name = found[1] if found else re.sub(r"(\.git)?(@.*)?$", "", path)
    if not re.fullmatch(r"[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?", name):
        return Written(problem=f"`{text}` does not name its package")
    if re.search(r"-\d[\w.]*$", name) and found:
        name = re.sub(r"-\d[\w.]*$", "", name)
    if address.startswith("git+"):
        address = describe_git(address, folder=said.get("subdirectory", [""])[0])
    extras = [each.strip() for each in (found[2] or "").split(",")] if found else []
    written = write_requirement(name, extras=filter(None, extras), address=address, marker=marker)
    notes = [f"`{name}` is not editable any more"] if editable else []
    notes += [] if found else [f"`{name}` is named after its repository"]
    return Written(written, note="; ".join(notes))


def _from_address(text: str) -> Written:
    plain, _, marker = text.partition(" ; ")
    address, _, fragment = plain.partition("#")
    egg = parse_qs(fragment).get("egg", [""])[0]
    name = egg or _name_of_archive(urlsplit(address).path.rpartition("/")[2])
    if not name or not re.fullmatch(r"[A-Za-z0-9][\w.-]*(\[.*\])?", name):
        return Written(problem=f"`{plain}` does not name its package")
    if address.startswith("file:"):
        return Written(problem=f"`{plain}` is a file of one machine")
    kept = re.sub(r"&?egg=[^&]*&?", "", fragment)
    return Written(
        write_requirement(
            name, address=address + (f"#{kept}" if kept else ""), marker=marker.strip()
        )
    )


def _name_of_archive(file: str) -> str:
    try:
        if file.endswith(".whl"):
            return str(parse_wheel_filename(file.replace("%2B", "+"))[0])
        return str(parse_sdist_filename(file)[0])
    except (InvalidWheelFilename, InvalidSdistFilename):
        return ""


def _from_path(text: str, base: str, folder: Folder, *, editable: bool) -> Written:
    plain, _, marker = text.partition(";")
    found = re.fullmatch(r"(.*?)(?:\[([\w,\s.-]*)\])?", plain.strip())
    written, listed = (found[1], found[2] or "") if found else (plain, "")
    extras = tuple(each.strip() for each in listed.split(",") if each.strip())
    path = join(base, written.removeprefix("file:"))
    if path == "." or (editable and join("", written) == "."):
        return Written(is_self=True, extras=extras)
    if is_outside(path) or written.startswith(("~", "/")):
        return Written(problem=f"`{text}` is outside the repository")
    name = _name_of_archive(path.rpartition("/")[2]) or folder.find_name(path)
    if not name:
        return Written(problem=f"`{text}`: no file in it names the package")
    source: dict[str, Any] = {"path": path, **({"editable": True} if editable else {})}
    return Written(
        write_requirement(name, extras=extras, marker=marker.strip()),
        source=(name, source),
        note=f"pip does not read where `{name}` is: only uv reads `[tool.uv.sources]`",
    )
