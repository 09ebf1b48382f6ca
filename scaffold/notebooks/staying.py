"""Why statements stay in the notebook, in words."""

from scaffold.notebooks.exploration import is_literal
from scaffold.notebooks.literals import find_secrets
from scaffold.notebooks.statements import Statement

_BY_KIND = {
    "magic": "IPython syntax",
    "comment": "comments only",
    "broken": "it cannot be parsed",
}
_BY_LOOK = {
    "look": "it displays a value",
    "plot": "it is there for displays",
    "setup": "it sets up the session",
    "draft": "only displays and drafts use it",
}
_SHORT = 60


def explain(statement: Statement, explored: str) -> str:
    """Return why a statement stays.

    Args:
        statement: The statement.
        explored: What it is if it only explores, such as `plot`.
    """
    if find_secrets(statement):
        return "it contains a secret"
    by_kind, by_look = _BY_KIND.get(statement.kind), _BY_LOOK.get(explored)
    return by_kind or by_look or "no evidence for another stage"


def is_short_literal(statement: Statement) -> bool:
    """Return whether a statement assigns a literal of a few characters, such as `scores = []`."""
    return is_literal(statement) and len(statement.text.strip()) <= _SHORT
