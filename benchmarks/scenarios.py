"""Real updates of edited projects: scaffold beside Copier and cruft, judged by the files.

Run it as `python -m benchmarks.scenarios`. Every tool gets the same project, the same edits and the
same release of the same template; peers stand in environments that are thrown away afterwards.
"""

import datetime as dt
import platform
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.comparison import format_cells
from benchmarks.scenario_faults import INTERRUPTIONS, play_interruption
from benchmarks.scenario_list import SCENARIOS, Scenario
from benchmarks.scenario_machine import commit, git, read_texts, run, run_well
from benchmarks.scenario_template import (
    FIRST,
    PROJECT,
    SECOND,
    Template,
    cookiecutter_template,
    copier_template,
)
from benchmarks.scenario_tools import PEERS, Tool, install_peer, scaffold
from benchmarks.scenario_verdicts import Outcome, judge

NOT_INSTALLED = "cannot be installed"


@dataclass(frozen=True, slots=True)
class Bench:
    """What the scenarios share: a folder for all of them, and the template in both forms."""

    folder: Path
    copier: Template
    cookiecutter: Template

    @property
    def home(self) -> Path:
        """The home folder of the tools."""
        return self.folder / "home"

    def release(self, files: Mapping[str, str], tag: str) -> None:
        """Cut the same release of both forms."""
        for template in (self.copier, self.cookiecutter):
            template.release(files, tag)

    def make_project(self, tool: Tool) -> None:
        """Make and commit the project that each scenario gets a copy of.

        Raises:
            RuntimeError: The tool failed, or its project is not as the template says.
        """
        place = self.folder / tool.name
        place.mkdir()
        template = self.cookiecutter if tool.is_cookiecutter else self.copier
        run_well((*tool.command, *tool.new(template.path, place)), self.folder, self.home)
        made = read_texts(place / PROJECT)
        made.pop(tool.answers)
        if made != FIRST:
            raise RuntimeError(f"{tool.name} made {sorted(made)}")
        git(place / PROJECT, "init", "--quiet", "--initial-branch=main")
        commit(place / PROJECT)

    def play(self, tool: Tool, scenario: Scenario, number: int) -> str:
        """Play one scenario in a fresh copy of the project; return the cell of the table."""
        project = self.folder / f"{tool.name}-{number}" / PROJECT
        shutil.copytree(self.folder / tool.name / PROJECT, project, symlinks=True)
        scenario.act(project, tool.answers)
        if scenario.commits:
            commit(project)
        before = read_texts(project)
        finished = run((*tool.command, *tool.update), project, self.home)
        after, again = read_texts(project), None
        if scenario.twice:
            commit(project)
            run((*tool.command, *tool.update), project, self.home)
            again = read_texts(project)
        outcome = Outcome(before, after, finished.exit_code, finished.output, again)
        return judge(outcome, scenario.owner, scenario.template)


def compare(folder: Path) -> str:
    """Play all scenarios with all tools; return versions and the table as Markdown."""
    bench = Bench(
        folder, copier_template(folder / "template"), cookiecutter_template(folder / "cookies")
    )
    bench.home.mkdir()
    bench.release(FIRST, "v1.0.0")
    installed = {name: install_peer(name, folder) for name in PEERS}
    tools = [*(tool for tool in installed.values() if tool), scaffold()]
    for tool in tools:
        bench.make_project(tool)
    bench.release(SECOND, "v2.0.0")
    missing = tuple(name for name, tool in installed.items() if tool is None)
    heading = ("the owner", *(f"`{tool.shown}`" for tool in tools), *missing)
    rows = []
    for number, scenario in enumerate(SCENARIOS, start=1):
        sys.stderr.write(f"{number} of {len(SCENARIOS)}: {scenario.what}\n")
        cells = (bench.play(tool, scenario, number) for tool in tools)
        rows.append((scenario.what, *cells, *(NOT_INSTALLED for _ in missing)))
    for interruption in INTERRUPTIONS:
        sys.stderr.write(f"{interruption.what}\n")
        cells = (play_interruption(tool, interruption, folder, bench.home) for tool in tools)
        rows.append((interruption.what, *cells, *(NOT_INSTALLED for _ in missing)))
    return f"{_versions(tools, folder)}\n\n{format_cells([heading, *rows])}"


def _versions(tools: Sequence[Tool], folder: Path) -> str:
    day = dt.datetime.now(tz=dt.UTC).date().isoformat()
    ours = [f"Python {platform.python_version()}", git(folder, "--version").strip()]
    return f"{day}: {', '.join([*(tool.version(folder) for tool in tools), *ours])}"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(compare(Path(folder).resolve()))


if __name__ == "__main__":
    main()
