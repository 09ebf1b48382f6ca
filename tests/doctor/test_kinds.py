"""The checks know how projects of other tools look, and their fixes harm none of them."""

import json

import pytest

from scaffold.doctor.diagnosis import Diagnosis, diagnose
from scaffold.doctor.findings import Severity, Skipped
from scaffold.verbs.doctor import apply_fixes
from tests.doctor.conftest import Make, read_files
from tests.doctor.examples import (
    EXPLORE,
    LOUD,
    PYPROJECT,
    SPLIT,
    WORKFLOW,
    Files,
    code_cell,
    notebook,
)

CHECKS = ".github/workflows/checks.yml"
LINTS = "on: push\njobs:\n  lint:\n    steps:\n      - run: ruff check .\n"
POETRY = """\
[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"

[tool.poetry]
name = "churn"

[tool.poetry.dependencies]
python = "^3.11"
"""
NOT_INSTALLED = """\
[tool.poetry]
name = "churn"
package-mode = false

[tool.poetry.dependencies]
python = "^3.11"
"""
POETRY_LOCK = '[[package]]\nname = "pandas"\nversion = "2.2.0"\n'
NO_LOCK: Files = {"requirements.txt": None}


def places(diagnosis: Diagnosis, code: str) -> list[str]:
    return [
        each.place for check in diagnosis.examined if check.code == code for each in check.found
    ]


def reason(diagnosis: Diagnosis, code: str) -> str:
    (check,) = (each for each in diagnosis.examined if each.code == code)
    return check.outcome.reason if isinstance(check.outcome, Skipped) else ""


class TestDependencies:
    """ML202 compares what is declared with what is locked, whoever declares it."""

    @pytest.mark.parametrize(
        ("constraint", "fits"),
        [
            ('"*"', True),
            ('"^2.1"', True),
            ('"^2.3"', False),
            ('"^1.5"', False),
            ('"^0.2"', False),
            ('"~2.2"', True),
            ('"~2.1"', False),
            ('"~=2.1"', True),
            ('">=1,<3"', True),
            ('"2.2.0"', True),
            ('"2.*"', True),
            ('"1.*"', False),
            ('{ version = "^2", optional = true }', True),
            ('{ version = "^3", extras = ["excel"] }', False),
            ('{ git = "https://example.org/pandas.git" }', True),
            ('[{ version = "^1", python = "<3.9" }, { version = "^2" }]', True),
            ('"^1 || ^2"', True),
            ('"^"', True),
        ],
    )
    def test_poetry(self, repository: Make, constraint: str, fits: bool) -> None:
        files = {
            "pyproject.toml": f"{POETRY}pandas = {constraint}\n",
            "poetry.lock": POETRY_LOCK,
        }
        found = places(diagnose(repository({**NO_LOCK, **files})), "ML202")
        assert found == ([] if fits else ["poetry.lock"])

    def test_a_group_of_poetry_that_the_lock_lacks(self, repository: Make) -> None:
        group = "[tool.poetry.group.test.dependencies]\npytest = '^8'\n"
        files = {"pyproject.toml": f"{POETRY}pandas = '*'\n{group}", "poetry.lock": POETRY_LOCK}
        diagnosis = diagnose(repository({**NO_LOCK, **files}))
        (finding,) = diagnosis.findings
        assert finding.message == "lacks `pytest`, which `pyproject.toml` declares"

    @pytest.mark.parametrize("text", ["numpy>=2  # all\ntqdm\n", "tqdm\n"])
    def test_a_list_of_requirements_without_pins_is_no_lock(
        self, repository: Make, text: str
    ) -> None:
        diagnosis = diagnose(repository({"requirements.txt": text}))
        assert reason(diagnosis, "ML202") == "`requirements.txt` pins no versions"

    def test_requirements_in_the_encoding_of_windows_are_read(self, repository: Make) -> None:
        folder = repository({"pyproject.toml": None, "requirements.txt": None})
        (folder / "requirements.txt").write_bytes("numpy\nscikit-learn==1.7\n".encode("utf-16"))
        diagnosis = diagnose(folder)
        assert places(diagnosis, "ML205") == ["requirements.txt:1"]
        assert places(diagnosis, "ML206") == []

    def test_poetry_without_a_lock(self, repository: Make) -> None:
        diagnosis = diagnose(repository({**NO_LOCK, "pyproject.toml": f"{POETRY}pandas = '*'\n"}))
        assert places(diagnosis, "ML202") == ["pyproject.toml"]

    @pytest.mark.parametrize(
        ("lock", "found"),
        [
            ({"default": {"pandas": {"version": "==2.2.0"}}}, []),
            ({"default": {"pandas": {"version": "==1.0"}}}, ["Pipfile.lock"]),
            ({"develop": {}}, ["Pipfile.lock"]),
            ({"default": {"pandas": {"git": "x"}}}, []),
            ([], ["Pipfile.lock"]),
        ],
    )
    def test_pipenv(self, repository: Make, lock: object, found: list[str]) -> None:
        files = {
            "pyproject.toml": None,
            "Pipfile": "[packages]\npandas = '>=2'\n",
            "Pipfile.lock": json.dumps(lock),
        }
        assert places(diagnose(repository({**NO_LOCK, **files})), "ML202") == found

    def test_pip_tools(self, repository: Make) -> None:
        files = {"pyproject.toml": None, "requirements.in": "numpy>=2  # arrays\nscipy\n-r x.in\n"}
        assert places(diagnose(repository(files)), "ML202") == []
        files["requirements.in"] = "numpy>=3\n"
        assert places(diagnose(repository(files)), "ML202") == ["requirements.txt"]

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("setup.py", "from setuptools import setup\nsetup(install_requires=['numpy'])\n"),
            ("setup.cfg", "[options]\ninstall_requires =\n  numpy\n"),
            ("environment.yml", "name: churn\ndependencies:\n  - numpy\n"),
            ("src/requirements.txt", "numpy\n"),
            ("conda-env/environment-gpu.yaml", "dependencies: [numpy]\n"),
            ("requirements-dev.txt", "pytest\n"),
        ],
    )
    def test_what_is_not_compared_is_said(self, repository: Make, path: str, text: str) -> None:
        diagnosis = diagnose(repository({**NO_LOCK, "pyproject.toml": None, path: text}))
        expected = f"dependencies in `{path}` are not compared with a lock file"
        assert reason(diagnosis, "ML202") == expected

    def test_nothing_is_declared(self, repository: Make) -> None:
        diagnosis = diagnose(repository({**NO_LOCK, "pyproject.toml": "[tool.ruff]\n"}))
        assert reason(diagnosis, "ML202") == "no dependencies found"

    def test_a_lock_for_one_system_may_lack_what_others_need(self, repository: Make) -> None:
        text = PYPROJECT.replace('"numpy>=2"', '"numpy>=2", "colorama; os_name == \'nt\'"')
        assert places(diagnose(repository({"pyproject.toml": text})), "ML202") == []


