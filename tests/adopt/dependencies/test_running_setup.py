"""A setup script runs in a copy, with what an index on disk has in place of setuptools."""

import os
import zipfile
from pathlib import Path

import pytest

from scaffold.adoption.dependencies.dependency_errors import NotConvertibleError
from scaffold.adoption.dependencies.running_setup import run_setup
from tests.adopt.conftest import Repository, contents
from tests.adopt.dependencies.conftest import uv_on_path, write
from tests.kit.machine import Scaffold

# Runs `setup.py`, which writes the metadata on its own: the real one needs a network.
BACKEND = """\
import os
import runpy


class __legacy__:
    @staticmethod
    def prepare_metadata_for_build_wheel(out):
        os.environ["OUT"] = out
        runpy.run_path("setup.py", run_name="__main__")
"""
WRITES = """\
import os
from pathlib import Path

Path("ran").touch()
place = Path(os.environ["OUT"]) / "widget.dist-info"
place.mkdir()
(place / "METADATA").write_text(Path("METADATA").read_text())
"""
METADATA = """\
Metadata-Version: 2.4
Name: widget
Version: 1.0
Requires-Python: >=3.9
Requires-Dist: apple<2,>=1.0
Requires-Dist: core; os_name == "nt"
Requires-Dist: apple<2,>=1.0
Provides-Extra: test-x
Requires-Dist: pytest; extra == "test-x"
Requires-Dist: core; ((os_name == "nt" or os_name == "x") and os_name > "") and extra == "test-x"
Requires-Dist: u @ https://example.org/u.zip ; os_name == "nt" and extra == "test-x"
Provides-Extra: empty
"""


@pytest.fixture
def environment(index: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return variables with which uv finds the small setuptools, and nothing else."""
    names = {"setuptools": {"__init__.py": "", "build_meta.py": BACKEND}, "wheel": {}}
    for name, modules in names.items():
        with zipfile.ZipFile(index / f"{name}-80.0-py3-none-any.whl", "w") as wheel:
            info = f"{name}-80.0.dist-info"
            wheel.writestr(
                f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 80.0\n"
            )
            tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            wheel.writestr(f"{info}/WHEEL", tags)
            for module, text in modules.items():
                wheel.writestr(f"{name}/{module}", text)
            files = "".join(f"{path},,\n" for path in [*wheel.namelist(), f"{info}/RECORD"])
            wheel.writestr(f"{info}/RECORD", files)
    monkeypatch.setenv("PATH", uv_on_path())
    return dict(os.environ)


def test_what_the_metadata_lists_is_read_with_its_extras_and_markers(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    folder = tmp_path / "project"
    write(folder, {"setup.py": WRITES, "METADATA": METADATA})
    found = run_setup(folder, environment)
    assert (found.name, found.version, found.python) == ("widget", "1.0", ">=3.9")
    assert found.dependencies == ("apple>=1.0,<2", 'core; os_name == "nt"')
    assert found.extras == {
        "test-x": (
            "pytest",
            'core; (os_name == "nt" or os_name == "x") and os_name > ""',
            'u @ https://example.org/u.zip ; os_name == "nt"',
        )
    }
    assert not (folder / "ran").exists()


@pytest.mark.story
def test_without_uv_the_script_runs_in_an_environment_of_pip(
    tmp_path: Path, index: Path, environment: dict[str, str]
) -> None:
    folder = tmp_path / "project"
    write(folder, {"setup.py": WRITES, "METADATA": METADATA})
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index), "PIP_CONFIG_FILE": os.devnull}
    found = run_setup(folder, {**environment, **offline, "PATH": "/usr/bin:/bin"})
    assert found.dependencies == ("apple>=1.0,<2", 'core; os_name == "nt"')


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("raise ValueError('no compiler')", "it fails when it runs: ValueError: no compiler"),
        ("import os\nos._exit(3)", "it fails when it runs: exit code 3"),
        ("", "it wrote no metadata"),
    ],
)
def test_a_script_that_fails_is_refused_with_its_last_line(
    script: str, reason: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    folder = tmp_path / "project"
    write(folder, {"setup.py": script})
    with pytest.raises(NotConvertibleError) as refused:
        run_setup(folder, environment)
    assert refused.value.problems == (reason,)


def test_a_uv_that_cannot_start_is_named_by_its_error(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "uv").write_text("#!/no/such/program\n")
    (tmp_path / "uv").chmod(0o755)
    write(tmp_path / "project", {"setup.py": ""})
    with pytest.raises(NotConvertibleError, match="FileNotFoundError"):
        run_setup(tmp_path / "project", {**environment, "PATH": str(tmp_path)})


def test_the_dependencies_of_a_script_that_ran_come_before_a_list_beside_it(
    repository: Repository, scaffold: Scaffold, environment: dict[str, str]
) -> None:
    assert environment
    files = {
        "setup.py": WRITES.encode(),
        "METADATA": METADATA.encode(),
        "requirements.txt": b"fig\n",
    }
    folder = repository(files)
    done = scaffold("dependencies", folder, "--run-setup", "--no-resolve")
    assert done.exit_code == 0, done.errors
    assert "Converted `setup.py`: 2 dependencies, 1 extra" in done.output
    assert "`requirements.txt` is not converted: `setup.py` comes first" in done.output
    assert {*contents(folder)} == {*files, "pyproject.toml"}


@pytest.mark.slow
def test_pip_makes_the_environment_where_there_is_no_uv(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    folder = tmp_path / "project"
    write(folder, {"setup.py": WRITES, "METADATA": METADATA})
    settings = {"PATH": "/usr/bin:/bin", "PIP_UPGRADE": "1"}  # Python 3.11 brings setuptools.
    found = run_setup(folder, {**environment, **settings})
    assert found.dependencies == ("apple>=1.0,<2", 'core; os_name == "nt"')
