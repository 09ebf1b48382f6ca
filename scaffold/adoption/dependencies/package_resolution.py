"""Resolve requirements with uv or pip, which contacts package indexes, and compare the results."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import which

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from scaffold.adoption.dependencies.dependency_errors import NotResolvedError
from scaffold.adoption.dependencies.inputs import Input, Pair
from scaffold.adoption.dependencies.resolver_failures import ResolverFailedError
from scaffold.files.scratch_copy import scratch_folder

_LIMIT = 300.0
# Old packages need the Python of their time.
_PYTHONS = ("3.13", "3.12", "3.11", "3.10", "3.9", "3.8", "3.7", "3.6")
# Neither colors nor prompts, and what Git says is in English.
_SETTINGS = {"NO_COLOR": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}

Packages = frozenset[str]


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that resolves.

    Attributes:
        name: `uv` or `pip`.
        command: The command that starts it.
        python: The version of Python to resolve for; empty for the one that runs.
    """

    name: str
    command: tuple[str, ...]
    python: str = ""

    def words(self, file: str) -> list[str]:
        """Return the command for a file."""
        if self.name == "uv":
            version = ["--python-version", self.python] if self.python else []
            options = ["--no-header", "--no-annotate", "--quiet", "--no-progress", *version]
            return [*self.command, "pip", "compile", file, *options]
        options = ["--dry-run", "--ignore-installed", "--no-input", "--disable-pip-version-check"]
        return [
            *self.command,
            "install",
            *options,
            "--quiet",
            "--report",
            "report.json",
            "-r",
            file,
        ]


@dataclass(frozen=True, slots=True)
class Compared:
    """The packages of one role before and after.

    Attributes:
        role: The role.
        count: How many packages there are before.
        lost: Packages that are only there before.
        gained: Packages that are only there after.
    """

    role: str
    count: int
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether both are the same."""
        return not (self.lost or self.gained)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was resolved.

    Attributes:
        tool: The program.
        python: The version of Python.
        compared: The result for each role.
    """

    tool: str
    python: str
    compared: tuple[Compared, ...]

    @property
    def is_equal(self) -> bool:
        """Whether all roles have the same packages before and after."""
        return all(each.is_equal for each in self.compared)


def resolve_pairs(pairs: Sequence[Pair], python: str, environment: Mapping[str, str]) -> Resolution:
    """Resolve all pairs with the first tool that can resolve the old declaration.

    Args:
        pairs: What to resolve.
        python: The versions of Python that the project allows; empty if it does not say so.
        environment: The variables of this process.

    Raises:
        NotResolvedError: No tool can resolve the old declaration.
    """
    failed: list[ResolverFailedError] = []
    for tool in list_tools(python, environment):
        try:
            return _resolve_with(tool, pairs, environment)
        except ResolverFailedError as error:
            failed.append(error)
            if error.is_final:
                break
    if not failed:
        raise NotResolvedError("neither `uv` nor `pip` is installed")
    if failed[-1].git:
        raise NotResolvedError(failed[-1].git)
    if any(each.is_offline for each in failed):
        raise NotResolvedError("a package index cannot be reached")
    worst = next((each for each in failed if not each.is_about_python), failed[0])
    raise NotResolvedError(f"the old declaration cannot be resolved: {worst.reason}")


def list_tools(python: str, environment: Mapping[str, str]) -> Iterator[Tool]:
    """Yield uv, for the newest Python first that a project allows, and pip for the running one."""
    uv = find_uv(environment)
    if uv:
        for version in _allowed(python):
            yield Tool("uv", (uv,), version)
    if find_spec("pip"):
        yield Tool("pip", (sys.executable, "-P", "-m", "pip"))  # Not from the scratch folder.


def find_uv(environment: Mapping[str, str]) -> str:
    """Return the path of uv; empty if there is none, or only one of the current folder."""
    found = which("uv", path=environment.get("PATH"))
    return found if found and Path(found).is_absolute() else ""


def _allowed(python: str) -> list[str]:
    running = ".".join(map(str, sys.version_info[:2]))
    known = [running, *(each for each in _PYTHONS if each != running)]
    allowed = SpecifierSet(python)
    found = [each for each in known if any(allowed.contains(f"{each}{end}") for end in ("", ".99"))]
    exact = [f"{part.version}" for part in allowed if part.operator == "=="]
    return found or [version.removesuffix(".*") for version in exact] or [running]


def _resolve_with(tool: Tool, pairs: Sequence[Pair], environment: Mapping[str, str]) -> Resolution:
    known: dict[tuple[str, ...], Packages] = {}

    def resolve(wanted: Input) -> Packages:
        if wanted.requires not in known:
            known[wanted.requires] = _resolve(tool, wanted, environment)
        return known[wanted.requires]

    compared = []
    for pair in pairs:
        before = resolve(pair.before)
        try:
            after = resolve(pair.after)
        except ResolverFailedError as error:
            if error.is_offline or error.git:
                raise
            after = frozenset({f"(nothing: {error.reason})"})
        lost, gained = sorted(before - after), sorted(after - before)
        compared.append(Compared(pair.role, len(before), tuple(lost), tuple(gained)))
    running = ".".join(map(str, sys.version_info[:2]))
    return Resolution(tool.name, tool.python or running, tuple(compared))


def _resolve(tool: Tool, wanted: Input, environment: Mapping[str, str]) -> Packages:
    if not wanted.requires:
        return frozenset()
    with scratch_folder("scaffold-resolve-") as scratch:
        for path, text in wanted.files.items():
            place = scratch / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8")
        output = _run(tool.words(wanted.first), scratch, environment)
        if tool.name == "pip":
            return frozenset(_read_report(scratch / "report.json"))
        return frozenset(_read_lines(output.splitlines()))


def _run(command: list[str], scratch: Path, environment: Mapping[str, str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - a list, which no shell reads
            command,
            cwd=scratch,
            env={**environment, **_SETTINGS},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ResolverFailedError(f"not done within {_LIMIT:.0f} s") from None
    except OSError as error:
        raise ResolverFailedError(os.strerror(error.errno or 0)) from None
    if done.returncode:
        raise ResolverFailedError(done.stderr)
    return done.stdout


def _read_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield name and version, or address, of each package that uv prints."""
    for line in lines:
        plain = line.split(" ;")[0].strip()
        if plain and not plain.startswith(("#", "-")):
            name, separator, rest = plain.partition("==" if "==" in plain else " @ ")
            yield f"{canonicalize_name(name.partition('[')[0])}{separator}{rest}"


def _read_report(path: Path) -> Iterator[str]:
    report = json.loads(path.read_text("utf-8"))
    for each in report["install"]:
        name = canonicalize_name(each["metadata"]["name"])
        address = each["download_info"]["url"] if each.get("is_direct") else ""
        yield f"{name} @ {address}" if address else f"{name}=={each['metadata']['version']}"
