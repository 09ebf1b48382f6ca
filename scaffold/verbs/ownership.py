"""Which seeded folders of a project have become the user's, and how its answers record that."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from scaffold.answers.file import ANSWERS_FILE
from scaffold.answers.kept import KEPT, match_kept
from scaffold.errors import ForbiddenPlaceError, InvalidAnswerError
from scaffold.files.paths import check_place
from scaffold.files.tree import File, Tree
from scaffold.plan.actions import Plan
from scaffold.plan.adoption import kept_patterns
from scaffold.plan.moves import pair_moves
from scaffold.plan.recipe_commands import keep_recipes
from scaffold.plan.seeded import TakenFolder, find_taken, is_below
from scaffold.plan.update import is_alike
from scaffold.project.project import Project

# The question of the template that holds the folders for which the user wants updates.
FOLLOWED = "followed"


def record(
    answers: Mapping[str, Any], owned: Collection[str] = (), followed: Collection[str] = ()
) -> dict[str, list[str]]:
    """Return the answers `kept` and `followed` after paths changed hands; nothing if none did.

    Args:
        answers: The answers until now.
        owned: Paths that the user owns from now on.
        followed: Paths that updates change from now on.

    Raises:
        InvalidAnswerError: A path to follow is in a folder that the user owns as a whole, or an
            answer is not a list of paths.
    """
    if not owned and not followed:
        return {}
    kept, still = _read_paths(answers, KEPT), _read_paths(answers, FOLLOWED)
    for path in followed:
        around = [each for each in kept if is_below(path, each[1:]) and path != each[1:]]
        if around:
            raise InvalidAnswerError(
                f"You own `{around[0]}` as a whole", f"Run `scaffold follow {around[0][1:]}`"
            )
    kept = [each for each in kept if not any(is_below(each[1:], path) for path in followed)]
    still = [each for each in still if not any(is_below(each, path) for path in owned)]
    return {
        KEPT: sorted({*kept, *kept_patterns(Plan(()), owned)}),
        FOLLOWED: sorted({*still, *followed}),
    }


def read_list(answers: Mapping[str, Any], key: str) -> list[str]:
    """Return an answer that is a list of texts; another template may mean something else by it."""
    value = answers.get(key)
    return [str(each) for each in value] if isinstance(value, list) else []


def _read_paths(answers: Mapping[str, Any], key: str) -> list[str]:
    value = answers.get(key) or []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise InvalidAnswerError(
            f"`{key}` in `{ANSWERS_FILE}` is not a list of paths",
            "Use a list of paths, as in `[/README.md, /src]`",
        )
    return value


def normalize_paths(project: Path, paths: Iterable[str]) -> list[str]:
    """Return paths as the template output has them: relative to the project.

    Raises:
        InvalidAnswerError: A path is outside of the project, or inside its `.git` folder.
    """
    found = []
    for text in paths:
        path = PurePosixPath(Path(text).as_posix())
        if path.is_absolute() and path.is_relative_to(project.as_posix()):
            path = path.relative_to(project.as_posix())
        try:
            check_place(str(path))
        except ForbiddenPlaceError as error:
            raise InvalidAnswerError(
                f"`{text}` is outside the project or reserved", "Use a path inside the project"
            ) from error
        found.append(str(path))
    return found


def find_taken_folders(
    project: Project, base: Tree, seeded: Iterable[str], followed: Collection[str]
) -> list[TakenFolder]:
    """Return the seeded folders of a project that have become the user's.

    Args:
        project: The project.
        base: Template output of the release that it is at, without what the user owns.
        seeded: Folders that the template seeds.
        followed: Folders for which the user wants updates.
    """
    if not seeded:
        return []
    found = project.files.read(base.keys())
    strays = {} if base.keys() <= found.keys() else project.files.read_strays(base.keys())
    there = with_moved(base, found, strays)
    ours = project.files.read_modes(there).meant(there, base)
    return find_taken(base, ours, seeded, followed, is_alike)


def fit_to_owned(
    project: Project, base: Tree, theirs: Tree, answers: Mapping[str, Any]
) -> tuple[Tree, dict[str, str]]:
    """Return the template output with recipes that fit the code of the user, and notes on them.

    Args:
        project: The project.
        base: Template output of the release that it is at, without what the user owns.
        theirs: The same of the wanted release.
        answers: The answers from now on.
    """
    known = base.keys() | theirs.keys()
    return keep_recipes(base, theirs, match_kept(answers), lambda: project.files.read_strays(known))


def with_moved(base: Tree, ours: Tree, strays: Tree) -> dict[str, File]:
    """Return the files of a project, those that the user moved at their old paths, too."""
    missing = {path: file for path, file in base.items() if path not in ours}
    moves = pair_moves(missing, strays) if missing else {}
    return {**ours, **{old: strays[new] for old, new in moves.items()}}