class TestInstalling:
    """ML201 accepts every way to make a project that pip installs."""

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("setup.py", "import setuptools\nsetuptools.setup(name='churn')\n"),
            ("setup.cfg", "[metadata]\nname = churn\n"),
            ("pyproject.toml", "[tool.flit.metadata]\nmodule = 'churn'\n"),
            ("pyproject.toml", f"{POETRY}[tool.poetry.extras]\n"),
            (
                "pyproject.toml",
                POETRY.replace("hatch", "")
                .replace("[tool.poetry]", "[tool.poetry]\npackage-mode = false")
                .partition("\n\n")[2],
            ),
        ],
    )
    def test_a_project_can_be_installed(self, repository: Make, path: str, text: str) -> None:
        diagnosis = diagnose(repository({"pyproject.toml": "[tool.ruff]\n", path: text}))
        assert (places(diagnosis, "ML201"), reason(diagnosis, "ML201")) == ([], "")


class TestTests:
    """ML203 knows tests by what is in them."""

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("apps/ml/tests.py", "from django.test import TestCase\nclass A(TestCase): ...\n"),
            ("test/test.py", "def main(): ...\nif __name__ == '__main__':\n    main()\n"),
            ("Tests/split.py", "import unittest\n"),
            ("src/tests/test_run.py", "def test_it(): ...\n"),
            ("src/churn/data/split_test.py", "class TestSplit:\n    def test_it(self): ...\n"),
            ("Pytest/test_model.py", "def testFit(): ...\n"),
            ("checks/test_laws.py", "@given(st.text())\ndef check(x): ...\n"),
            (
                "src/churn/laws.py",
                ">>> 1\n" and '"""\n>>> 1\n1\n"""\nimport doctest\ndoctest.testmod()\n',
            ),
        ],
    )
    def test_a_test(self, repository: Make, path: str, text: str) -> None:
        diagnosis = diagnose(repository({"tests/test_split.py": None, path: text}))
        assert places(diagnosis, "ML203") == []

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("test_environment.py", "import sys\n\n\ndef main(): ...\n\n\nmain()\n"),
            ("test.py", "def test(model, loader): ...\n"),
            ("tests/conftest.py", "import sys\n"),
            ("tests/test_split.py", ""),
            ("tests/__init__.py", ""),
            ("src/churn/testing.py", "def make_rows(): ...\n"),
            ("{{name}}/tests/test_it.py", "def test_it(): ...\n"),
        ],
    )
    def test_what_is_only_called_like_a_test(self, repository: Make, path: str, text: str) -> None:
        diagnosis = diagnose(repository({"tests/test_split.py": None, path: text}))
        assert places(diagnosis, "ML203") == [""]


