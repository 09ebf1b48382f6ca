"""The script in experiments/ sweeps with Hydra's own command line, into the folders of runs."""

import os
import subprocess
import sys
from pathlib import Path

from omegaconf import OmegaConf

from demo.config import Paths
from demo.inference.artifacts import load_artifacts
from demo.places import ROOT_VARIABLE

SCRIPT = Path(__file__).parents[2] / "experiments" / "train.py"


def test_a_sweep_leaves_numbered_runs_that_can_be_used(project: Paths) -> None:
    quick = ("trainer=quick", "model.n_layers=1", "logger=none", "tuned=none")
    command = [sys.executable, str(SCRIPT), "--multirun", *quick, "model.hidden_size=4,8"]
    environment = os.environ | {ROOT_VARIABLE: str(project.root)}
    # S603: the interpreter of the tests, and the project's own script.
    subprocess.run(command, env=environment, capture_output=True, check=True)  # noqa: S603

    manifests = sorted(project.runs.rglob("manifest.json"))
    assert [path.parent.name for path in manifests] == ["0", "1"]
    for path, size in zip(manifests, (4, 8), strict=True):
        run_id = path.parent.relative_to(project.runs).as_posix()
        assert load_artifacts(project, run_id).model["hidden_size"] == size
        kept = OmegaConf.load(path.parent / ".hydra" / "config.yaml")
        assert OmegaConf.select(kept, "model.hidden_size") == size
        assert "hydra" not in kept
