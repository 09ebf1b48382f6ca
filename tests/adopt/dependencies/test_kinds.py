"""Each kind of declaration as pyproject.toml has it afterwards."""

from pathlib import Path

import pytest

from scaffold.adoption.dependencies.chosen import choose
from scaffold.adoption.dependencies.conversion import convert
from scaffold.adoption.dependencies.dependency_errors import NotConvertibleError
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.found import find_declarations
from scaffold.adoption.dependencies.inputs import list_pairs
from tests.adopt.dependencies.conftest import Converted, write

_WITH_APPLE = "from setuptools import setup\nsetup(name='x', install_requires=['apple'])\n"
# Each function calls the next one twice.
_CALLS = [f"def f{n}():\n    return f{n + 1}() + f{n + 1}()\n" for n in range(40)]
_NESTED = "".join(_CALLS) + "setup(name='x', install_requires=f0())\n"


def test_requirements_files_become_dependencies_and_groups(converted: Converted) -> None:
    found = converted(
        {
            "requirements.txt": "-r base.txt\nb[x]>=1,<2 ; python_version<'3.12'  # why\n\n# c\n",
            "base.txt": "a==1.0 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n",
            "requirements-dev.txt": "-r requirements.txt\n-r requirements-test.txt\nruff\n",
            "requirements-test.txt": "pytest\n-c limits.txt\n",
            "limits.txt": "core<3\n",
        }
    )
    assert found["project"]["dependencies"] == ["a==1.0", 'b[x]>=1,<2; python_version < "3.12"']
    assert found["dependency-groups"] == {
        "dev": [{"include-group": "test"}, "ruff"],
        "test": ["pytest"],
    }
    assert found["tool"]["uv"]["constraint-dependencies"] == ["core<3"]


def test_addresses_and_paths_of_pip_stay_where_they_lead(converted: Converted) -> None:
    found = converted(
        {
            "requirements.txt": (
                "git+https://example.org/a/one.git@v1#egg=one[x]\n"
                "-e git+ssh://git@example.org/a/two.git#egg=two&subdirectory=py\n"
                "https://example.org/three-1.0-py3-none-any.whl\n"
                "four @ https://example.org/four.zip\n"
                "-e ./libs/five[y]\n-e .[dev]\n"
                "--extra-index-url https://example.org/simple\n"
            ),
            "libs/five/setup.py": "from setuptools import setup\nsetup(name='five')\n",
        }
    )
    assert found["project"]["dependencies"] == [
        "one[x] @ git+https://example.org/a/one.git@v1",
        "two @ git+ssh://git@example.org/a/two.git#subdirectory=py",
        "three @ https://example.org/three-1.0-py3-none-any.whl",
        "four @ https://example.org/four.zip",
        "five[y]",
    ]
    uv = found["tool"]["uv"]
    assert uv["sources"] == {"five": {"path": "libs/five", "editable": True}}
    assert uv["index"] == [{"url": "https://example.org/simple"}]


def test_poetry_keeps_groups_extras_markers_and_sources(converted: Converted) -> None:
    found = converted(
        {
            "pyproject.toml": """\
[tool.poetry]
name = "demo"
version = "1.2.3"

[tool.poetry.dependencies]
python = ">=3.9,<3.13"
apple = "^1.2"
core = [
  { version = "1.*", python = "<3.11" },
  { version = "~2.0", markers = "sys_platform == 'linux'" },
]
pear = { version = "^0.3", optional = true, extras = ["ripe"] }
plum = { git = "https://example.org/plum.git", tag = "v1" }
near = { path = "near", develop = true }
fig = { version = "*", source = "own" }

[tool.poetry.extras]
fruit = ["pear"]

[tool.poetry.group.test.dependencies]
pytest = "^7"

[[tool.poetry.source]]
name = "own"
url = "https://example.org/simple"
priority = "explicit"

[build-system]
requires = ["poetry-core>=1.0.0"]
build-backend = "poetry.core.masonry.api"
""",
        }
    )
    project = found["project"]
    assert project["name"] == "demo"
    assert project["dynamic"] == ["version"]
    assert project["requires-python"] == ">=3.9,<3.13"
    assert project["dependencies"] == [
        "apple>=1.2,<2.0",
        'core==1.*; python_version < "3.11"',
        'core>=2.0,<2.1; sys_platform == "linux"',
        "plum @ git+https://example.org/plum.git@v1",
        "near",
        "fig",
    ]
    assert project["optional-dependencies"] == {"fruit": ["pear[ripe]>=0.3,<0.4"]}
    assert found["dependency-groups"] == {"test": ["pytest>=7,<8"]}
    assert found["tool"]["uv"]["sources"] == {
        "near": {"path": "near", "editable": True},
        "fig": {"index": "own"},
    }
    assert found["tool"]["uv"]["index"][0]["explicit"] is True