class TestRunning:
    """ML204 knows who runs the tests, also through recipes, scripts and other files."""

    @pytest.mark.parametrize(
        "files",
        [
            {CHECKS: LINTS.replace("ruff check .", "mise run test")},
            {CHECKS: LINTS.replace("ruff check .", "uv run pytest")},
            {CHECKS: LINTS.replace("ruff check .", "poetry run python -m unittest")},
            {CHECKS: LINTS.replace("ruff check .", "hatch run cov")},
            {CHECKS: LINTS.replace("ruff check .", "invoke tests")},
            {CHECKS: LINTS.replace("ruff check .", "nox -s checks")},
            {CHECKS: LINTS.replace("ruff check .", "npm run test")},
            {CHECKS: LINTS.replace("ruff check .", "python manage.py test")},
            {CHECKS: LINTS.replace("ruff check .", "make all"), "Makefile": "all:\n\tpytest\n"},
            {
                CHECKS: LINTS.replace("ruff check .", "make"),
                "Makefile": "all: lint unit\n\nlint:\n\truff\n\nunit:\n\tpytest\n",
            },
            {CHECKS: LINTS.replace("ruff check .", "just full"), "justfile": "full:\n  pytest\n"},
            {
                CHECKS: LINTS.replace("ruff check .", "mise run all"),
                "mise.toml": "[tasks.all]\nrun = 'pytest'\n",
            },
            {
                CHECKS: LINTS.replace("ruff check .", "poe all"),
                "pyproject.toml": f"{PYPROJECT}[tool.poe.tasks]\nall = ['ruff', 'pytest']\n",
            },
            {
                CHECKS: LINTS.replace("ruff check .", "sh ./ci/run.sh"),
                "ci/run.sh": "python -m jobs submit jobs/all.yaml\n",
                "jobs/all.yaml": "entrypoint: pytest\n",
            },
            {CHECKS: LINTS.replace("ruff check .", "bash run.sh"), "deep/run.sh": "tox\n"},
            {
                CHECKS: LINTS.replace("ruff check .", "poe all"),
                "pyproject.toml": PYPROJECT + "[tool.poe.tasks]\nall = {n = 5, cmd = 'pytest'}\n",
            },
            {CHECKS: "jobs:\n  all:\n    uses: our/flows/.github/workflows/tests.yml@v1\n"},
            {CHECKS: LINTS.replace("lint:", "unit-tests:")},
            {CHECKS: LINTS, ".pre-commit-config.yaml": "- repo: local\n  hooks: [{id: pytest}]\n"},
            {CHECKS: None, ".pre-commit-config.yaml": "hooks: [{entry: pytest}]\n"},
            {CHECKS: None, ".gitlab-ci.yml": "test:\n  script: make\n"},
            {CHECKS: None, ".circleci/config.yml": "steps: [run: tox]\n"},
            {CHECKS: None, ".travis.yml": "script: nosetests\n"},
            {CHECKS: None, "azure-pipelines.yml": "steps:\n  - script: pytest\n"},
            {
                CHECKS: None,
                "azure-pipelines.yml": "x:\n- template: ci/x.yml\n",
                "ci/x.yml": "tox\n",
            },
        ],
        ids=str,
    )
    def test_the_tests_are_run(self, repository: Make, files: Files) -> None:
        assert places(diagnose(repository(files)), "ML204") == []

    @pytest.mark.parametrize(
        "files",
        [
            {CHECKS: LINTS},
            {CHECKS: f"# pytest\n{LINTS}"},
            {CHECKS: LINTS.replace("ruff check .", "uv run ruff check .")},
            {CHECKS: LINTS.replace("lint:", "test-pypi:")},
            {CHECKS: f"{LINTS}      - name: Publish to Test PyPI\n"},
            {
                CHECKS: LINTS.replace("ruff check .", "make lint"),
                "Makefile": "lint:\n\truff\n\nunit:\n\tpytest\n",
            },
            {
                CHECKS: LINTS.replace("ruff check .", "poe lint"),
                "pyproject.toml": f"{PYPROJECT}[dependency-groups]\ndev = ['pytest']\n",
            },
        ],
        ids=str,
    )
    def test_a_workflow_that_runs_no_tests(self, repository: Make, files: Files) -> None:
        assert places(diagnose(repository(files)), "ML204") == [CHECKS]

    def test_hooks_that_run_no_tests_are_not_a_workflow(self, repository: Make) -> None:
        files = {CHECKS: None, ".pre-commit-config.yaml": "hooks: [{id: ruff}]\n"}
        expected = "no workflows found (`scaffold add github` adds one)"
        assert reason(diagnose(repository(files)), "ML204") == expected


