"""Lock what pyproject.toml declares with uv, in a scratch folder."""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scaffold.adoption.dependencies.declaration import Declaration, mapping, name_of
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.package_resolution import find_uv
from scaffold.files.parsing import parse_json, parse_or
from scaffold.files.scratch_copy import scratch_folder

LOCK = "uv.lock"
_LIMIT = 900.0


def lock(
    folder: Folder, pyproject: str, declared: Declaration, environment: Mapping[str, str]
) -> tuple[str, str]:
    """Return `uv.lock` for a new pyproject.toml, and why there is none.

    A lock that names an index which the repository does not name is not returned: it would send
    everyone else to an address of this machine.

    Args:
        folder: The repository.
        pyproject: The new text.
        declared: What it declares.
        environment: The variables of this process.
    """
    uv = find_uv(environment)
    if not uv:
        return "", ""
    if folder.has(LOCK):
        return "", f"`{LOCK}` is yours: run `uv lock` to update it"
    if any("path" in each for each in declared.sources.values()):
        return "", f"run `uv lock` to write `{LOCK}`: local packages are not built here"
    pins = dict(read_pins(folder))
    text = _run(uv, pyproject, pins, environment)
    if not text:
        return "", f"`{LOCK}` is not written: `uv lock` failed"
    foreign = next(_foreign_indexes(text, declared, environment), "")
    if foreign:
        return "", f"`{LOCK}` is not written: it would name an index of this machine"
    return text, ""


def _run(uv: str, pyproject: str, pins: Mapping[str, str], environment: Mapping[str, str]) -> str:
    """Lock twice if there are pins: with them, and again without, which keeps the versions."""
    with scratch_folder("scaffold-lock-") as scratch:
        place = scratch / "pyproject.toml"
        pinned = _with_pins(pyproject, pins)
        for text in [pinned, pyproject] if pinned != pyproject else [pyproject]:
            place.write_text(text, "utf-8")
            is_locked = _lock_once(uv, scratch, environment)
            if not is_locked and text == pyproject:
                return ""
        return (scratch / LOCK).read_text("utf-8")


def _lock_once(uv: str, scratch: Path, environment: Mapping[str, str]) -> bool:
    command = [uv, "lock", "--quiet", "--no-progress", "--project", str(scratch)]
    try:
        done = subprocess.run(  # noqa: S603 - a list, which no shell reads
            command,
            cwd=scratch,
            env={**environment, "GIT_TERMINAL_PROMPT": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_LIMIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _with_pins(pyproject: str, pins: Mapping[str, str]) -> str:
    """Return a text with the versions of an old lock as constraints, if it has none."""
    if not pins or "constraint-dependencies" in pyproject:
        return pyproject
    listed = json.dumps([f"{name}=={version}" for name, version in sorted(pins.items())])
    line = f"constraint-dependencies = {listed}\n"
    found = re.search(r"^\[tool\.uv\][^\n]*\n", pyproject, re.M)
    if found:
        return pyproject[: found.end()] + line + pyproject[found.end() :]
    return f"{pyproject.rstrip()}\n\n[tool.uv]\n{line}"


def read_pins(folder: Folder) -> Iterator[tuple[str, str]]:
    """Yield names and versions in the locks of Poetry, Pipenv and pip-tools."""
    packages = folder.toml("poetry.lock").get("package", [])
    for package in packages if isinstance(packages, list) else []:
        said = mapping(package)
        if isinstance(said.get("name"), str) and isinstance(said.get("version"), str):
            yield name_of(said["name"]), said["version"]
    document: Any = parse_or(folder.read("Pipfile.lock") or "", parse_json, {})
    for section in ("default", "develop"):
        for name, package in mapping(mapping(document).get(section)).items():
            version = mapping(package).get("version")
            if isinstance(version, str) and version.startswith("=="):
                yield name_of(name), version[2:]


def _foreign_indexes(
    text: str, declared: Declaration, environment: Mapping[str, str]
) -> Iterator[str]:
    """Yield the indexes of a lock that only the settings of this machine name."""
    known = {str(index.get("url", "")).rstrip("/") for index in declared.indexes}
    settings = " ".join(
        value for name, value in environment.items() if name.startswith(("UV_", "PIP_"))
    )
    for registry in re.findall(r'registry = "([^"]*)"', text):
        address = registry.rstrip("/")
        is_local = not address.startswith("https://") or address in settings
        if address not in known and is_local:
            yield registry
