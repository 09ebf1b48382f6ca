"""Create and update machine-learning projects.

The verbs of the command line are functions: each takes a request and returns a result, prints
nothing and asks nothing unless told to, and raises a `ScaffoldError` with a message and a hint.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaffold.errors import ScaffoldError
    from scaffold.template.releases import choose_template
    from scaffold.verbs.adopt import AdoptResult, adopt
    from scaffold.verbs.check import CheckResult, check
    from scaffold.verbs.new import NewRequest, NewResult, new
    from scaffold.verbs.planned_adoption import AdoptRequest
    from scaffold.verbs.planned_update import UpdateResult
    from scaffold.verbs.status import StatusResult, status
    from scaffold.verbs.update import UpdateRequest, update

__version__ = "0.3.0"

__all__ = [
    "AdoptRequest",
    "AdoptResult",
    "CheckResult",
    "NewRequest",
    "NewResult",
    "ScaffoldError",
    "StatusResult",
    "UpdateRequest",
    "UpdateResult",
    "adopt",
    "check",
    "choose_template",
    "new",
    "status",
    "update",
]

_MODULES = {
    "AdoptRequest": "scaffold.verbs.planned_adoption",
    "AdoptResult": "scaffold.verbs.adopt",
    "CheckResult": "scaffold.verbs.check",
    "NewRequest": "scaffold.verbs.new",
    "NewResult": "scaffold.verbs.new",
    "ScaffoldError": "scaffold.errors",
    "StatusResult": "scaffold.verbs.status",
    "UpdateRequest": "scaffold.verbs.update",
    "UpdateResult": "scaffold.verbs.planned_update",
    "adopt": "scaffold.verbs.adopt",
    "check": "scaffold.verbs.check",
    "choose_template": "scaffold.template.releases",
    "new": "scaffold.verbs.new",
    "status": "scaffold.verbs.status",
    "update": "scaffold.verbs.update",
}


def __getattr__(name: str) -> Any:
    """Import a verb when it is first used: the command line starts without any of them."""
    from importlib import import_module

    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
