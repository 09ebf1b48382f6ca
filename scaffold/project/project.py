"""A project as its answers describe it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scaffold.answers.file import ANSWERS_FILE, parse_answers, read_answers_file
from scaffold.answers.given import Answers
from scaffold.answers.kept import match_kept
from scaffold.answers.project_names import check_package_name, check_project_name
from scaffold.apply.state import check_at_rest, check_folder
from scaffold.errors import AnswersFileError, NotAProjectError
from scaffold.files.paths import is_gits_own
from scaffold.project.base_releases import read_base_releases
from scaffold.project.not_created import read_not_created
from scaffold.template.catalog import find_stack
from scaffold.template.releases import TEMPLATE_ADDRESS, bundled_release


@dataclass(frozen=True, slots=True)
class Project:
    """What a project remembers.

    Attributes:
        path: Its folder, as an absolute path.
        answers: Its answers, without what Copier notes for itself.
        address: Where its template lives.
        reference: The release that it is at, as a tag of the template.
        remembered: Its answers file, as it was read.
        base_releases: The release that a path is from, where it is not `reference`.
        not_created: Files of the release that could not be created, by their paths in the template
            output.
    """

    path: Path
    answers: Answers
    address: str
    reference: str
    remembered: bytes
    not_created: frozenset[str] = frozenset()
    base_releases: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_of_bundled_template(self) -> bool:
        """Say whether its template travels with this package."""
        return self.address == TEMPLATE_ADDRESS


def open_project(path: Path) -> Project:
    """Read what a project remembers.

    Raises:
        NotAProjectError: There are no answers.
        InterruptedCommandError: An earlier command has not come to its end.
        ProjectBusyError: Another command is changing it.
        AnswersFileError: The answers are invalid, a pattern in `kept` included.
    """
    # A name like `..` would lead renders out of their own folders.
    folder = Path(os.path.realpath(path))
    check_folder(folder)
    if is_gits_own(folder):
        raise NotAProjectError(f"{path} belongs to git itself.", "Name the folder of a project.")
    check_at_rest(folder)
    content = read_answers_file(folder)
    remembered = parse_answers(content)
    address, reference = remembered.get("_src_path"), remembered.get("_commit")
    if not isinstance(address, str) or not isinstance(reference, str) or not address:
        raise AnswersFileError(
            f"{ANSWERS_FILE} does not say which release made the project.",
            "It needs `_src_path` and `_commit`; take them from git's history.",
        )
    answers = {key: value for key, value in remembered.items() if not key.startswith("_")}
    match_kept(answers)
    missing = read_not_created(remembered)
    since = read_base_releases(remembered)
    return Project(folder, answers, address, reference, content, missing, since)


def check_names(project: Project, given: Mapping[str, Any]) -> None:
    """Refuse names that would fail later, where one is given or where others are taken now.

    Args:
        project: The project as it is.
        given: Answers that are to change.

    Raises:
        InvalidNameError: A name cannot be used, or not with the stack that is given.
    """
    changed = given.keys()
    if changed.isdisjoint({"project_name", "package_name", "stack"}):
        return
    answers = {**project.answers, **given}
    stack = find_stack(bundled_release(), answers) if project.is_of_bundled_template else None
    taken = stack.packages if stack else frozenset[str]()
    if "project_name" in changed:
        check_project_name(str(answers["project_name"]), taken)
    if answers.get("package_name") is not None and not changed.isdisjoint(
        {"package_name", "stack"}
    ):
        check_package_name(str(answers["package_name"]), taken)
