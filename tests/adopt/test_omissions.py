"""Which files of a template a repository does not get, and the reason that is given."""

from dataclasses import replace
from pathlib import Path

import pytest

from scaffold.adoption.clues import Clues, find_code, read_clues
from scaffold.adoption.ignore_lines import fitting_rules, without_unfit_rules
from scaffold.adoption.omissions import find_omissions, summarize
from scaffold.adoption.useful_rules import is_useful
from scaffold.files.tree import File, read_paths
from tests.adopt.conftest import write
from tests.conftest import REPOSITORY

CODE = b"print()\n"
# As the stacks have them: folders alone, and code.
FOLDERS = {
    **dict.fromkeys(("data/.gitkeep", "src/data/.gitkeep", "tests/.gitkeep"), b""),
    "README.md": b"The folders\n",
    "LICENSE": b"MIT License\n",
    "requirements.txt": b"# none yet\n",
    "Dockerfile": b"COPY requirements.txt ./\nCOPY src ./src\n",
    ".dockerignore": b".git\n",
    ".devcontainer/devcontainer.json": b"{}\n",
    ".editorconfig": b"root = true\n",
    ".vscode/settings.json": b"{}\n",
    ".pre-commit-config.yaml": b"repos: []\n",
    ".github/workflows/checks.yml": b"jobs: {}\n",
    ".github/dependabot.yml": b"version: 2\n",
    ".gitlab-ci.yml": b"checks: {}\n",
}
STACK = {
    "pyproject.toml": b"[project]\n",
    "justfile": b"check:\n",
    "conftest.py": CODE,
    "src/churn/__init__.py": b"",
    "src/churn/data/load.py": CODE,
    "tests/test_load.py": CODE,
    "README.md": b"# Commands\n",
    ".editorconfig": b"root = true\n",
}


def omitted(
    folder: Path, files: dict[str, bytes], template: dict[str, bytes], *unstated: str
) -> dict[str, str]:
    write(folder, files)
    tree = {path: File(content) for path, content in template.items()}
    ours = read_paths(folder, tree)
    missing = {path for path in tree if path not in ours or not ours[path].content}
    return find_omissions(missing, tree, read_clues(folder), unstated)


