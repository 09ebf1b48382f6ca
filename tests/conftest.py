"""A clean machine for every test, and projects rendered once."""

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from prompt_toolkit.application import create_app_session

from scaffold.cli import main
from scaffold.template.catalog import read_features, read_stacks
from scaffold.template.releases import bundled_release, find_release
from scaffold.verbs.new import NewRequest, make_project
from tests.kit.machine import Finished, run_command
from tests.kit.platforms import needs_posix

pytest_plugins = ["pytester", "scaffold.testing"]

REPOSITORY = Path(__file__).parent.parent
# Read from `questions/`, so that a new stack or feature is tested without a change here.
FEATURES = tuple(feature.name for feature in read_features(bundled_release()))
STACKS = tuple(stack.name for stack in read_stacks(bundled_release()))
LAYOUTS = ("package", "flat")

Render = Callable[..., Path]

# Without bytecode, each of the thousands of processes would compile all libraries anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Tests that a shell started in the background ignore Ctrl-C, and so would the processes they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
# The examples are the same in every run, so that a red run is a red change.
settings.register_profile("stable", derandomize=True, deadline=None)
settings.load_profile("stable")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out test files that cannot run on Windows."""
    is_test = collection_path.match("test_*.py")
    return True if sys.platform == "win32" and is_test and needs_posix(collection_path) else None


@pytest.fixture(autouse=True)
def clean_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home without settings, a git that knows nobody, and a folder of its own."""
    home = tmp_path / "home"
    home.mkdir()
    for name in [name for name in os.environ if name.startswith(("GIT_", "COPIER_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "100")
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def scaffold(capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Finished]]:
    """Run the command line in this process, which loads everything once for all tests."""
    before = signal.getsignal(signal.SIGTERM)

    def run(*arguments: str | Path) -> Finished:
        # A prompt keeps the streams of the first test that met one, and they are closed by now.
        with pytest.MonkeyPatch.context() as patch, create_app_session():
            patch.setattr(sys, "argv", ["scaffold", *map(str, arguments)])
            with pytest.raises(SystemExit) as left:
                main()
        return Finished(int(left.value.code or 0), *capfd.readouterr())

    yield run
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def scaffold_process() -> Callable[..., Finished]:
    """Run the command in a process of its own, as a person does."""

    def run(*arguments: str | Path, **settings: str) -> Finished:
        command = [sys.executable, "-m", "scaffold", *map(str, arguments)]
        return run_command(command, settings=settings)

    return run


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Render:
    """Render a release once for each set of answers; the bundled template unless one is named."""

    @cache
    def render(
        stack: str, layout: str, features: tuple[str, ...], name: str = "demo", release: str = ""
    ) -> Path:
        into = tmp_path_factory.mktemp("rendered")
        answers = {
            "stack": stack,
            "layout": layout,
            "features": list(features),
            "author_name": "Ada Example",
        }
        template = find_release(release) if release else bundled_release()
        request = NewRequest(name, into, template, answers, repository=False)
        return make_project(request).path

    return render


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what all trials of faults came to, wherever they ran."""
    total: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                total.update(dict(report.user_properties))
    if total:
        words = ", ".join(f"{number:,} {name}" for name, number in total.items())
        terminalreporter.write_sep("-", f"faults: {words}")