class TestPackages:
    """ML103 makes a package only where it cannot hide another one."""

    @pytest.mark.parametrize(
        "files",
        [
            {"svc/__init__.py": "", "svc/alembic/env.py": "from alembic import context\n"},
            {"svc/__init__.py": "", "svc/migrations/versions/0001.py": "import alembic\n"},
            {"svc/__init__.py": "", "svc/scripts/run.py": "print()\n"},
            {"svc/__init__.py": "", "svc/templates/model.py": ""},
            {"svc/__init__.py": "", "svc/vendor/six/six.py": ""},
            {"svc/__init__.py": "", "svc/tests/fixtures/bad.py": ""},
            {"svc/__init__.py": "", "svc/examples/deep/first.py": ""},
            {"docs/ext/__init__.py": "", "docs/ext/deep/more.py": ""},
            {"src/one/__init__.py": "", "src/space/two/__init__.py": ""},
        ],
        ids=lambda files: list(files)[1],
    )
    def test_what_is_not_a_part_of_a_package_is_not_found(
        self, repository: Make, files: Files
    ) -> None:
        assert places(diagnose(repository(files)), "ML103") == []

    @pytest.mark.parametrize(
        "files",
        [
            {"src/churn/mlflow/a.py": "import mlflow\n"},
            {"src/churn/mlflow/a.py": "", "scripts/log.py": "from mlflow import log\n"},
            {"src/churn/jobs/a.py": "if __name__ == '__main__': ...\n"},
            {"src/churn/jobs/a.py": "#!/usr/bin/env python\n"},
            {"src/churn/jobs/a.py": "print 'Python 2'\n"},
            {"svc/__init__.py": "", "svc/celery/a.py": ""},
        ],
        ids=str,
    )
    def test_what_may_hide_another_package_is_left_to_the_user(
        self, repository: Make, files: Files
    ) -> None:
        folder = repository(files)
        before = read_files(folder)
        diagnosis = diagnose(folder)
        assert len(places(diagnosis, "ML103")) == 1
        assert apply_fixes(diagnosis) == []
        assert read_files(folder) == before

    @pytest.mark.parametrize(
        ("source", "held"),
        [
            ("from svc.config.load import x\n", "svc/config"),
            ("from .tools import load\n", "svc/tools"),
            ("import svc.deep.tools\n", "svc/deep"),
        ],
    )
    def test_what_the_package_imports_becomes_a_part_of_it(
        self, repository: Make, source: str, held: str
    ) -> None:
        folder = repository({"svc/__init__.py": source, f"{held}/load.py": ""})
        assert apply_fixes(diagnose(folder)) == [f"{held}/__init__.py"]


