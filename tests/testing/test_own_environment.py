"""A template elsewhere is tested in an environment of its own, which finds a bug of its updates."""

import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.kit.machine import run_command
from tests.update.test_template_settings import ANSWERS, NAME, release

pytestmark = pytest.mark.slow

# A template of three files.
FILES = {
    "copier.yml": "_subdirectory: template\nname: {type: str, default: demo}\n",
    "template/README.md.jinja": "# {{ name }}\n\nOne.\n\nTwo.\n\nThree.\n",
    f"template/{NAME}": ANSWERS,
}
# The next release renames its question: projects lose the name that they were given.
PLANTED = {
    "copier.yml": FILES["copier.yml"].replace("name:", "title:"),
    "template/README.md.jinja": "# {{ title }}\n\nOne.\n\nTwo.\n\nThree, four.\n",
}
CONFTEST = 'pytest_plugins = ["scaffold.testing"]\n'
TESTS = """
def test_updates(scaffold_template, scaffold_release, scaffold_seed):
    scaffold_template.check_update(scaffold_release, scaffold_seed)
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Install the wheel of this repository with the extra `testing`."""
    folder = tmp_path_factory.mktemp("elsewhere")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    built = run_command([*build, str(REPOSITORY)])
    assert built.exit_code == 0, built.errors
    wheel = next(folder.glob("*.whl"))
    made = run_command([sys.executable, "-m", "venv", str(folder / "venv")])
    assert made.exit_code == 0, made.errors
    scripts = "Scripts" if sys.platform == "win32" else "bin"
    python = str(folder / "venv" / scripts / "python")
    installed = run_command([python, "-m", "pip", "install", "--quiet", f"{wheel}[testing]"])
    assert installed.exit_code == 0, installed.errors
    return python


def test_the_plugin_finds_a_planted_bug(python: str, tmp_path: Path) -> None:
    template = tmp_path / "template"
    release(template, "v1.0.0", FILES)
    release(template, "v1.1.0", {**FILES, "template/new.txt": "new\n"})
    (template / "conftest.py").write_text(CONFTEST)
    (template / "test_template.py").write_text(TESTS)
    test = [python, "-m", "pytest", "-q", "--scaffold-seeds=2", str(template)]
    good = run_command(test, folder=template)
    assert good.exit_code == 0, good.output
    assert "6 passed" in good.output
    for name, text in PLANTED.items():
        (template / name).write_text(text)
    found = run_command(test, folder=template)
    assert found.exit_code == 1, found.output
    for tag in ("v1.0.0", "v1.1.0"):
        assert f"Update from {tag} to the working copy:" in found.output
    assert "- The answer to `name` is lost: the new release does not ask it" in found.output
