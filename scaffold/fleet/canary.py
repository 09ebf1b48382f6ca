"""Chooses a few projects of a fleet that differ as much as possible in their answers. Pure."""

import json
from collections.abc import Mapping


def choose_canary(answers: Mapping[str, Mapping[str, object]], number: int) -> list[str]:
    """Return the names of some projects: one of each kind of answers, then a second of each.

    Answers that are different in most projects, such as names, do not make a kind.

    Args:
        answers: The answers of each project by its name, in the order of the fleet.
        number: How many projects to choose.
    """
    common = _find_common(answers)
    kinds: dict[str, list[str]] = {}
    for name, given in answers.items():
        kind = json.dumps([[key, given.get(key)] for key in common], default=str)
        kinds.setdefault(kind, []).append(name)
    # The kinds that most projects have come first.
    waiting = sorted(kinds.values(), key=len, reverse=True)
    chosen: list[str] = []
    while len(chosen) < number and any(waiting):
        chosen += [names.pop(0) for names in waiting if names]
    return chosen[:number]


def _find_common(answers: Mapping[str, Mapping[str, object]]) -> list[str]:
    keys = sorted({key for given in answers.values() for key in given})
    most = max(len(answers) / 2, 1)
    values = {
        key: {json.dumps(given.get(key), default=str) for given in answers.values()} for key in keys
    }
    return [key for key in keys if len(values[key]) <= most]