def test_a_pipfile_keeps_its_groups_and_its_python(converted: Converted) -> None:
    found = converted(
        {
            "Pipfile": """\
[packages]
apple = "*"
core = {version = ">=1.0", extras = ["x"], markers = "os_name == 'posix'"}
plum = {git = "https://example.org/plum.git", ref = "abc"}
demo = {editable = true, path = "."}

[dev-packages]
pytest = "==7.0"

[docs]
sphinx = "~=7.1"

[requires]
python_version = "3.10"
""",
        }
    )
    assert found["project"]["dependencies"] == [
        "apple",
        'core[x]>=1.0; os_name == "posix"',
        "plum @ git+https://example.org/plum.git@abc",
    ]
    assert found["project"]["requires-python"] == "==3.10.*"
    assert found["dependency-groups"] == {"dev": ["pytest==7.0"], "docs": ["sphinx~=7.1"]}
    assert "tool" not in found


SETUP_PY = """\
import os
from setuptools import find_packages, setup

here = os.path.dirname(os.path.abspath(__file__))
TEST = ["pytest>=%s" % "7", f"cov{'[toml]'}"]


def read(*parts):
    with open(os.path.join(here, *parts), encoding="utf-8") as file:
        return file.read()


with open("requirements.txt") as file:
    required = [line.strip() for line in file if line.strip() and not line.startswith("#")]

setup(
    name="demo",
    version=read("VERSION").strip(),
    description="A demo",
    packages=find_packages(),
    python_requires=">=3.9",
    install_requires=required + ["pear"],
    extras_require={"test": TEST, "all": TEST + ["plum"]},
    entry_points={"console_scripts": ["demo = demo:main"]},
)
"""


def test_setup_py_is_read_without_running_it(converted: Converted) -> None:
    found = converted(
        {
            "setup.py": SETUP_PY + "open('ran', 'w').write('x')\n",
            "requirements.txt": "# mine\napple>=1\n",
            "VERSION": "1.0\n",
        }
    )
    assert found["project"] == {
        "name": "demo",
        "dynamic": ["version", "description", "scripts"],
        "requires-python": ">=3.9",
        "dependencies": ["apple>=1", "pear"],
        "optional-dependencies": {
            "test": ["pytest>=7", "cov[toml]"],
            "all": ["pytest>=7", "cov[toml]", "plum"],
        },
    }
    assert found["build-system"] == {"requires": ["setuptools>=64"]}


@pytest.mark.parametrize(
    "setup",
    [
        "setup(name='x', install_requires=[a for a in load()])",
        "setup(name='x', **settings())",
        "R = ['a']\nif WINDOWS:\n    R = ['b']\nsetup(name='x', install_requires=R)",
        "setup(name='x', install_requires='{:>99999999}'.format('a'))",
    ],
)
def test_what_is_only_known_when_setup_py_runs_is_refused(setup: str, converted: Converted) -> None:
    with pytest.raises(NotConvertibleError) as refused:
        converted({"setup.py": f"from setuptools import setup\n{setup}\n"})
    assert "--run-setup" not in str(refused.value)
    assert refused.value.hint == "Run `setup.py` in a scratch environment with `--run-setup`"


def test_setup_cfg_keeps_everything_but_dependencies(converted: Converted) -> None:
    found = converted(
        {
            "setup.cfg": """\
[metadata]
name = demo
version = attr: demo.__version__
license = MIT

[options]
python_requires = >=3.8
install_requires =
    apple>=1  # why
    core; python_version<"3.11"

[options.extras_require]
test = pytest; cov
""",
            "setup.py": "from setuptools import setup\nsetup()\n",
        }
    )
    assert found["project"] == {
        "name": "demo",
        "dynamic": ["version", "license"],
        "requires-python": ">=3.8",
        "dependencies": ["apple>=1", 'core; python_version < "3.11"'],
        "optional-dependencies": {"test": ["pytest", "cov"]},
    }


def test_an_environment_of_conda_is_written_for_pip(converted: Converted) -> None:
    found = converted(
        {
            "environment.yml": """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.9
  - pytorch::pytorch>=1.8
  - numpy=1.19
  - scikit-learn==0.24.2=py39h7cbb2b9_0
  - cudatoolkit=11.1
  - pip
  - pip:
      - apple==1.0
      - -r more.txt
""",
            "more.txt": "pear\n",
        }
    )
    assert found["project"]["requires-python"] == "==3.9.*"
    assert found["project"]["dependencies"] == [
        "torch>=1.8",
        "numpy==1.19.*",
        "scikit-learn==0.24.2",
        "apple==1.0",
        "pear",
    ]


