"""Write the update of a project as one commit on a branch of its own."""

from scaffold.errors import FleetError
from scaffold.fleet.commit_writer import BranchUpdate, move_branch, write_commit, write_tree
from scaffold.fleet.sites import Site
from scaffold.fleet.texts import write_title
from scaffold.fleet.trailers import Mark, write_mark
from scaffold.verbs.fleet_plans import FleetPlan


def write_branch(site: Site, plan: FleetPlan, target: str) -> None:
    """Write an update as a commit on the base branch, on the branch of its release.

    Raises:
        FleetError: The branch is checked out, or another command has moved it.
        GitError: Git cannot write.
    """
    base = site.base.at.commit
    name = f"refs/heads/{site.name_update(target)}"
    update = site.updates.get(target)
    local = update.local if update else None
    if local and local.work_tree:
        raise FleetError(
            f"Branch `{local.name.removeprefix('refs/heads/')}` is checked out",
            "Switch to another branch",
        )
    tree = write_tree(site.repository, base, site.prefix, plan.list_changes())
    since, conflicts = plan.planned.project.reference, len(plan.conflicts)
    mark = Mark(since, target, plan.digest, tree, conflicts)
    commit = write_commit(site.repository, tree, base, _message(site, plan, mark))
    move_branch(site.repository, BranchUpdate(name, local.commit if local else "", commit))


def _message(site: Site, plan: FleetPlan, mark: Mark) -> str:
    title = write_title(site.prefix, mark.since, mark.to)
    kept = "".join(f"- {path}\n" for path, _ in plan.conflicts)
    listed = f"Files with conflicts, which this commit does not change:\n\n{kept}\n" if kept else ""
    return f"{title}\n\n{listed}{write_mark(mark)}\n"
