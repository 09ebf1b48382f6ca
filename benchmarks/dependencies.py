"""Conversions of real declarations by `scaffold dependencies`, with the reason of each refusal.

    SCAFFOLD_DECLARATIONS=path/to/clones python -m benchmarks.dependencies [FOLDER]

Each folder is a repository; copies of its declarations are converted, with an index in reach. With
`migrate-to-uv` on the PATH, what it writes for Poetry, Pipfile and requirements is compared, too.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from scaffold.errors import ScaffoldError
from scaffold.verbs.converting import ConvertRequest, ConvertResult, convert_dependencies

_NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "node_modules", "*.ipynb", "*.csv")


def main() -> None:
    """Write a row for each repository, and how many have equal resolutions."""
    place = next(iter(sys.argv[1:]), "") or os.environ.get("SCAFFOLD_DECLARATIONS", "")
    if not place:
        sys.exit("Set SCAFFOLD_DECLARATIONS to a folder of repositories.")
    counts = Counter[str]()
    for repository in sorted(path for path in Path(place).iterdir() if path.is_dir()):
        outcome, row = convert_copy(repository)
        counts[outcome] += 1
        sys.stdout.write(f"{repository.name:42.42} {row}\n")
        sys.stdout.flush()
    sys.stdout.write(", ".join(f"{number} {name}" for name, number in counts.most_common()) + "\n")


def convert_copy(repository: Path) -> tuple[str, str]:
    """Return the outcome for a copy of a repository, and a row about it."""
    with tempfile.TemporaryDirectory() as base:
        copy = Path(base, repository.name)
        shutil.copytree(repository, copy, symlinks=True, ignore=_NOT_COPIED)
        try:
            result = convert_dependencies(ConvertRequest(copy, allow_dirty=True, lock=False))
        except ScaffoldError as error:
            outcome = type(error).__name__.removesuffix("Error")
            return outcome, f"{outcome:16} {error.message}"
        outcome = _name_outcome(result)
        return outcome, f"{outcome:16} {_describe(result)}{_compare(repository, result)}"


def _name_outcome(result: ConvertResult) -> str:
    if result.resolution is None:
        return "nothing to do"
    return "equal" if result.resolution.is_equal else "different"


def _describe(result: ConvertResult) -> str:
    kinds = ", ".join(f"{each.kind} {each.path}" for each in result.chosen.used)
    if result.resolution is None:
        return kinds
    packages = sum(each.count for each in result.resolution.compared)
    roles = len(result.resolution.compared)
    python = f"{result.resolution.tool}, Python {result.resolution.python}"
    lost = [name for each in result.resolution.compared for name in (*each.lost, *each.gained)]
    return f"{kinds}: {roles} roles, {packages} packages ({python}) {' '.join(lost[:6])}"


def _compare(repository: Path, result: ConvertResult) -> str:
    """Return what migrate-to-uv writes otherwise; empty if it writes the same, or is not there."""
    migrate = shutil.which("migrate-to-uv")
    if migrate is None or result.chosen.main.kind not in {"Poetry", "Pipfile", "requirements"}:
        return ""
    with tempfile.TemporaryDirectory() as base:
        copy = Path(base, repository.name)
        shutil.copytree(repository, copy, symlinks=True, ignore=_NOT_COPIED)
        command = [migrate, "--skip-lock", "--skip-uv-checks", str(copy)]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell
        if done.returncode:
            return " | migrate-to-uv fails"
        document = tomllib.loads((copy / "pyproject.toml").read_text("utf-8"))
    theirs = set(_forms(document.get("project", {}).get("dependencies", [])))
    ours = set(_forms(result.declared.dependencies))
    names = sorted({each.split("|")[0] for each in theirs ^ ours})
    return f" | migrate-to-uv differs: {' '.join(names[:8])}" if names else " | migrate-to-uv: same"


def _forms(texts: "list[str] | tuple[str, ...]") -> Iterator[str]:
    """Yield requirements in one form, which ends of ranges with more zeros do not change."""
    for text in texts:
        try:
            read = Requirement(text)
        except InvalidRequirement:
            yield text
            continue
        parts = sorted(str(each).removesuffix(".0").removesuffix(".0") for each in read.specifier)
        yield f"{canonicalize_name(read.name)}|{sorted(read.extras)}{parts}{read.marker or ''}"


if __name__ == "__main__":
    main()
