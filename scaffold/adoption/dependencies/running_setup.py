"""Run setup.py in a scratch environment, and read what it declares. Runs the repository's code."""

import subprocess
import sys
from collections.abc import Mapping
from email.parser import HeaderParser
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scaffold.adoption.dependencies.declaration import Declaration, normalize, once
from scaffold.adoption.dependencies.dependency_errors import NotConvertibleError
from scaffold.adoption.dependencies.package_resolution import find_uv
from scaffold.adoption.dependencies.setup_script import SETUP_PY
from scaffold.files.scratch_copy import check_size, copy_project, scratch_folder

_LIMIT = 900.0
_METADATA = """\
import sys
out, sys.argv[:] = sys.argv[1], ["setup.py"]
sys.path.insert(0, "")
from setuptools.build_meta import __legacy__ as backend
backend.prepare_metadata_for_build_wheel(out)
"""
_BUILD = ["setuptools<81", "wheel"]  # The last that bring `pkg_resources`.


def run_setup(folder: Path, environment: Mapping[str, str]) -> Declaration:
    """Return what setup.py declares when it runs, in a copy of the repository.

    Args:
        folder: The repository.
        environment: The variables of this process.

    Raises:
        ScratchCopyError: The repository cannot be copied.
        NotConvertibleError: It fails.
    """
    check_size(folder)
    with scratch_folder("scaffold-setup-") as base:
        copy_project(folder.resolve(), base / "project")
        python = _make_environment(base / "environment", environment)
        out = base / "metadata"
        out.mkdir()
        _run([python, "-c", _METADATA, str(out)], base / "project", environment)
        found = next(out.glob("*/METADATA"), None)
        if found is None:
            raise NotConvertibleError(SETUP_PY, ["it wrote no metadata"])
        return _read(found.read_text("utf-8", "replace"))


def _make_environment(place: Path, environment: Mapping[str, str]) -> str:
    """Make an environment with setuptools, and return its Python."""
    here = place.parent
    uv = find_uv(environment)
    program = place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if uv:
        _run([uv, "venv", "--quiet", "--python", sys.executable, str(place)], here, environment)
        _run([uv, "pip", "install", "-q", "--python", str(program), *_BUILD], here, environment)
    else:
        _run([sys.executable, "-m", "venv", str(place)], here, environment)
        # A new environment can have an old setuptools; a build takes the newest.
        pip = [str(program), "-m", "pip", "install", "-q", "--upgrade"]
        _run([*pip, *_BUILD], here, environment)
    return str(program)


def _run(command: list[str], folder: Path, environment: Mapping[str, str]) -> None:
    try:
        subprocess.run(  # noqa: S603 - a list, which no shell reads
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_LIMIT,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        lines = error.stderr.strip().splitlines() or [f"exit code {error.returncode}"]
        raise NotConvertibleError(SETUP_PY, [f"it fails when it runs: {lines[-1][:200]}"]) from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotConvertibleError(SETUP_PY, [type(error).__name__]) from None


def _read(metadata: str) -> Declaration:
    """Return what a file METADATA declares; extras are in markers there."""
    message = HeaderParser().parsestr(metadata)
    extras: dict[str, list[str]] = {name: [] for name in message.get_all("Provides-Extra", [])}
    dependencies = list[str]()
    for text in message.get_all("Requires-Dist", []):
        requirement = Requirement(text)
        extra = _take_extra(requirement)
        listed = extras.setdefault(extra, []) if extra else dependencies
        listed.append(normalize(requirement))
    return Declaration(
        path=SETUP_PY,
        kind=SETUP_PY,
        dependencies=once(dependencies),
        extras={name: once(listed) for name, listed in extras.items() if listed},
        name=str(message.get("Name", "")),
        version=str(message.get("Version", "")),
        python=str(message.get("Requires-Python", "")),
        files=(SETUP_PY,),
    )


def _take_extra(requirement: Requirement) -> str:
    """Return the extra of a requirement, and remove it from its marker."""
    text = str(requirement.marker or "")
    before, found, extra = text.partition('extra == "')
    if not found:
        return ""
    rest = before.removesuffix(" and ")
    requirement.marker = Marker(rest) if rest else None
    return canonicalize_name(extra.partition('"')[0])
