"""Checks of the stage folders and of the imports between stages."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from scaffold.answers.kept import match_kept
from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.modules import Import
from scaffold.doctor.packages import make_package
from scaffold.doctor.repository import Repository
from scaffold.files.tree import Change, File, list_files, read_paths
from scaffold.project.ignored import find_ignored
from scaffold.project.project import find_answers
from scaffold.project.stage_names import STAGES, read_stages

# Imports that a stage must not have. The other stages may import each other: training evaluates,
# and saves what inference loads. `utils` is for all stages and imports none.
_AGAINST_THE_FLOW: Mapping[str, frozenset[str]] = {
    "data": frozenset({"models", "evaluation", "inference"}),
    "utils": STAGES - {"utils"},
}
# A single folder named `data` or `utils` is not enough evidence.
_FEWEST = 2
_FOLDER = File(b"a folder", "obstacle")
# The stages by the paths of their code: folders and modules.
_Stages = Mapping[str, str]
_NO_STAGES = Skipped("no stage folders with code")


def find_misplaced(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find stages that are missing in the folder from the answers, or that are in two folders."""
    answers = find_answers(repository.path)
    as_is = _paths_as_is(answers)
    if as_is:
        return _gone(repository, as_is)
    place = _answered_place(answers)
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
    staged = {
        path: (stages, stages[place])
        for stages in _find_stages(repository)
        for path in repository.code
        for place in (path, *map(str, PurePosixPath(path).parents))
        if place in stages
    }
    return _against_the_flow(repository, staged) if staged else _NO_STAGES


def _find_stages(repository: Repository) -> list[_Stages]:
    """Return the stages by their paths: of the answers, else of each folder with several."""
    answers = find_answers(repository.path)
    as_is = _paths_as_is(answers)
    if as_is:
        return [as_is]
    answered = _answered_place(answers)
    places = [answered] if answered else _seen_places(repository)
    return [{f"{place}/{stage}".lstrip("/"): stage for stage in STAGES} for place in places]


def _paths_as_is(answers: Mapping[str, Any]) -> _Stages:
    """Return the stages of the layout `as-is` by their paths; empty for other layouts."""
    return {path: stage for stage, paths in read_stages(answers).items() for path in paths}


def _gone(repository: Repository, stages: _Stages) -> Iterator[Finding]:
    """Find the paths of stages that the repository no longer has."""
    for path, stage in stages.items():
        if not any(each == path or each.startswith(f"{path}/") for each in repository.files):
            yield Finding(path, f"stage `{stage}` is missing; `stages` in the answers names it")


def _answered_place(answers: Mapping[str, Any]) -> str:
    """Return the folder of the stages according to the answers; empty if unknown."""
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
    is_kept = match_kept(find_answers(repository.path))
    for stage in sorted(STAGES):
        folder = f"{place}/{stage}"
        # An adopted repository whose own folders stay as they are need not have all stages.
        if not is_kept(f"{folder}/__init__.py") and not any(
            path.startswith(f"{folder}/") for path in repository.files
        ):
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
    repository: Repository, staged: Mapping[str, tuple[_Stages, str]]
) -> Iterator[Finding]:
    for path, (stages, stage) in staged.items():
        module = repository.module(path)
        imported = module.imports if module and stage in _AGAINST_THE_FLOW else ()
        # One line can import several names of a stage.
        later = {
            (each.line, _stage_of(_full_name(each, path), stages))
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


def _stage_of(imported: str, stages: _Stages) -> str:
    """Return the stage of an absolute name; empty if it is not in a stage.

    Modules in `src/` are imported with or without `src` in their names.
    """
    for path, stage in stages.items():
        name = path.removesuffix(".py").replace("/", ".")
        for known in (name, name.removeprefix("src.")):
            if imported == known or imported.startswith(f"{known}."):
                return stage
    return ""
