"""Statements that change where imports are found: what is imported after them stays."""

import sys
from collections.abc import Iterable

from scaffold.files.distributions import is_known
from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.resolving import import_lines

_PATH_CHANGES = frozenset({"os.chdir", "sys.path", "site.addsitedir"})


def find_staying_imports(analysis: Analysis, local: Iterable[str] = ()) -> frozenset[int]:
    """Return the import statements that find their modules by what the session has set up."""
    changed = False
    beside = frozenset(local)
    staying = set()
    for at, statement in enumerate(analysis.statements):
        if statement.kind == "import":
            tops = {
                (line.module or line.name).partition(".")[0]
                for node in statement.nodes
                for line in import_lines(node)
            }
            unknown = [
                top for top in tops if top not in sys.stdlib_module_names and not is_known(top)
            ]
            if unknown and (changed or beside.intersection(unknown)):
                staying.add(at)
            continue
        origins = set(analysis.origins.of_nodes(statement.nodes))
        changed = changed or any(
            name == change or name.startswith(f"{change}.")
            for name in origins
            for change in _PATH_CHANGES
        )
        changed = changed or (statement.kind == "magic" and "%cd" in statement.text)
    return frozenset(staying)
