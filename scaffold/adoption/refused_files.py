"""Take refused files out of a plan. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from scaffold.adoption.fitting import Fitted
from scaffold.plan.actions import Action, FileAction, Plan
from scaffold.plan.adoption import STAYS


def refuse(fitted: Fitted, reasons: Mapping[str, str]) -> Fitted:
    """Return a plan that leaves some files as they are, each with the reason.

    Args:
        fitted: The plan.
        reasons: Why a file is neither created nor merged, by its path.
    """
    left = (_decide(action, reasons) for action in fitted.plan.actions)
    plan = Plan(tuple(action for action in left if action))
    created = {
        action.path: reasons[action.path]
        for action in fitted.plan.actions
        if action.path in reasons and action.before is None
    }
    return replace(
        fitted,
        plan=plan,
        not_created={**fitted.not_created, **created},
        derived=tuple(path for path in fitted.derived if path not in reasons),
        ignored=tuple(each for each in fitted.ignored if each.path not in reasons),
    )


def _decide(action: FileAction, reasons: Mapping[str, str]) -> FileAction | None:
    if action.path not in reasons:
        return action
    if action.before is None:
        return None
    note = f"{STAYS}: {reasons[action.path]}"
    return FileAction(action.path, Action.KEPT, action.before, action.before, notes=(note,))