class TestOutputs:
    """ML305 clears only what nothing needs."""

    @pytest.mark.parametrize(
        "files",
        [
            {"tests/fixtures/run.ipynb": LOUD},
            {"test/run.ipynb": LOUD},
            {"docs/tutorial.ipynb": LOUD},
            {"book/_toc.yml": "", "book/chapter/one.ipynb": LOUD},
            {"_toc.yml": "", EXPLORE: LOUD},
            {"_quarto.yml": "", EXPLORE: LOUD},
            {"guide/conf.py": "extensions = ['nbsphinx']\n", "guide/one.ipynb": LOUD},
            {"mkdocs.yml": "plugins: [mkdocs-jupyter]\n", EXPLORE: LOUD},
            {"vendor/other/run.ipynb": LOUD},
            {"template/{{name}}/run.ipynb": LOUD},
        ],
        ids=" and ".join,
    )
    def test_what_is_published_or_compared_is_not_found(
        self, repository: Make, files: Files
    ) -> None:
        assert places(diagnose(repository(files)), "ML305") == []

    def test_a_course_is_made_of_its_notebooks(self, repository: Make) -> None:
        files: dict[str, str | None] = dict.fromkeys(
            ("src/churn/__init__.py", "src/churn/data/__init__.py")
        )
        files |= dict.fromkeys(("src/churn/models/__init__.py", "src/churn/utils/__init__.py"))
        files |= {f"chapter {number}/notes.ipynb": LOUD for number in range(4)}
        diagnosis = diagnose(repository(files))
        assert reason(diagnosis, "ML305") == "the repository is a collection of notebooks"

    @pytest.mark.parametrize("code", ["ML305", "ML307", "ML308"])
    def test_notebooks_that_are_not_examined_are_not_called_missing(
        self, repository: Make, code: str
    ) -> None:
        folder = repository({EXPLORE: None, "docs/explore.ipynb": LOUD})
        expected = "all notebooks are of tests, documentation or templates"
        assert reason(diagnose(folder), code) == expected

    @pytest.mark.parametrize(
        "files",
        [
            {"NOTES.md": "https://example.org/blob/main/notebooks/my%20first%20look.ipynb\n"},
            {"tests/test_run.py": "def test_it(): run('explore.ipynb')\n"},
            {"dvc.yaml": "cmd: papermill notebooks/explore.ipynb out.ipynb\n"},
            {"requirements-dev.txt": "nbval==0.11\n"},
            {"book.toml": "[plugins]\nname = 'jupyter-book'\n"},
        ],
        ids=str,
    )
    def test_what_something_names_or_compares_is_left_to_the_user(
        self, repository: Make, files: Files
    ) -> None:
        spaced = "notebooks/my first look.ipynb"
        path = spaced if "%20" in str(files) else EXPLORE
        diagnosis = diagnose(repository({**files, path: LOUD}))
        assert places(diagnosis, "ML305") == [path]
        assert apply_fixes(diagnosis) == []

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            (EXPLORE, "See [the results](notebooks/explore.ipynb).\n"),
            (EXPLORE, "See explore.ipynb.\n"),
            ("notebooks/my look.ipynb", "https://example.org/notebooks/my%20look.ipynb\n"),
            ("examples/tour.ipynb", ""),
            ("notebooks/chapter 3/regression.ipynb", ""),
        ],
    )
    def test_a_notebook_that_is_read_with_its_outputs_may_have_them(
        self, repository: Make, path: str, text: str
    ) -> None:
        assert diagnose(repository({"README.md": text, path: LOUD})).findings == []

    def test_a_notebook_outside_of_a_folder_to_try_things_out_is_left_to_the_user(
        self, repository: Make
    ) -> None:
        diagnosis = diagnose(repository({"results.ipynb": LOUD}))
        assert (places(diagnosis, "ML305"), apply_fixes(diagnosis)) == (["results.ipynb"], [])

    @pytest.mark.parametrize(
        "files",
        [
            {".pre-commit-config.yaml": "hooks: [{id: nbstripout}]\n"},
            {".gitattributes": "*.ipynb filter=nbstripout\n"},
            {"justfile": "clean:\n  jupyter nbconvert --clear-output notebooks/*.ipynb\n"},
        ],
        ids=str,
    )
    def test_what_the_project_clears_itself_is_cleared(
        self, repository: Make, files: Files
    ) -> None:
        named = {"README.md": "See results.ipynb.\n", "results.ipynb": LOUD}
        assert apply_fixes(diagnose(repository({**files, **named}))) == ["results.ipynb"]

    def test_what_has_no_count_gets_none(self, repository: Make) -> None:
        cell = {"cell_type": "code", "outputs": [1], "source": []}
        folder = repository({EXPLORE: notebook(cell)})
        assert apply_fixes(diagnose(folder)) == [EXPLORE]
        assert (folder / EXPLORE).read_text("utf-8") == notebook({**cell, "outputs": []})

    def test_a_character_that_cannot_be_written_is_left_to_the_user(self, repository: Make) -> None:
        escaped = notebook(code_cell("x", "\ud800"), indent=1).encode("ascii", "backslashreplace")
        folder = repository({EXPLORE: escaped})
        assert apply_fixes(diagnose(folder)) == [EXPLORE]
        (folder / EXPLORE).write_bytes(escaped.replace(b'"x"', '"€"'.encode()))
        diagnosis = diagnose(folder)
        assert places(diagnosis, "ML305") == [EXPLORE]
        assert apply_fixes(diagnosis) == []


