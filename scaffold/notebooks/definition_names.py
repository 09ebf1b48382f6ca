"""Names of functions and classes in modules, and modules of classes that are defined again."""

import ast
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.destinations import Destination
from scaffold.notebooks.move_records import Choice
from scaffold.notebooks.naming import unique
from scaffold.notebooks.references import Reference
from scaffold.notebooks.units import Unit


@dataclass(frozen=True, slots=True)
class DefinitionNames:
    """What definitions are called, by the number of their statement.

    Attributes:
        references: Their names in their modules, and the globals that they take.
        suffixes: What the names of their modules end with, if the usual module has such a class.
    """

    references: dict[int, Reference] = field(default_factory=dict)
    suffixes: dict[int, str] = field(default_factory=dict)


def name_definitions(
    analysis: Analysis,
    units: Sequence[Unit],
    extras: Mapping[int, tuple[str, ...]],
    choices: Mapping[int, Choice],
    destination: Destination,
) -> DefinitionNames:
    """Give each version of a function a name of its own, and each version of a class a module.

    Instances show the name of their class, so that it has to stay.

    Args:
        analysis: The notebook.
        units: Its units.
        extras: Globals that definitions take as keyword parameters, if they move as they are.
        choices: What a plan says about units.
        destination: Where modules go.
    """
    found = DefinitionNames()
    used = defaultdict[str, set[str]](set)
    for number, unit in enumerate(units):
        at, choice = unit.statements[0], choices.get(number, Choice())
        if unit.kind != "definition" or at not in extras:
            continue
        statement = analysis.statements[at]
        wanted = choice.name or next(iter(statement.names.binds))
        module, version = choice.module or destination.module(unit.stage), 1
        has_own = isinstance(statement.node, ast.ClassDef) and not choice.module
        while has_own and wanted in used[module]:
            version += 1
            found.suffixes[at] = f"_{version}"
            module = destination.module(unit.stage, found.suffixes[at])
        name = unique(wanted, used[module])
        used[module].add(name)
        found.references[at] = Reference(name, extras[at])
    return found
