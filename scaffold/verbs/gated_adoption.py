"""Try a planned adoption on a scratch copy, and leave out what does not pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.adoption.parts import part_of
from scaffold.adoption.refused_files import refuse
from scaffold.errors import ScaffoldError
from scaffold.errors.exit_codes import ExitCode
from scaffold.files.tree import Change
from scaffold.plan.actions import changes

if TYPE_CHECKING:
    from scaffold.adoption.fitting import Fitted
    from scaffold.project.gates.gating import GateRun
    from scaffold.project.gates.passing_rules import LintRules
    from scaffold.verbs.planned_adoption import AdoptRequest
    from scaffold.verbs.step_progress import Progress

__all__ = ["GateOptionError", "GateRun", "Gatekeeper", "check_gate_options"]

QUESTION = "Run the build and the tests of the repository on a scratch copy, to check the plan?"
_UNCHECKED = (
    "not checked: `--gates` runs its commands on a scratch copy, `--no-gates` creates it unchecked"
)


class GateOptionError(ScaffoldError):
    """Gates run the code of the repository, which a preview never does."""

    exit_code = ExitCode.USAGE

    def __init__(self) -> None:
        super().__init__(
            "`--gates` runs the repository's code, and `--dry-run` never does", "Use one of them"
        )


def check_gate_options(request: AdoptRequest) -> None:
    """Refuse gates of a preview.

    Raises:
        GateOptionError: The request has both.
    """
    if request.gates and request.dry_run:
        raise GateOptionError


def refuse_all(_question: str) -> bool:
    """Answer no to each question."""
    return False


@dataclass(slots=True)
class Gatekeeper:
    """Decides which files of a plan are written.

    Attributes:
        request: The request, which says whether gates run.
        progress: Shows the steps of the gates, which can take minutes.
        confirm: Asks whether to run the repository's code, if the request does not say it.
        runs: What the gates found; empty if none ran.
    """

    request: AdoptRequest
    progress: Progress
    confirm: Callable[[str], bool] = refuse_all
    runs: tuple[GateRun, ...] = ()

    def find_passing_rules(self) -> LintRules:
        """Return the lint rules that the code passes today; none if no gate will run.

        Ruff only reads the code, and is the user's own, so this comes before any question.
        """
        from scaffold.project.gates.passing_rules import NO_RULES, find_passing_rules

        if self.request.dry_run or not (self.request.gates or self.request.ask):
            return NO_RULES
        return find_passing_rules(self.request.folder)

    def admit(self, fitted: Fitted) -> Fitted:
        """Return the plan without what does not pass.

        Raises:
            ScratchCopyError: The repository cannot be copied.
        """
        planned = [Change(*each) for each in changes(fitted.plan)]
        if not planned or self.request.gates is False:
            return fitted
        if not self._may_run():
            return refuse(fitted, dict.fromkeys(fitted.commands, _UNCHECKED))
        parts = defaultdict[str, list[Change]](list)
        for change in planned:
            parts[part_of(change.path)].append(change)
        self.runs = self._run(fitted, parts)
        refused = {part: why for run in self.runs for part, why in run.refused.items()}
        return refuse(
            fitted,
            {
                change.path: refused[part]
                for part in parts
                if part in refused
                for change in parts[part]
            },
        )

    def _may_run(self) -> bool:
        asked = self.request.gates is None and self.request.ask and not self.request.dry_run
        return bool(self.request.gates or (asked and self.confirm(QUESTION)))

    def _run(self, fitted: Fitted, parts: dict[str, list[Change]]) -> tuple[GateRun, ...]:
        from scaffold.project.gates.gating import Trial, run_gates

        commands = {part_of(path): checks for path, checks in fitted.commands.items()}
        trial = Trial(parts, commands, self.request.prove_limit)
        return run_gates(self.request.folder, trial, self.progress)
