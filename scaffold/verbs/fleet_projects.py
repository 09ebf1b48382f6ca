"""Open the projects of a fleet as commits: the base branch of each, without its work tree."""

from pathlib import Path

from scaffold.answers.file import ANSWERS_FILE
from scaffold.errors import NotAProjectError
from scaffold.fleet.committed import list_committed
from scaffold.fleet.sites import Site
from scaffold.project.project import Project, read_project
from scaffold.project.project_files import CommittedFiles


def open_committed(site: Site) -> Project:
    """Return the project in the base branch of a repository.

    Raises:
        NotAProjectError: The commit has no answers file.
        AnswersFileError: The answers file is invalid.
        GitError: Git cannot read the commit.
    """
    files = list_committed(site)
    answers = files.entries.get(ANSWERS_FILE)
    if answers is None or not answers.mode.startswith("100"):
        raise NotAProjectError(
            f"No `{ANSWERS_FILE}` in branch `{site.base.branch}`", "Run `scaffold adopt` in it"
        )
    content = files.read([ANSWERS_FILE])[ANSWERS_FILE]
    modes = {path: each.mode for path, each in files.entries.items()}
    committed = CommittedFiles(modes, files.read, files.read_sizes)
    return read_project(find_folder(site), content, committed=committed)


def find_folder(site: Site) -> Path:
    """Return the folder of a project; for an address, the folder that a clone would be in."""
    if site.repository.is_bare:
        return site.repository.folder / site.project.folder_name
    return Path(site.project.location).resolve()