CASES: list[tuple[dict[str, bytes], str, str]] = [
    ({"README.rst": b"a"}, "README.md", "`README.rst` is your README"),
    ({"readme.txt": b"a"}, "README.md", "`readme.txt` is your README"),
    ({"README": b"a"}, "README.md", "`README` is your README"),
    ({".github/README.md": b"a"}, "README.md", "`.github/README.md` is your README"),
    ({"LICENSE.txt": b"a"}, "LICENSE", "`LICENSE.txt` is your license"),
    ({"LICENCE.md": b"a"}, "LICENSE", "`LICENCE.md` is your license"),
    ({"COPYING": b"a"}, "LICENSE", "`COPYING` is your license"),
    ({"UNLICENSE": b"a"}, "LICENSE", "`UNLICENSE` is your license"),
    ({"LICENSES/MIT.txt": b"a"}, "LICENSE", "`LICENSES/MIT.txt` is your license"),
    ({"setup.py": CODE}, "requirements.txt", "`setup.py` is for the dependencies"),
    ({"Pipfile": b"a"}, "requirements.txt", "`Pipfile` is for the dependencies"),
    ({"environment.yml": b"a"}, "requirements.txt", "`environment.yml` is for"),
    ({"uv.lock": b"a"}, "requirements.txt", "`uv.lock` is for"),
    ({"requirements-dev.txt": b"a"}, "requirements.txt", "`requirements-dev.txt` is for"),
    ({"requirements/base.in": b"a"}, "requirements.txt", "`requirements/base.in` is for"),
    (
        {"pyproject.toml": b"[tool.poetry.dependencies]\npandas = '*'\n"},
        *("requirements.txt", "`pyproject.toml` is for the dependencies"),
    ),
    (
        {"service/pyproject.toml": b"[project]\nname = 'a'\ndependencies = []\n"},
        *("requirements.txt", "`service/pyproject.toml` is for the dependencies"),
    ),
    ({"a.py": CODE}, "data/.gitkeep", "your code is in its own folders, as `a.py`"),
    ({"a.R": CODE}, "src/data/.gitkeep", "your code is in its own folders, as `a.R`"),
    (
        {"setup.py": CODE, "notebooks/b.ipynb": b"{}", "lib/c/d.py": CODE},
        "data/.gitkeep",
        "your code is in its own folders, as `lib/c/d.py`",
    ),
    ({"data/a.csv": b"1"}, "data/.gitkeep", "`data/` has files"),
    ({"datasets/a.csv": b"1"}, "data/.gitkeep", "you have `datasets/`"),
    ({"Test/a.csv": b"1"}, "tests/.gitkeep", "you have `Test/`"),
    ({"test/test_a.py": CODE}, "tests/.gitkeep", "`test/test_a.py` is one of your tests"),
    ({"churn/__init__.py": b""}, "src/data/.gitkeep", "`churn/` is your package"),
    ({"setup.cfg": b"[metadata]\nname = a\n"}, "src/data/.gitkeep", "can change what `setup.cfg`"),
    ({"src/churn/a.py": CODE}, "src/data/.gitkeep", "`src/churn/` is your package"),
    (
        {".travis.yml": b"a"},
        ".github/workflows/checks.yml",
        "you have your own CI: `.travis.yml`",
    ),
    ({"Jenkinsfile": b"a"}, ".gitlab-ci.yml", "you have your own CI: `Jenkinsfile`"),
    (
        {".github/workflows/a.yml": b"a"},
        ".github/dependabot.yml",
        "you have your own CI: `.github/workflows/a.yml`",
    ),
    ({"renovate.json": b"{}"}, ".github/dependabot.yml", "you have `renovate.json`"),
    (
        {"a.ipynb": b"{}"},
        ".gitlab-ci.yml",
        "its jobs may fail on your code, for example on `a.ipynb`",
    ),
    ({"docker/app.Dockerfile": b"a"}, "Dockerfile", "you have `docker/app.Dockerfile`"),
    ({"compose.yaml": b"a"}, "Dockerfile", "you have `compose.yaml`"),
    ({"backend/Dockerfile": b"a"}, ".dockerignore", "you have `backend/Dockerfile`"),
    ({".devcontainer.json": b"{}"}, ".devcontainer/devcontainer.json", "`.devcontainer.json`"),
    ({"a.py": CODE}, "Dockerfile", "it copies `src/`, which you do not have"),
    (
        {"src/a.py": CODE, "Pipfile": b"a"},
        *("Dockerfile", "it copies `requirements.txt`, which you do not have"),
    ),
    ({"a.py": CODE}, "README.md", "it describes folders that you do not have"),
    ({"lefthook.yml": b"a"}, ".pre-commit-config.yaml", "`lefthook.yml` has your hooks"),
    ({"pyproject.toml": b"[tool.black]\n"}, ".pre-commit-config.yaml", "configures black"),
    ({"setup.cfg": b"[flake8]\na = 1\n"}, ".pre-commit-config.yaml", "configures flake8"),
    ({".vscode/launch.json": b"{}"}, ".vscode/settings.json", "`.vscode/` has your settings"),
    ({"a.txt": b"a\r\n"}, ".editorconfig", "`a.txt` has Windows line endings"),
    ({"b/a.py": b"if a:\n  b\n"}, ".editorconfig", "`b/a.py` is not indented by four spaces"),
    ({"a.py": b"if a:\n\tb\n"}, ".editorconfig", "`a.py` is not indented by four spaces"),
    ({"a.js": b"a({\n  b,\n});\n"}, ".editorconfig", "`a.js` is not indented by four spaces"),
    ({"a.py": b"a = 1 \n"}, ".editorconfig", "lines end with spaces, as in `a.py`"),
]


