"""The plan of moves as a TOML file that you can edit."""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from scaffold.adoption.kinds_of_files import BESIDE, TEST
from scaffold.adoption.moving.code_names import CodeNames
from scaffold.adoption.moving.relocation import parent_of
from scaffold.adoption.moving.stage_targets import FIXED, MoveError
from scaffold.adoption.stage_paths import name_stage
from scaffold.files.parsing import UnparsableError, parse
from scaffold.files.tree import Tree
from scaffold.project.stage_names import STAGES

_HEAD = """\
# Plan of moves, written by `scaffold adopt --stages`.
# Edit the `stage` of a module: data, models, evaluation, inference, utils, or "keep" to leave it.
# Then run the command again. With `shim = true`, old import paths still work.

shim = false
"""
KEEP = "keep"
# Modules that users and tools find at the top of a package.
_KEPT = frozenset({"cli.py", "config.py", "errors.py", "exceptions.py", "settings.py", "types.py"})
# Returns the stage of a module by its code, and what speaks for it.
Judge = Callable[[str], tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class StagePlan:
    """What a plan says.

    Attributes:
        wanted: Stage of each module or folder that moves.
        shim: Whether old import paths are kept.
    """

    wanted: Mapping[str, str]
    shim: bool = False


def write_stage_plan(tree: Tree, judge: Judge) -> str:
    """Return a plan for the modules of all packages that are in no stage yet."""
    rows = []
    for source in find_candidates(tree):
        stage, evidence = _propose(tree, source, judge)
        rows.append(
            f"[[moves]]\nsource = {_spell(source)}\nstage = {_spell(stage)}\n"
            f"evidence = {_spell(evidence)}\n"
        )
    return "\n".join([_HEAD, *rows])


def _spell(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def find_candidates(tree: Tree) -> Iterator[str]:
    """Yield the modules and packages that are directly in a package, and in no stage."""
    names = CodeNames(tree)
    for path in sorted(names.modules):
        folder, _, name = path.rpartition("/")
        source = folder if name == "__init__.py" else path
        around = parent_of(source)
        is_direct = names.is_package(around) and not names.is_package(parent_of(around))
        is_stage = source.rpartition("/")[2] in STAGES
        if is_direct and not is_stage and not _is_beside(source):
            yield source


def _is_beside(source: str) -> bool:
    """Return whether a module belongs to tests, examples or tools, or has its place."""
    top, name = source.partition("/")[0], source.rpartition("/")[2]
    return top in BESIDE or name in FIXED or name in BESIDE or bool(TEST.fullmatch(source))


def _propose(tree: Tree, source: str, judge: Judge) -> tuple[str, list[str]]:
    """Return a stage by the name, else by the code; `keep` if neither tells."""
    name = source.rpartition("/")[2]
    if name in _KEPT or name.startswith("_"):
        return KEEP, ["its name"]
    named = name_stage(name)
    if named:
        return named.stage, ["its name"]
    paths = [path for path in tree if path == source or path.startswith(f"{source}/")]
    code = [tree[path].content.decode("utf-8", "replace") for path in paths if path[-3:] == ".py"]
    stage, evidence = judge("\n".join(code))
    return (stage, evidence) if stage else (KEEP, [])


def read_stage_plan(content: bytes, name: str) -> StagePlan:
    """Read a plan.

    Raises:
        MoveError: It is not a plan.
    """
    try:
        found = parse(content.decode("utf-8"), tomllib.loads)
        moves = found.get("moves", [])
        wanted = {str(each["source"]).rstrip("/"): str(each["stage"]) for each in moves}
    except UnparsableError as error:
        raise MoveError(f"Invalid plan `{name}`: {error.reason}", _again(name)) from None
    except UnicodeDecodeError:
        raise MoveError(f"Invalid plan `{name}`: it is not UTF-8", _again(name)) from None
    except (KeyError, TypeError, AttributeError):
        raise MoveError(f"Invalid plan `{name}`: a key is missing", _again(name)) from None
    moving = {source: stage for source, stage in wanted.items() if stage != KEEP}
    return StagePlan(moving, found.get("shim") is True)


def _again(name: str) -> str:
    return f"Delete `{name}`, then run `scaffold adopt --stages {name}` to write it again"
