"""Conversions of real declarations by `scaffold dependencies`, with the reason of each refusal.

    SCAFFOLD_DECLARATIONS=path/to/clones python -m benchmarks.dependencies [FOLDER]

Each folder is a repository; copies of its declarations are converted, with an index in reach. With
`migrate-to-uv` on the PATH, what it writes for Poetry, Pipfile and requirements is compared, too.
The last lines count the outcomes for each kind of declaration. A repository that declares nothing,
or everything in `[project]`, has nothing to convert and does not count.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from scaffold.adoption.dependencies.chosen import choose
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.found import find_declarations
from scaffold.errors import ScaffoldError
from scaffold.verbs.converting import ConvertRequest, ConvertResult, convert_dependencies

_NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "node_modules", "*.ipynb", "*.csv")
_EQUAL, _NOTHING = "equal", "nothing to do"
# Most of the time is spent waiting for the index.
_AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a conversion came to.

    Attributes:
        name: The repository.
        kind: The kind of its main declaration; empty if there is none.
        result: `equal`, `different`, `nothing to do` or why it was refused.
        text: What was converted, or the reason.
    """

    name: str
    kind: str
    result: str
    text: str

    @property
    def counts(self) -> bool:
        """Whether there was something to convert."""
        return bool(self.kind) and self.result != _NOTHING


def main() -> None:
    """Write a row for each repository, and how many have equal resolutions."""
    place = next(iter(sys.argv[1:]), "") or os.environ.get("SCAFFOLD_DECLARATIONS", "")
    if not place:
        sys.exit("Set SCAFFOLD_DECLARATIONS to a folder of repositories.")
    outcomes = []
    repositories = sorted(path for path in Path(place).iterdir() if path.is_dir())
    with ProcessPoolExecutor(_AT_ONCE) as pool:
        for outcome in pool.map(convert_copy, repositories):
            outcomes.append(outcome)
            row = f"{outcome.name:34.34} {outcome.kind:16} {outcome.result:14} {outcome.text}"
            sys.stdout.write(f"{row}\n")
            sys.stdout.flush()
    sys.stdout.write("\n".join(["", *summarize(outcomes), ""]))


def summarize(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Yield a line for each kind of declaration, and one for all."""
    counted = [each for each in outcomes if each.counts]
    for kind in [*sorted({each.kind for each in counted}), ""]:
        results = Counter(each.result for each in counted if kind in ("", each.kind))
        others = [f"{number} {name}" for name, number in results.most_common() if name != _EQUAL]
        line = f"{results[_EQUAL]} of {results.total()} convertible equal"
        yield f"{kind or 'all':16} {', '.join([line, *others])}"


def convert_copy(repository: Path) -> Outcome:
    """Convert a copy of the declarations of a repository."""
    with tempfile.TemporaryDirectory() as base:
        copy = Path(base, repository.name)
        shutil.copytree(repository, copy, symlinks=True, ignore=_NOT_COPIED)
        chosen = choose(find_declarations(Folder(copy)))
        kind = chosen.main.kind if chosen else ""
        try:
            result = convert_dependencies(ConvertRequest(copy, allow_dirty=True, lock=False))
        except ScaffoldError as error:
            refused = type(error).__name__.removesuffix("Error")
            return Outcome(repository.name, kind, refused, error.message)
        text = f"{_describe(result)}{_compare(repository, result)}"
        return Outcome(repository.name, kind, _name_outcome(result), text)


def _name_outcome(result: ConvertResult) -> str:
    if result.resolution is None:
        return _NOTHING
    return _EQUAL if result.resolution.is_equal else "different"


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
