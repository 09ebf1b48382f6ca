"""Which declarations count, as one. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scaffold.adoption.dependencies.declaration import (
    Declaration,
    Included,
    name_of,
    once,
    once_each,
)
from scaffold.adoption.dependencies.pip_files import group_of


@dataclass(frozen=True, slots=True)
class Chosen:
    """One declaration of several.

    Attributes:
        united: What is declared by all that count.
        main: The declaration of what the project needs to run.
        used: The declarations that count, the main one first.
        left: Declarations for the same purpose, which do not count, and what only they list.
        standing: What `[project]` declares already.
    """

    united: Declaration
    main: Declaration
    used: tuple[Declaration, ...]
    left: tuple[tuple[Declaration, tuple[str, ...]], ...] = ()
    standing: Declaration | None = None


def find_repeated(chosen: Chosen) -> tuple[Declaration, ...]:
    """Return the declarations of which `[project]` has every requirement and group already."""
    known = set(_all_texts(chosen.standing))
    return tuple(each for each, _ in chosen.left if known.issuperset(_all_texts(each)))


def choose(found: Sequence[Declaration], wanted: Sequence[str] = ()) -> Chosen | None:
    """Choose the declarations that count; None if there are none.

    Args:
        found: The declarations, the one that counts most first.
        wanted: Paths of those to use; all if empty.
    """
    standing = next((each for each in found if each.kind == "PEP 621"), None)
    others = [
        each for each in found if each is not standing and (not wanted or each.path in wanted)
    ]
    is_declared = standing is not None and bool(standing.dependencies)
    mains = [each for each in others if each.dependencies or each.problems]
    main = standing if standing and is_declared and not wanted else next(iter(mains), None)
    main = main or next(iter(others), None)
    if main is None:
        return None
    used = [main] if main is not standing else []
    taken = {*(standing.groups if standing else ()), *main.groups}
    for each in others:
        new = {name: items for name, items in each.groups.items() if name not in taken}
        if each is not main and new:
            used.append(_only_groups(each, new))
            taken |= set(new)
    united = _unite(used, main)
    names = {name_of(text) for text in _all_texts(united, standing)}
    left = [
        (each, tuple(text for text in each.dependencies if name_of(text) not in names))
        for each in mains
        if each is not main and each.dependencies
    ]
    return Chosen(united, main, tuple(used), tuple(left), standing)


def _only_groups(each: Declaration, new: Mapping[str, tuple[str | Included, ...]]) -> Declaration:
    """Return a declaration with some groups alone; of requirements files, those that list them."""
    part = replace(each, dependencies=(), extras={}, groups=new, conda_only=(), is_part=True)
    if each.kind != "requirements":
        return part
    main = each.path if each.dependencies else ""
    files = tuple(path for path in each.files if path != main and group_of(path) in new)
    return replace(part, path=files[0], files=files)


def _unite(used: Sequence[Declaration], main: Declaration) -> Declaration:
    """Return what several declarations say together; names come from the first that has one."""
    if not used:
        return replace(main, dependencies=(), extras={}, groups={}, problems=(), notes=())
    return replace(
        used[0],
        groups={name: items for each in used for name, items in each.groups.items()},
        constraints=once(text for each in used for text in each.constraints),
        sources={name: source for each in used for name, source in each.sources.items()},
        settings={key: value for each in used for key, value in each.settings.items()},
        indexes=tuple(once_each(index for each in used for index in each.indexes)),
        notes=once(note for each in used for note in each.notes),
        problems=once(problem for each in used for problem in _located(each)),
        hint=next((each.hint for each in used if each.hint), ""),
    )


def _located(declaration: Declaration) -> list[str]:
    return [
        problem if problem.startswith(declaration.files) else f"{declaration.path}: {problem}"
        for problem in declaration.problems
    ]


def _all_texts(*declarations: Declaration | None) -> list[str]:
    found: list[str] = []
    for each in declarations:
        if each:
            found += each.dependencies
            found += [text for listed in each.extras.values() for text in listed]
            found += [
                text for items in each.groups.values() for text in items if isinstance(text, str)
            ]
    return found
