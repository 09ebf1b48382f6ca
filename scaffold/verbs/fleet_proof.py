"""Prove the update of a project of a fleet: its checks run in copies of its base branch."""

import os
from typing import TYPE_CHECKING

from scaffold.apply.journal import apply_changes
from scaffold.errors import FleetError
from scaffold.errors.wording import count
from scaffold.files.scratch_copy import scratch_folder
from scaffold.files.tree import Change, File
from scaffold.fleet.committed import list_committed, make_repository
from scaffold.fleet.sites import Site
from scaffold.project.project_files import KINDS
from scaffold.verbs.fleet_plans import FleetPlan
from scaffold.verbs.fleet_projects import find_folder
from scaffold.verbs.step_progress import silent

if TYPE_CHECKING:
    from scaffold.project.proof.proving import Proof

_HINT = "Run `scaffold update --prove` in the project"


def prove_site(site: Site, plan: FleetPlan, limit: float) -> "Proof":
    """Run the checks of a project without its update and with it. This runs its code.

    Args:
        site: The repository of the project.
        plan: The planned update.
        limit: Seconds after which a check is ended.

    Raises:
        FleetError: The update breaks checks.
        NotProvedError: There are no checks, or none of them succeeds without the update.
        ScaffoldError: The project cannot be copied, or its settings are invalid.
    """
    from scaffold.project.proof.environment import find_environment
    from scaffold.project.proof.proving import prove

    environment = None
    if not site.repository.is_bare:  # A clone has an environment that its checkout uses.
        environment = find_environment(find_folder(site), os.environ)
    with scratch_folder("scaffold-fleet-") as base:
        folder = base / find_folder(site).name
        make_repository(folder)
        apply_changes(folder, "prove", _list_files(site))
        proof = prove(folder, plan.list_changes(), silent, limit, environment)
    if not proof.holds:
        broken = [each.test or each.check for each in proof.verdict.broken]
        more = f" and {count(len(broken) - 1, 'other')}" if broken[1:] else ""
        raise FleetError(f"The update would break {broken[0]}{more}", _HINT)
    return proof


def _list_files(site: Site) -> list[Change]:
    """Return the files of the base branch; submodules are left out."""
    committed = list_committed(site)
    kinds = {path: KINDS.get(each.mode) for path, each in committed.entries.items()}
    contents = committed.read([path for path, kind in kinds.items() if kind])
    return [Change(path, None, File(contents[path], kind)) for path, kind in kinds.items() if kind]
