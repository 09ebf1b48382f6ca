"""Leave out what a release would make Git ignore of a project."""

from dataclasses import replace

from scaffold.files.paths import STATE
from scaffold.files.tree import Tree
from scaffold.project.ignored import RULES
from scaffold.project.project import Project


def with_fitting_rules(project: Project, base: Tree, ours: Tree, theirs: Tree) -> Tree:
    """Return the files of a release without new ignore rules that match files of the project.

    An adoption leaves such rules out; a later spelling of one of them is left out, too.
    """
    trees = (theirs, base, ours)
    files = [file for tree in trees if (file := tree.get(RULES)) and file.kind != "link"]
    if len(files) < len(trees) or files[0] == files[1]:
        return theirs
    from scaffold.adoption.ignore_lines import without_unfit_rules  # Few updates change rules.

    texts = [file.content.decode("utf-8", "surrogateescape") for file in files]
    own = (path for path in project.files.list_paths() if not path.startswith(f"{STATE}/"))
    fitting = without_unfit_rules(texts[0], texts[1], texts[2], own)
    content = fitting.encode("utf-8", "surrogateescape")
    return {**theirs, RULES: replace(files[0], content=content)}
