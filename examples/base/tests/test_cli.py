"""The commands, as a user types them."""

import subprocess
import sys

from typer.testing import CliRunner

from demo import __version__
from demo.cli import app


def test_info_and_the_option_print_the_version() -> None:
    assert f"project {__version__}" in CliRunner().invoke(app, ["info"]).stdout
    assert CliRunner().invoke(app, ["--version"]).stdout == f"{__version__}\n"


def test_the_package_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "demo", "--help"]
    assert "info" in subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - no input of others
