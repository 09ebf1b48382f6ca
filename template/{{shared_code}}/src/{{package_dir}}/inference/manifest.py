"""The manifest of a run: what its files must be, checked before they are parsed."""

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from ..errors import RunError

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Seal:
    """What identifies a run: the digest of its manifest, and the versions it was made with."""

    digest: str
    versions: Mapping[str, str]


def current_versions(libraries: Iterable[str]) -> dict[str, str]:
    """Return the versions of Python and of the libraries a model is made with."""
    python = ".".join(str(part) for part in sys.version_info[:3])
    return {"python": python} | {name: version(name) for name in libraries}


def seal(contents: Mapping[str, bytes], libraries: Iterable[str]) -> bytes:
    """Return the manifest of files: their SHA-256, the versions, and its own digest."""
    facts = {
        "files": {name: _digest(content) for name, content in sorted(contents.items())},
        "versions": current_versions(libraries),
    }
    return _render(facts | {"digest": _digest(_render(facts))})


def read_sealed(
    folder: Path, names: Sequence[str] | None = None, same_minor: Iterable[str] = ()
) -> dict[str, bytes]:
    """Read the named files of a run, or all, once; return only what agrees with its manifest.

    `same_minor` names the libraries whose models may load in another minor version and still
    answer otherwise.

    Raises:
        RunError: a file is missing, cannot be read or is not what was written, or the model was
            made with another minor version of one of those libraries.
    """
    facts = _read_manifest(folder)
    wanted = facts["files"] if names is None else names
    contents = {name: _read(folder / name) for name in wanted}
    for name, content in contents.items():
        if facts["files"].get(name) != _digest(content):
            raise _corrupt(folder / name, "its SHA-256 is not the one in the manifest")
    for library in same_minor:
        _check_version(folder, library, facts["versions"].get(library, "none"))
    return contents


def read_seal(folder: Path) -> Seal:
    """Return what identifies a run.

    Raises:
        RunError: the manifest is missing, cannot be read or is not what was written.
    """
    facts = _read_manifest(folder)
    return Seal(_digest(_render(facts)), facts["versions"])


def _read_manifest(folder: Path) -> dict[str, dict[str, str]]:
    """Return the manifest's facts, if its own digest agrees with them."""
    path = folder / MANIFEST
    content = _read(path)
    try:
        manifest = json.loads(content)
        facts = {"files": dict(manifest["files"]), "versions": dict(manifest["versions"])}
        digest = manifest["digest"]
    except (ValueError, KeyError, TypeError) as error:
        raise _corrupt(path, "it is not a manifest") from error
    # To the byte: a changed blank is a changed file too.
    if _render(facts | {"digest": digest}) != content or digest != _digest(_render(facts)):
        raise _corrupt(path, "its own digest does not agree with it")
    return facts


def _check_version(folder: Path, library: str, made: str) -> None:
    """Refuse a model of another minor version of a library."""
    here = version(library)
    if made.split(".")[:2] != here.split(".")[:2]:
        raise RunError(
            f"run {folder.name} was made with {library} {made}, and this is {here}",
            "train again, or install the version it was made with",
        )


def _read(path: Path) -> bytes:
    """Return the bytes of a file of a run."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise _corrupt(path, error.strerror or "it cannot be read") from error


def _corrupt(path: Path, reason: str) -> RunError:
    """Return the error for a file that is not what was written."""
    return RunError(
        f"{path.parent.name}/{path.name} is not as it was written: {reason}",
        "the run cannot be trusted; use another run or train again",
    )


def _render(value: object) -> bytes:
    """Return the one way a manifest is written."""
    return (json.dumps(value, indent=2, sort_keys=True) + "\n").encode()


def _digest(content: bytes) -> str:
    """Return the SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
