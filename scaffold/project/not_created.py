"""Files of a release that could not be created, as the answers file remembers them.

An update moves a project to a release although something else is in the place of a new file. The
answers file then lists the new file under a name with an underscore, which Copier does not take for
an answer. A listed file is new to each later update, which creates it once its place is free. A
file that is not listed and not there was deleted by the user, and stays deleted. A plain `copier
update` writes the answers file without the list.
"""

from collections.abc import Iterable, Mapping, Set
from typing import Any

import yaml

from scaffold.answers.file import parse_answers
from scaffold.errors import AnswersFileError
from scaffold.files.tree import File, Tree
from scaffold.plan.actions import Action, FileAction, Plan

NOT_CREATED = "_not_created"


def read_not_created(remembered: Mapping[str, Any]) -> frozenset[str]:
    """Return the list of an answers file; what is not a path is passed over."""
    listed = remembered.get(NOT_CREATED)
    paths = listed if isinstance(listed, list) else []
    return frozenset(path for path in paths if isinstance(path, str))


def find_not_created(plan: Plan) -> set[str]:
    """Return the files that a plan cannot create, by their paths in the template output."""
    blocked = (action for action in plan.actions if action.action is Action.NOT_CREATED)
    return {action.template_path for action in blocked}


def find_not_settled(plan: Plan, known: Set[str]) -> list[FileAction]:
    """Return the actions of a plan to look at, without files that are known not to be created."""
    return [
        action
        for action in plan.unsettled
        if action.action is not Action.NOT_CREATED or action.template_path not in known
    ]


def with_not_created(answers: File, paths: Iterable[str]) -> File:
    """Return an answers file with a list of files; unchanged if there are none."""
    listed = {NOT_CREATED: sorted(paths)}
    if not listed[NOT_CREATED]:
        return answers
    content = answers.content.rstrip(b"\n") + b"\n" + _dump(listed)
    try:
        parse_answers(content)
    except AnswersFileError:  # A template may write its answers as JSON.
        content = _dump({**parse_answers(answers.content), **listed})
    return File(content, answers.kind)


def _dump(answers: Mapping[str, Any]) -> bytes:
    return yaml.safe_dump(answers, allow_unicode=True, sort_keys=False).encode()


def without(files: Tree, paths: Set[str]) -> dict[str, File]:
    """Return a tree without some paths."""
    return {path: file for path, file in files.items() if path not in paths}