class TestOthers:
    """Other facts that are the same under other names."""

    def test_stages_within_a_part_of_a_package_are_no_second_place(self, repository: Make) -> None:
        files = {
            "src/churn/rank/__init__.py": "",
            "src/churn/rank/data/a.py": "",
            "src/churn/rank/models/a.py": "",
        }
        assert places(diagnose(repository(files)), "ML101") == []

    @pytest.mark.parametrize(
        ("files", "found"),
        [
            ({}, []),
            ({"src/churn/run.py": "import os\nos.environ['RANK']\n"}, []),
            ({"src/churn/run.py": "os.environ['API_KEY']\n"}, [".gitignore"]),
            ({"src/churn/run.py": "os.getenv('HF_TOKEN')\n"}, [".gitignore"]),
            ({"src/churn/run.py": "from dotenv import load_dotenv\n"}, [".gitignore"]),
            ({"compose.yaml": "env_file: .env\n"}, [".gitignore"]),
            ({".env.sample": "A=\n"}, [".gitignore"]),
        ],
    )
    def test_settings_are_to_be_ignored_where_there_are_some(
        self, repository: Make, files: Files, found: list[str]
    ) -> None:
        ignored = {".gitignore": "/data/*\n!/data/.gitkeep\n", ".env.example": None}
        assert places(diagnose(repository({**ignored, **files})), "ML303") == found

    def test_an_adopted_repository_is_asked_for_no_rules_of_what_it_lacks(
        self, repository: Make
    ) -> None:
        files: Files = {".env.example": None, "data/.gitkeep": None}
        answers = {".copier-answers.yml": "stack: skeleton\n", ".gitignore": "/.scaffold/\n"}
        folder = repository({**files, **answers})
        assert places(diagnose(folder), "ML303") == []

    def test_backups_that_a_build_can_package_are_a_note(self, repository: Make) -> None:
        folder = repository({".copier-answers.yml": "stack: skeleton\n"})
        (check,) = (each for each in diagnose(folder).examined if each.code == "ML303")
        (finding,) = check.found
        assert finding.severity == Severity.NOTE
        assert finding.message.startswith("missing pattern: `/.scaffold/`, so a build can")

    def test_an_adopted_repository_whose_folders_stay_need_not_have_all_stages(
        self, repository: Make
    ) -> None:
        answers = "layout: package\npackage_name: churn\n"
        folder = repository({".copier-answers.yml": answers})
        assert places(diagnose(folder), "ML101")
        (folder / ".copier-answers.yml").write_text(f"{answers}kept: [/src]\n")
        assert places(diagnose(folder), "ML101") == []

    def test_settings_on_this_machine_are_to_be_ignored(self, repository: Make) -> None:
        folder = repository({".gitignore": "/data/*\n", ".env.example": None})
        (folder / ".env").write_text("A=1\n")
        assert places(diagnose(folder), "ML303") == [".gitignore"]

    def test_settings_that_only_this_user_ignores_are_to_be_ignored(self, repository: Make) -> None:
        folder = repository({".gitignore": "/data/*\n", ".env.example": None})
        (folder / ".env").write_text("A=1\n")
        (folder / ".git" / "info" / "exclude").write_text(".env\n")
        assert places(diagnose(folder), "ML303") == [".gitignore"]

    def test_attributes_of_a_folder_store_its_files_elsewhere(self, repository: Make) -> None:
        large = b"1,2,3\n" * 200_000
        files: Files = {"tables/.gitattributes": "*.csv filter=lfs\n", "tables/deep/all.csv": large}
        assert places(diagnose(repository(files)), "ML304") == []
        files = {"tables/.gitattributes": "*.csv filter=lfs\n", "all.csv": large}
        assert places(diagnose(repository(files)), "ML304") == ["all.csv"]

    def test_pickles_that_sphinx_makes_again_are_not_found(self, repository: Make) -> None:
        assert places(diagnose(repository({"docs/build/doctrees/a.pickle": b"1"})), "ML306") == []

    def test_splits_in_tests_and_documentation_are_not_found(self, repository: Make) -> None:
        source = SPLIT.replace("random_state=seed", "")
        files = {"docs/split.py": source, "tests/helpers.py": source}
        assert places(diagnose(repository(files)), "ML104") == []

    def test_a_workflow_of_the_healthy_repository_runs_its_tests(self) -> None:
        assert "pytest" in WORKFLOW
