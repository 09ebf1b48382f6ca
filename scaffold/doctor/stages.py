"""Checks of the stage folders and of the imports between stages."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import PurePosixPath

from scaffold.answers.file import parse_answers, read_answers_file
from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.modules import Import
from scaffold.doctor.packages import make_package
from scaffold.doctor.repository import Repository
from scaffold.errors import ScaffoldError
from scaffold.files.tree import Change, File, list_files, read_paths
from scaffold.project.ignored import find_ignored
from scaffold.project.stage_names import STAGES

# Imports that a stage must not have. The other stages may import each other: training evaluates,
# and saves what inference loads. `utils` is for all stages and imports none.
_AGAINST_THE_FLOW: Mapping[str, frozenset[str]] = {
    "data": frozenset({"models", "evaluation", "inference"}),
    "utils": STAGES - {"utils"},
}
# A single folder named `data` or `utils` is not enough evidence.
_FEWEST = 2
_FOLDER = File(b"a folder", "obstacle")
_NO_STAGES = Skipped("no stage folders with code")


def find_misplaced(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find stages that are missing in the folder from the answers, or that are in two folders."""
    place = _answered_place(repository)
    if place:
        return _missing(repository, place)
    places = _seen_places(repository)
    if not places:
        return _NO_STAGES
    return (
        Finding(place, f"contains stages, but so does `{places[0] or '.'}`") for place in places[1:]
    )


def find_imports_against_the_flow(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find imports with which an early stage depends on a later one."""
    answered = _answered_place(repository)
    places = [answered] if answered else _seen_places(repository)
    stages = {
        f"{place}/{stage}".lstrip("/"): (place, stage) for place in places for stage in STAGES
    }
    staged = {
        path: stages[folder]
        for path in repository.code
        for folder in map(str, PurePosixPath(path).parents)
        if folder in stages
    }
    return _against_the_flow(repository, staged) if staged else _NO_STAGES


def _answered_place(repository: Repository) -> str:
    """Return the folder of the stages according to the answers; empty if unknown."""
    try:
        answers = parse_answers(read_answers_file(repository.path))
    except ScaffoldError:
        return ""
    layout, package = answers.get("layout"), answers.get("package_name")
    if layout == "package" and isinstance(package, str) and package.isidentifier():
        return f"src/{package}"
    return "src" if layout == "flat" else ""


def _seen_places(repository: Repository) -> list[str]:
    """Return the folders with several stages with code; empty text for the top folder."""
    found: dict[str, set[str]] = {}
    for path in repository.code:
        *parents, _ = path.split("/")
        for depth, name in enumerate(parents[:3]):
            if name in STAGES:
                found.setdefault("/".join(parents[:depth]), set()).add(name)
    places = sorted(place for place, stages in found.items() if len(stages) >= _FEWEST)
    # A subpackage can have its own stages: `ranking/data` next to `data`.
    packages = {
        PurePosixPath(place) for place in places if f"{place}/__init__.py" in repository.sizes
    }
    return [place for place in places if packages.isdisjoint(PurePosixPath(place).parents)]


def _missing(repository: Repository, place: str) -> Iterator[Finding]:
    for stage in sorted(STAGES):
        folder = f"{place}/{stage}"
        if not any(path.startswith(f"{folder}/") for path in repository.files):
            yield _ignored(repository, folder) or Finding(
                folder,
                "stage folder is missing",
                repair=make_package(repository, folder),
            )


def _ignored(repository: Repository, folder: str) -> Finding | None:
    """Return a finding for a stage whose files are all ignored by Git."""
    standing = read_paths(repository.path, [folder]).get(folder)
    if standing != _FOLDER:  # Symlinks are not followed.
        return None
    files = list_files(repository.path / folder, ["__pycache__"])
    made = [Change(f"{folder}/{path}", None, File(b"")) for path in islice(files, 1)]
    reasons = [file.reason for file in find_ignored(repository.path, made, {})]
    return Finding(folder, f"is {reasons[0]}") if reasons else None


def _against_the_flow(
    repository: Repository, staged: Mapping[str, tuple[str, str]]
) -> Iterator[Finding]:
    for path, (place, stage) in staged.items():
        module = repository.module(path)
        imported = module.imports if module and stage in _AGAINST_THE_FLOW else ()
        # One line can import several names of a stage.
        later = {
            (each.line, _stage_of(_full_name(each, path), place))
            for each in imported
            if each.at_run_time
        }
        for line, other in sorted(later):
            if other in _AGAINST_THE_FLOW[stage]:
                yield Finding(path, f"`{stage}` imports from the later stage `{other}`", line)


def _full_name(imported: Import, path: str) -> str:
    """Return the absolute name of an import."""
    if not imported.level:
        return imported.name
    package = path.split("/")[:-1]
    return ".".join([*package[: len(package) - imported.level + 1], imported.name])


def _stage_of(imported: str, place: str) -> str:
    """Return the stage of an absolute name; empty if it is not in a stage."""
    parts = place.split("/") if place else []
    # Modules in `src/` are imported with or without `src` in their names.
    roots = [parts, parts[1:]] if parts[:1] == ["src"] else [parts]
    names = imported.split(".")
    for root in roots:
        if names[: len(root)] == root and names[len(root) : len(root) + 1]:
            name = names[len(root)]
            if name in STAGES:
                return name
    return ""
