"""A template with two releases whose clean merge breaks a project, and that project."""

import shutil
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffold.template.releases import Source
from scaffold.verbs.new import NewRequest, make_project
from tests.kit.machine import run_command

PYPROJECT = """\
[tool.pytest.ini_options]
testpaths = ["tests"]
"""
REPORT = """\
from demo.settings import SETTINGS


def first() -> float:
    return 1.0


def report() -> str:
    return f"rate {SETTINGS['rate']}"
"""
RELEASES = {
    "1": {
        "pyproject.toml": PYPROJECT,
        "src/demo/__init__.py": "",
        "src/demo/settings.py": 'STEPS = 3\n\n\nSETTINGS = {\n    "rate": 0.1,\n}\n',
        "src/demo/report.py": REPORT,
        "tests/test_report.py": "from demo.report import first\n\n\ndef test_first() -> None:\n"
        "    assert first() > 0\n",
    },
    "2": {
        "pyproject.toml": PYPROJECT,
        "src/demo/__init__.py": "",
        "src/demo/settings.py": 'STEPS = 5\n\n\nSETTINGS = {\n    "rate": 0.1,\n}\n',
        "src/demo/report.py": REPORT.replace("1.0", "float(SETTINGS['rate'])"),
        "src/demo/plan.py": "from demo.settings import SETTINGS, STEPS\n\n\n"
        "def plan() -> float:\n    return SETTINGS['rate'] * STEPS\n",
        "tests/test_report.py": "from demo.report import first\n\n\ndef test_first() -> None:\n"
        "    assert first() > 0\n",
        "tests/test_plan.py": "from demo.plan import plan\n\n\ndef test_plan() -> None:\n"
        "    assert plan() > 0\n",
    },
}
ANSWERS = "{{ _copier_conf.answers_file }}.jinja"


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let projects without an environment use the one of the tests."""
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    # The plugins that the tests of this repository need take seconds to load.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put scratch folders where a test can see them; none is left at its end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    yield folder
    assert [*folder.glob("scaffold-prove-*")] == []


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the template, kept in Git."""
    folder = tmp_path_factory.mktemp("template")
    commit = "git -c user.name=a -c user.email=a@b.c commit -qm x"
    for version, files in RELEASES.items():
        for path, text in files.items():
            (folder / path).parent.mkdir(exist_ok=True, parents=True)
            (folder / path).write_text(text, encoding="utf-8")
        (folder / "copier.yml").write_text("_exclude: [copier.yml, .git]\n", encoding="utf-8")
        (folder / ANSWERS).write_text("{{ _copier_answers | to_nice_yaml }}", encoding="utf-8")
        script = f"git init -qb main; git add -A; {commit}; git tag v{version}"
        assert run_command(["sh", "-ec", script], folder=folder).exit_code == 0
    return folder


@pytest.fixture
def project(template: Path, clean_machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project of the first release."""
    monkeypatch.setenv("SCAFFOLD_TRUST", str(template))
    return make_project(NewRequest("demo", clean_machine, Source(str(template), "v1"), {})).path


@pytest.fixture
def renamed(project: Path) -> Path:
    """Rename a key in all modules of the project."""
    for name in ("settings.py", "report.py"):
        path = project / "src/demo" / name
        path.write_text(path.read_text("utf-8").replace("rate", "speed"), "utf-8")
    commit(project)
    return project


def commit(project: Path) -> None:
    """Commit all files of a project."""
    script = "git add -A; git -c user.name=a -c user.email=a@b.c commit -qm x"
    assert run_command(["sh", "-ec", script], folder=project).exit_code == 0


def read_files(project: Path) -> dict[str, bytes]:
    """Return the files of a project, without those of its environment and of Git."""
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and not {".git", ".venv"} & {*path.relative_to(project).parts}
    }


def make_environment(project: Path, lines: str) -> Path:
    """Make an environment with the tools of the tests, and lines of a `.pth` file before them.

    Returns:
        The folder of its packages.
    """
    venv.create(project / ".venv", symlinks=sys.platform != "win32")
    scheme = {"base": str(project / ".venv"), "platbase": str(project / ".venv")}
    packages = Path(sysconfig.get_path("purelib", "venv", scheme))
    (packages / "a_project.pth").write_text(f"{lines}\n", encoding="utf-8")
    (packages / "tools.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    return packages


def replace_tests(project: Path, text: str) -> None:
    """Replace the tests of a project with one module, and commit."""
    shutil.rmtree(project / "tests")
    (project / "tests").mkdir()
    (project / "tests/test_own.py").write_text(text, encoding="utf-8")
    commit(project)
