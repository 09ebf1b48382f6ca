"""A project, as described by its answers file."""

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
from scaffold.errors import AnswersFileError, NotAProjectError, ScaffoldError
from scaffold.files.paths import is_gits_own
from scaffold.project.base_releases import read_base_releases
from scaffold.project.not_created import read_not_created
from scaffold.project.project_files import CommittedFiles, FolderFiles, ProjectFiles
from scaffold.template.catalog import find_stack
from scaffold.template.releases import TEMPLATE_ADDRESS, bundled_release


@dataclass(frozen=True, slots=True)
class Project:
    """The content of an answers file.

    Attributes:
        path: The project folder as an absolute path.
        answers: The answers, without the keys that Copier adds.
        address: Address of the template.
        reference: The release of the project, as a tag of the template.
        remembered: Content of the answers file.
        not_created: Files of the release that were not created, by their paths in the template
            output.
        base_releases: Releases of the paths that are not at `reference`.
        answers_file: Path of the answers file; each template of a project has one.
        committed: The files of the project in a commit; None if they are those in its folder.
    """

    path: Path
    answers: Answers
    address: str
    reference: str
    remembered: bytes
    not_created: frozenset[str] = frozenset()
    base_releases: Mapping[str, str] = field(default_factory=dict)
    answers_file: str = ANSWERS_FILE
    committed: CommittedFiles | None = field(default=None, compare=False, repr=False)

    @property
    def files(self) -> ProjectFiles:
        """The files of the project."""
        return self.committed or FolderFiles(self.path)

    @property
    def is_of_bundled_template(self) -> bool:
        """Whether its template is the one bundled with this package."""
        return self.address == TEMPLATE_ADDRESS


def open_project(path: Path, answers_file: str = ANSWERS_FILE) -> Project:
    """Read the answers file of a project.

    Raises:
        NotAProjectError: The folder has no answers file.
        InterruptedCommandError: An earlier command was interrupted.
        ProjectBusyError: Another command is changing it.
        AnswersFileError: The answers file is invalid, including the patterns in `kept`.
    """
    # The name of the folder is used for temporary folders, where `..` would lead elsewhere.
    folder = Path(os.path.realpath(path))
    check_folder(folder)
    if is_gits_own(folder):
        raise NotAProjectError(f"`{path}` is inside a `.git` folder", "Use a project folder")
    check_at_rest(folder)
    return read_project(folder, read_answers_file(folder, answers_file), answers_file)


def read_answers(folder: Path) -> Answers:
    """Return the content of an answers file, even if an earlier command was interrupted.

    Raises:
        NotAProjectError: The folder has no answers file.
        AnswersFileError: The answers file is invalid.
    """
    return parse_answers(read_answers_file(folder))


def find_answers(folder: Path) -> Answers:
    """Return the same; nothing for a folder without a valid answers file."""
    try:
        return read_answers(folder)
    except ScaffoldError:
        return {}


def read_project(
    folder: Path,
    content: bytes,
    answers_file: str = ANSWERS_FILE,
    committed: CommittedFiles | None = None,
) -> Project:
    """Return the project that an answers file describes.

    Args:
        folder: The folder of the project; for a commit, the folder that a checkout would be in.
        content: The content of the answers file.
        answers_file: Its path in the project.
        committed: The files of the project, if they are not those in the folder.

    Raises:
        AnswersFileError: The answers file is invalid, including the patterns in `kept`.
    """
    remembered = parse_answers(content)
    address, reference = remembered.get("_src_path"), remembered.get("_commit")
    if not isinstance(address, str) or not isinstance(reference, str) or not address:
        raise AnswersFileError(
            f"`{answers_file}` lacks `_src_path` or `_commit`", "Restore it from Git"
        )
    answers = {key: value for key, value in remembered.items() if not key.startswith("_")}
    match_kept(answers)
    return Project(
        folder,
        answers,
        address,
        reference,
        content,
        read_not_created(remembered),
        read_base_releases(remembered),
        answers_file,
        committed,
    )


def check_names(project: Project, given: Mapping[str, Any]) -> None:
    """Refuse invalid new names, and names that conflict with a new stack.

    Args:
        project: The project.
        given: Answers to change.

    Raises:
        InvalidNameError: A name is invalid, or conflicts with the stack.
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