@pytest.mark.parametrize(("files", "path", "reason"), CASES)
def test_a_file_that_would_double_or_override_something_is_left_out(
    tmp_path: Path, files: dict[str, bytes], path: str, reason: str
) -> None:
    assert reason in omitted(tmp_path, files, FOLDERS)[path]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"sales.csv": b"1"},
        {"docs/guide.txt": b"a", ".github/ISSUE_TEMPLATE/bug.md": b"a"},
        {"README.md": b"", "LICENSE": b"", "requirements.txt": b"", "Dockerfile": b""},
        {"templates/{{name}}/requirements.txt": b"a"},
        {"requirements.txt": b"pandas\n", "README.md": b"mine\n"},
    ],
)
def test_a_repository_without_code_gets_all_that_it_lacks(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    assert omitted(tmp_path, files, FOLDERS) == {}


def test_a_license_needs_a_copyright_holder(tmp_path: Path) -> None:
    assert omitted(tmp_path, {}, FOLDERS, "author_name", "description") == {
        "LICENSE": "your files do not name the copyright holder"
    }


STACKS: list[tuple[dict[str, bytes], dict[str, str]]] = [
    ({}, {}),
    ({"train.py": CODE, "requirements.txt": b"a\n"}, {}),
    ({"src/churn/net.py": CODE, "pyproject.toml": b"[project]\nname = 'churn'\n"}, {}),
    ({"tests/test_a.py": CODE}, {"conftest.py": "`tests/test_a.py` is one of your tests"}),
    (
        {"churn/__init__.py": b""},
        {
            **dict.fromkeys(
                ("README.md", "conftest.py", "justfile", "pyproject.toml", "tests"),
                "the code of the stack is not created: `churn/` is your package",
            ),
            "src": "`churn/` is your package",
        },
    ),
    (
        {"setup.py": CODE},
        {
            **dict.fromkeys(
                ("README.md", "conftest.py", "justfile", "src", "tests"),
                "the code of the stack is not created: it would override `setup.py`",
            ),
            "pyproject.toml": "it would override `setup.py`",
        },
    ),
    (
        {"environment.yml": b"a"},
        {
            **dict.fromkeys(
                ("README.md", "conftest.py", "justfile", "src", "tests"),
                "the code of the stack is not created: it would override `environment.yml`",
            ),
            "pyproject.toml": "it would override `environment.yml`",
        },
    ),
]


@pytest.mark.parametrize(("files", "expected"), STACKS)
def test_code_comes_as_a_whole_or_not_at_all(
    tmp_path: Path, files: dict[str, bytes], expected: dict[str, str]
) -> None:
    assert summarize(omitted(tmp_path, files, STACK), STACK) == expected


def test_an_empty_module_of_the_code_comes_with_it(tmp_path: Path) -> None:
    assert "src/churn/__init__.py" not in omitted(tmp_path, {"a.py": CODE}, STACK)


def test_a_folder_stands_for_its_files_where_all_of_them_are_left_out() -> None:
    template = ["a/b/c", "a/b/d", "a/e/f", "a/g", "h/i"]
    reasons = {"a/b/c": "one", "a/b/d": "two", "a/e/f": "three", "h/i": "four"}
    assert summarize(reasons, template) == {"a/b": "one", "a/e": "three", "h": "four"}


RULES = "# Data\n/data/*\n!/data/.gitkeep\n/models/\n\n# Secrets\n.env\n!.env.example\n"


@pytest.mark.parametrize(
    ("files", "known", "expected"),
    [
        ([], "", RULES),
        (["data/.gitkeep", "src/models/net.py", ".env.example"], "", RULES),
        (["data/prepare.py"], "", "# Data\n/models/\n\n# Secrets\n.env\n!.env.example\n"),
        (["models/net.py", "data/a.dvc"], "", "# Secrets\n.env\n!.env.example\n"),
        (["Models/net.py"], "", RULES.replace("/models/\n", "")),
        ([".dvc/config"], "", "# Secrets\n.env\n!.env.example\n"),
        ([".env"], "", "# Data\n/data/*\n!/data/.gitkeep\n/models/\n"),
        ([".env", "data/a", "models/b"], "", ""),
        ([], "/data/* \n", "\n" + RULES.replace("/data/*\n!/data/.gitkeep\n", "")),
        ([], "data\nmodels/\n.env*\n", ""),
        ([], "/.env\n!/models\n", "\n" + RULES),
    ],
)
def test_no_rule_is_added_that_matches_a_file(files: list[str], known: str, expected: str) -> None:
    assert fitting_rules(RULES, files, known) == expected


@pytest.mark.parametrize(
    ("mine", "files", "expected"),
    [
        (".env\n", ["data/iris.csv"], "# Data\n\n.env\n.env.*\n"),
        (".env\n", ["src/data/a.py"], "# Data\n/data/**\n!/data/keep/**\n\n.env\n.env.*\n"),
        (".env\n", ["data/keep/a"], "# Data\n/data/**\n!/data/keep/**\n\n.env\n.env.*\n"),
        ("/data/*\n", ["data/a"], "# Data\n/data/**\n!/data/keep/**\n\n.env\n.env.*\n"),
        ("", [".env", ".env.local"], "# Data\n/data/**\n!/data/keep/**\n\n.env\n"),
    ],
)
def test_a_release_brings_no_new_rule_for_a_file_that_is_not_ignored(
    mine: str, files: list[str], expected: str
) -> None:
    before = "# Data\n/data/*\n\n.env\n"
    rules = "# Data\n/data/**\n!/data/keep/**\n\n.env\n.env.*\n"
    assert without_unfit_rules(rules, before, mine, files) == expected


def test_a_repository_with_dvc_still_ignores_the_folder_of_this_command() -> None:
    assert fitting_rules("/data/*\n/.scaffold/\n", [".dvc/config"]) == "/.scaffold/\n"


@pytest.mark.parametrize(
    ("rule", "known", "is_added"),
    [
        ("*.py[co]", "*.py[cod]\n", False),
        ("*.py[co]", "*.pyc\n", True),
        (".venv/", ".venv\n", False),
        ("/build/", "build/\n", False),
        ("build/", "/build/\n", True),
        (".coverage.*", ".coverage*\n", False),
    ],
)
def test_a_rule_is_not_added_to_one_that_ignores_the_same(
    rule: str, known: str, is_added: bool
) -> None:
    assert bool(fitting_rules(f"{rule}\n", ["a.py"], known)) is is_added


@pytest.mark.parametrize(
    ("rule", "files", "folders"),
    [
        ("/models/", {}, {"models"}),
        ("/data/*", {}, {"data"}),
        ("mlflow.db", {}, {"mlruns"}),
        ("__pycache__/", {"b/a.py": b""}, set()),
        (".ipynb_checkpoints/", {"a.ipynb": b"{}"}, set()),
        (".pytest_cache/", {"tests/test_a.py": b""}, set()),
        ("*.egg-info/", {"setup.py": b"setup(name='a')\n"}, set()),
        ("/build/", {"setup.cfg": b"[metadata]\nname = a\n"}, set()),
        (".mypy_cache/", {"pyproject.toml": b"[tool.mypy]\nstrict = true\n"}, set()),
        (".ruff_cache/", {"ruff.toml": b"line-length = 90\n"}, set()),
    ],
)
def test_a_rule_is_of_use_where_its_paths_can_appear(
    tmp_path: Path, rule: str, files: dict[str, bytes], folders: set[str]
) -> None:
    assert not is_useful(rule, Clues("churn", frozenset({"main.go"})))
    write(tmp_path, files)
    clues = read_clues(tmp_path)
    assert is_useful(rule, replace(clues, folders=clues.folders | folders))


def test_no_rule_of_the_template_is_added_for_a_folder_that_is_missing() -> None:
    rules = (REPOSITORY / "template/.gitignore").read_text().splitlines()
    anchored = [rule for rule in rules if rule.startswith("/") and rule != "/.scaffold/"]
    clues = Clues("churn", frozenset({"main.go"}))
    assert anchored
    assert [rule for rule in anchored if is_useful(rule, clues)] == []


def test_a_package_in_a_folder_is_not_built_at_the_top(tmp_path: Path) -> None:
    write(tmp_path, {"python/setup.py": b"setup(name='a')\n"})
    clues = read_clues(tmp_path)
    assert is_useful("*.egg-info/", clues)
    assert not is_useful("/build/", clues)
    assert not is_useful("*.py[co]", clues)


def test_secrets_are_of_use_to_ignore_in_every_repository() -> None:
    clues = Clues("churn", frozenset({"main.go"}))
    assert all(is_useful(rule, clues) for rule in (".env", "*.pem", "*.key", ".DS_Store"))


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"docs/search.js", "src/churn/data/load.py"}, "src/churn/data/load.py"),
        ({"churn/fast.h", "bindings/index.py"}, "bindings/index.py"),
        ({"src/__init__.py", "src/data/load.py"}, "src/data/load.py"),
        ({"setup.py", "main.go"}, "main.go"),
        ({"docs/conf.py"}, "docs/conf.py"),
        ({"README.md"}, ""),
    ],
)
def test_the_code_that_is_named_is_a_module_of_your_own(files: set[str], code: str) -> None:
    assert find_code(files) == code
