"""What the template gave a project until now: the base of the merges of an update."""

from collections.abc import Mapping
from typing import Any

from scaffold.answers.kept import match_kept
from scaffold.files.tree import Tree
from scaffold.plan.seeded import is_below
from scaffold.project.baseline import find_own_release, find_release_of
from scaffold.project.project import Project
from scaffold.template.rendered import KnownAnswers


def render_base(project: Project, answers: Mapping[str, Any]) -> Tree:
    """Render what the project was made of, each path as of the release that it is from."""
    from scaffold.template.render import render  # An update with nothing new renders nothing.

    file, name = project.answers_file, project.path.name
    known = KnownAnswers(offered=answers, file=file)
    files = dict(render(find_own_release(project), name, known).files)
    is_kept = match_kept(answers)
    older = {path: tag for path, tag in project.base_releases.items() if not is_kept(path)}
    given = {
        tag: render(find_release_of(project, tag), name, known).files for tag in {*older.values()}
    }
    for path, tag in older.items():
        files = {each: file for each, file in files.items() if not is_below(each, path)}
        files |= {each: file for each, file in given[tag].items() if is_below(each, path)}
    return files
