"""Which modules and folders of a repository are its stages, by their names. Pure.

Nothing is moved: the stages of the layout `as-is` are paths of the repository.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from scaffold.adoption.kinds_of_files import BESIDE, TEST

# Names of modules and folders, and beginnings and ends of longer names.
_NAMES: Mapping[str, tuple[frozenset[str], re.Pattern[str]]] = {
    "data": (
        frozenset({"data", "dataset", "datasets", "datamodules", "dataloader", "dataloaders"})
        | {"etl", "features", "ingest", "ingestion", "preprocess", "preprocessing"},
        re.compile(
            r"(load|make|prepare|download|process|clean)_(data|dataset)s?|.*_(data|dataset)"
            r"|(data|dataset|preprocess|feature)_.*|preprocess.*"
        ),
    ),
    "models": (
        frozenset({"fit", "model", "models", "modeling", "network", "networks", "train", "trainer"})
        | {"training", "tune", "tuning", "finetune"},
        re.compile(
            r"(train|model(?!_selection)|finetune|tune)_.*|.*_(model|models|train|trainer|training|network)"
        ),
    ),
    "evaluation": (
        frozenset({"eval", "evaluate", "evaluation", "evaluator", "metric", "metrics"}),
        re.compile(
            r"score|(eval|evaluate|evaluation|metric)_.*|.*_(eval|evaluation|metric|metrics)"
        ),
    ),
    "inference": (
        frozenset({"inference", "infer", "predict", "prediction", "predictor", "predictors"})
        | {"serve", "serving", "sample", "generate", "api"},
        re.compile(r"(predict|infer|inference|serve)_.*|.*_(predict|inference|predictor|serving)"),
    ),
    "utils": (
        frozenset({"common", "helper", "helpers", "tools", "util", "utils", "utilities"}),
        re.compile(r".*_(util|utils|helpers)|utils_.*"),
    ),
}
# `evaluate_model.py` evaluates.
_MOST_TELLING = ("evaluation", "inference", "data", "models", "utils")
_BESIDE = BESIDE - {"tools"}
# Folders below the top that are searched: `src/churn/core/`.
_DEEPEST = 3
# A name that every one of many folders has is no stage of the repository.
_MOST_PATHS = 5


@dataclass(frozen=True, slots=True)
class StagePath:
    """A path with the code of a stage.

    Attributes:
        stage: The stage.
        path: A module, or a folder of modules.
        is_certain: Whether its name is one of the stage, not only part of a longer name.
    """

    stage: str
    path: str
    is_certain: bool


def find_stages(files: Collection[str]) -> list[StagePath]:
    """Return the stages of a repository, each with its paths nearest to the top.

    In Django, the names of modules have other meanings.
    """
    if any(re.fullmatch(r"([^/]+/){0,2}manage\.py", path) for path in files):
        return []
    found: list[StagePath] = []
    places = _list_places(files)
    inside = _find_inside(places)
    for path in places:
        parents = {str(parent) for parent in PurePosixPath(path).parents}
        named = name_stage(path) if parents.isdisjoint(each.path for each in found) else None
        # `titanic_model/` with `datasets/` and `utils/` is the whole package.
        if named and (named.is_certain or inside[path] <= {named.stage}):
            found.append(named)
    certain = {each.stage for each in found if each.is_certain}
    found = [each for each in found if each.is_certain or each.stage not in certain]
    depths: dict[str, int] = {}
    for each in found:
        depths[each.stage] = min(_depth(each), depths.get(each.stage, _depth(each)))
    nearest = [each for each in found if _depth(each) == depths[each.stage]]
    counts = Counter(each.stage for each in nearest)
    return [each for each in nearest if counts[each.stage] <= _MOST_PATHS]


def _find_inside(places: Collection[str]) -> Mapping[str, set[str]]:
    """Return the stages that the names below each place show with certainty."""
    inside: defaultdict[str, set[str]] = defaultdict(set)
    for path in places:
        named = name_stage(path)
        if named and named.is_certain:
            for parent in PurePosixPath(path).parents:
                inside[str(parent)].add(named.stage)
    return inside


def _depth(found: StagePath) -> int:
    return found.path.count("/")


def _list_places(files: Collection[str]) -> list[str]:
    """Return the folders with modules and the modules, the nearest to the top first."""
    places = set[str]()
    for path in files:
        parts = PurePosixPath(path).parts
        if path.endswith(".py") and not TEST.fullmatch(path) and not _is_beside(parts):
            places |= {"/".join(parts[:depth]) for depth in range(1, len(parts) + 1)}
    return sorted(places, key=lambda path: (path.count("/"), path))


def _is_beside(parts: tuple[str, ...]) -> bool:
    return parts[0].lower() in _BESIDE or parts[0][0] in "._{" or "{{" in "/".join(parts)


def name_stage(path: str) -> StagePath | None:
    """Return the stage that a name shows; None if it shows none, or the path is too deep."""
    if path.count("/") > _DEEPEST:
        return None
    name = PurePosixPath(path).name.removesuffix(".py").lower()
    exact = next((stage for stage, (names, _) in _NAMES.items() if name in names), "")
    if exact:
        return StagePath(exact, path, is_certain=True)
    longer = (stage for stage in _MOST_TELLING if _NAMES[stage][1].fullmatch(name))
    return next((StagePath(stage, path, is_certain=False) for stage in longer), None)


def as_answer(found: Collection[StagePath]) -> dict[str, str | list[str]]:
    """Return the answer `stages`: a path, or a list of paths, for each stage."""
    answer: dict[str, str | list[str]] = {}
    for stage in _NAMES:
        paths = [each.path for each in found if each.stage == stage]
        if paths:
            answer[stage] = paths[0] if len(paths) == 1 else paths
    return answer


def explain(found: Collection[StagePath]) -> str:
    """Return how sure the stages are, and of which a name is the only evidence."""
    likely = [each.path for each in found if not each.is_certain]
    if not likely:
        return "by the names of modules and folders"
    return f"by names; less certain: {', '.join(likely)}"