def test_what_setuptools_reads_from_files_is_not_dynamic_any_more(converted: Converted) -> None:
    found = converted(
        {
            "pyproject.toml": """\
[project]
name = "demo"
dynamic = ["version", "dependencies"]  # from files

[tool.setuptools.dynamic]
version = { attr = "demo.__version__" }
dependencies = { file = ["requirements.txt"] }
""",
            "requirements.txt": "apple\n",
        }
    )
    assert found["project"]["dynamic"] == ["version"]
    assert found["project"]["dependencies"] == ["apple"]
    assert found["tool"]["setuptools"]["dynamic"] == {"version": {"attr": "demo.__version__"}}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("numpy=1.19.2=py38h54aff64_0", "conda"),
        ("a @ file:///home/me/a.whl", "one machine"),
        ("--extra-index-url https://me:secret@example.org/simple", "password"),
        ("--index-url https://${TOKEN}@example.org/simple", "environment variable"),
        ("-r https://example.org/more.txt", "not in the repository"),
        ("-r ../more.txt", "not in the repository"),
        ("a>dev", "PEP 508"),
    ],
)
def test_what_pyproject_toml_cannot_contain_is_refused(
    line: str, reason: str, converted: Converted
) -> None:
    with pytest.raises(NotConvertibleError, match=reason):
        converted({"requirements.txt": f"apple\n{line}\n"})


def test_a_list_in_setup_py_comes_before_the_one_in_setup_cfg(converted: Converted) -> None:
    found = converted(
        {
            "setup.py": _WITH_APPLE,
            "setup.cfg": "[options]\ninstall_requires = pear\n[options.extras_require]\nt = fig\n",
        }
    )
    assert found["project"]["dependencies"] == ["apple"]
    assert found["project"]["optional-dependencies"] == {"t": ["fig"]}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "a" + " " * 900_000 + "b"),
        ("requirements.txt", "--pre " * 150_000),
        ("requirements.txt", "-e " + "[" * 900_000),
        ("environment.yml", "dependencies:\n  - a" + "[version=" * 90_000 + "\n"),
        ("setup.py", "def f():\n    return f() + f()\nsetup(name='x', install_requires=f())\n"),
        ("setup.py", _NESTED),
    ],
)
def test_hostile_declarations_are_refused_at_once(
    name: str, text: str, converted: Converted
) -> None:
    with pytest.raises((NotConvertibleError, AssertionError)):
        converted({name: text})


def test_lists_for_developers_alone_become_groups(converted: Converted) -> None:
    found = converted(
        {
            "setup.py": _WITH_APPLE,
            "requirements/dev.txt": "pytest\n",
            "requirements/docs.txt": "sphinx\n",
        }
    )
    assert found["project"]["dependencies"] == ["apple"]
    assert found["dependency-groups"] == {"dev": ["pytest"], "docs": ["sphinx"]}


def test_two_files_for_one_group_are_both_converted_and_compared(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "apple\n-r requirements/docs.txt\n",
        "requirements-dev.txt": "-r requirements/dev.txt\nruff\n",
        "requirements/dev.txt": "pytest\n",
        "requirements/docs.txt": "sphinx\n",
        "docs-requirements.txt": "furo\n",
    }
    write(tmp_path, files)
    folder = Folder(tmp_path)
    chosen = choose(find_declarations(folder))
    assert chosen is not None
    declared = convert(folder, chosen).declared
    assert declared.groups == {"dev": ("ruff", "pytest"), "docs": ("furo",)}
    pairs = {pair.role: pair for pair in list_pairs(folder, chosen, declared)}
    dev = pairs["group `dev`"]
    assert {"ruff", "pytest", "-r requirements-dev.txt"} <= {*dev.before.requires}
    assert dev.after.requires == ("pytest", "ruff")
    assert pairs["group `docs`"].before.requires == ("furo",)


def test_a_group_that_includes_the_main_file_is_compared_with_the_dependencies(
    tmp_path: Path,
) -> None:
    write(
        tmp_path,
        {
            "setup.py": _WITH_APPLE,
            "requirements.txt": "apple\n",
            "test-requirements.txt": "-r requirements.txt\npytest\n",
            "doc-requirements.txt": "sphinx\n",
        },
    )
    folder = Folder(tmp_path)
    chosen = choose(find_declarations(folder))
    assert chosen is not None
    pairs = list_pairs(folder, chosen, convert(folder, chosen).declared)
    after = {pair.role: pair.after.requires for pair in pairs}
    assert after["group `test`"] == ("apple", "pytest")
    assert after["group `doc`"] == ("sphinx",)


@pytest.mark.parametrize(("labels", "is_declared"), [("pypi org", False), ("test pypi org", True)])
def test_only_the_default_index_is_not_declared_again(
    converted: Converted, labels: str, is_declared: bool
) -> None:
    address = f"https://{labels.replace(' ', '.')}/simple"
    found = converted({"requirements.txt": f"--index-url {address}\napple\n"})
    assert ("tool" in found) is is_declared
