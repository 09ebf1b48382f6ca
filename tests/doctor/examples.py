"""A repository in which every check passes, and what makes each of them fail, or nearly so."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# What is not text stays bytes; a file that is None is left out.
Files = Mapping[str, str | bytes | None]


def notebook(*cells: Mapping[str, Any], indent: int | None = 1, end: str = "\n") -> str:
    """Return a notebook, spelled as Jupyter does unless told otherwise."""
    document = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document, indent=indent, ensure_ascii=False) + end


def code_cell(source: str, *outputs: str) -> dict[str, Any]:
    """Return a cell of code, which was run if it has outputs."""
    shown = [{"name": "stdout", "output_type": "stream", "text": [text]} for text in outputs]
    return {
        "cell_type": "code",
        "execution_count": 7 if outputs else None,
        "metadata": {},
        "outputs": shown,
        "source": [source],
    }


PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "churn"
version = "1"
requires-python = ">=3.11"
dependencies = ["numpy>=2", "scikit-learn>=1.7"]
"""
LOCK = """\
# Made by a tool.
numpy==2.3.1 \\
    --hash=sha256:00
    # via churn
scikit_learn==1.7.2 ; python_version >= "3.11"
scipy==1.16.0
"""
IGNORED = ".env\n/data/*\n!/data/.gitkeep\n"
SPLIT = """\
from sklearn.model_selection import train_test_split


def split(rows, seed):
    return train_test_split(rows, random_state=seed)
"""
WORKFLOW = "on: push\njobs:\n  test:\n    steps:\n      - run: python -m pytest\n"
QUIET = notebook(code_cell("1 + 1"))
LOUD = notebook(code_cell("1 + 1", "2 €"), code_cell("3"))
# Joined here, so that no line of this file has the shape of a secret.
HUB_TOKEN = "hf_" + "Ab" * 17
PASSWORD = "hunter" + "2hunter2"
USER_TOKEN = "a1b2c3" * 6
SECRET_KEY = "-----BEGIN RSA " + "PRIVATE KEY-----\n" + "Ab0+" * 16 + "\n"

HEALTHY: Files = {
    ".env.example": "TRACKING=\n",
    ".github/workflows/checks.yml": WORKFLOW,
    ".gitignore": IGNORED,
    "data/.gitkeep": "",
    "notebooks/explore.ipynb": QUIET,
    "pyproject.toml": PYPROJECT,
    "requirements.txt": LOCK,
    "src/churn/__init__.py": "",
    "src/churn/data/__init__.py": "",
    "src/churn/data/split.py": SPLIT,
    "src/churn/models/__init__.py": "",
    "src/churn/models/train.py": "from ..data.split import split\nfrom churn import data\n",
    "src/churn/utils/__init__.py": "",
    "tests/test_split.py": "def test_nothing(): ...\n",
}


@dataclass(frozen=True, slots=True)
class Example:
    """Files beside the healthy ones, and what comes of them.

    Attributes:
        name: What is special about it.
        code: The check that it is about.
        files: The files; those of the healthy repository that they replace are gone.
        found: Where the check finds something; nowhere for an example that passes.
        mended: The files after `--fix`, as far as they differ; empty where none does.
    """

    name: str
    code: str
    files: Files
    found: tuple[str, ...] = ()
    mended: Files = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


def uses(source: str) -> Files:
    """Return files in which training holds some lines."""
    return {"src/churn/models/train.py": source}


TRAIN = "src/churn/models/train.py"
LOAD = "src/churn/data/load.py"
EXPLORE = "notebooks/explore.ipynb"
LARGE = b"1,2,3\n" * 200_000

FAILING = (
    Example(
        "stages in two places",
        "ML101",
        {"old/data/load.py": "", "old/models/fit.py": ""},
        ("src/churn",),
    ),
    Example("relative", "ML102", {LOAD: "\nfrom ..models import train, tune\n"}, (f"{LOAD}:2",)),
    Example("absolute", "ML102", {LOAD: "import churn.evaluation.metrics\n"}, (f"{LOAD}:1",)),
    Example("from the top", "ML102", {LOAD: "from .. import io, inference\n"}, (f"{LOAD}:1",)),
    Example("through src", "ML102", {LOAD: "from src.churn.models import x\n"}, (f"{LOAD}:1",)),
    Example(
        "in a function",
        "ML102",
        {LOAD: "def load():\n    from ..models.train import x\n\n    return x\n"},
        (f"{LOAD}:2",),
    ),
    Example(
        "shared code that knows a stage",
        "ML102",
        {"src/churn/utils/files.py": "from ..data import split\n"},
        ("src/churn/utils/files.py:1",),
    ),
    Example(
        "a folder without __init__",
        "ML103",
        {"src/churn/models/deep/er/net.py": ""},
        ("src/churn/models/deep", "src/churn/models/deep/er"),
        {"src/churn/models/deep/__init__.py": "", "src/churn/models/deep/er/__init__.py": ""},
    ),
    Example(
        "no random_state",
        "ML104",
        uses("from sklearn import model_selection as m\n\nm.train_test_split([1])\n"),
        (f"{TRAIN}:3",),
    ),
    Example(
        "None for a seed",
        "ML104",
        uses(
            "import sklearn.model_selection\n"
            "sklearn.model_selection.ShuffleSplit(random_state=None)\n"
        ),
        (f"{TRAIN}:2",),
    ),
    Example(
        "folds that shuffle",
        "ML104",
        uses("from sklearn.model_selection import KFold as F\nF(5, shuffle=True)\n"),
        (f"{TRAIN}:2",),
    ),
    Example(
        "random_split of torch",
        "ML104",
        uses("from torch.utils.data import random_split\nrandom_split([1], [1])\n"),
        (f"{TRAIN}:2",),
    ),
    Example(
        "a split in a notebook, whose import is in another cell",
        "ML104",
        {
            EXPLORE: notebook(
                code_cell("%matplotlib inline\nfrom sklearn.model_selection import *\n"),
                code_cell("  !pip install sklearn\n%%bash\nfor"),
                code_cell("import sklearn.model_selection as m\nif True:\n    !ls\n    print(1)"),
                code_cell("m.train_test_split([1])"),
            )
        },
        (EXPLORE,),
    ),
    Example(
        "a seeded split in a notebook",
        "ML104",
        {
            EXPLORE: notebook(
                code_cell("from sklearn.model_selection import train_test_split as t"),
                code_cell("%time t([1], random_state=1)\nt([1], random_state=1)"),
            )
        },
    ),
    Example(
        "a bare table",
        "ML201",
        {"pyproject.toml": "[project]\ndynamic = []\n"},
        ("pyproject.toml", "pyproject.toml", "pyproject.toml"),
    ),
    Example("no TOML", "ML201", {"pyproject.toml": "[project\n"}, ("pyproject.toml",)),
    Example("no lock", "ML202", {"requirements.txt": None}, ("pyproject.toml",)),
    Example(
        "a package that the lock lacks",
        "ML202",
        {"requirements.txt": "numpy==2.3.1\n"},
        ("requirements.txt",),
    ),
    Example(
        "a pin that does not fit",
        "ML202",
        {"requirements.txt": LOCK.replace("2.3.1", "1.26.4")},
        ("requirements.txt",),
    ),
    Example(
        "a version that is none",
        "ML202",
        {
            "uv.lock": '[[package]]\nname = "numpy"\nversion = "?"\n'
            '[[package]]\nname = "scikit-learn"\nversion = "1.8"\n'
        },
        ("uv.lock",),
    ),
    Example(
        "a lock of something else",
        "ML202",
        {"uv.lock": "package = [1]\n"},
        ("uv.lock", "uv.lock"),
    ),
    Example(
        "a lock that is no TOML",
        "ML202",
        {"pylock.toml": "[[packages]\n"},
        ("pylock.toml", "pylock.toml"),
    ),
    Example("code alone", "ML203", {"tests/test_split.py": None}, ("",)),
    Example(
        "a workflow that lints",
        "ML204",
        {".github/workflows/checks.yml": "# pytest\njobs: {lint: {steps: [run: ruff]}}\n"},
        (".github/workflows/checks.yml",),
    ),
    Example("a token", "ML301", uses(f"\nTOKEN = '{HUB_TOKEN}'\n"), (f"{TRAIN}:2",)),
    Example("a key", "ML301", {"deploy/server": SECRET_KEY}, ("deploy/server:1",)),
    Example(
        "a key in JSON",
        "ML301",
        {"account.json": json.dumps({"a": 1, "private_key": SECRET_KEY}, indent=1)},
        ("account.json:3",),
    ),
    Example(
        "a password in an address",
        "ML301",
        {"a.yml": f"\n_src_path: https://ada:{PASSWORD}@git.ada.dev/x.git\n"},
        ("a.yml:2",),
    ),
    Example(
        "a token in an address", "ML301", {"a": f"ssh://:{PASSWORD}@10.0.0.1:22/x\n"}, ("a:1",)
    ),
    Example(
        "a token as the user of an address",
        "ML301",
        {"a": f"\nhttps://{USER_TOKEN}@dev.azure.com/ada/_git/x\n"},
        ("a:2",),
    ),
    Example(
        "a table whose name is not text",
        "ML306",
        {"\udcffmodel.pkl": b"\x80\x04N."},
        ("\udcffmodel.pkl",),
    ),
    Example("settings", "ML302", {".env": "A=1\n"}, (".env",)),
    Example("an account", "ML302", {"conf/kaggle.json": "{}\n"}, ("conf/kaggle.json",)),
    Example(
        "data that git sees",
        "ML303",
        {".gitignore": "# mine\n.env"},
        (".gitignore",),
        {".gitignore": "# mine\n.env\n/data/*\n!/data/.gitkeep\n"},
    ),
    Example(
        "nothing ignored",
        "ML303",
        {".gitignore": None},
        (".gitignore",),
        {".gitignore": IGNORED},
    ),
    Example(
        "line ends of Windows",
        "ML303",
        {".gitignore": "/data/*\r\n!/data/.gitkeep\r\n"},
        (".gitignore",),
        {".gitignore": "/data/*\r\n!/data/.gitkeep\r\n.env\r\n"},
    ),
    Example("a large table", "ML304", {"tables/all.csv": LARGE}, ("tables/all.csv",)),
    Example("a large model", "ML304", {"best.ONNX": LARGE}, ("best.ONNX",)),
    Example(
        "printed",
        "ML305",
        {EXPLORE: LOUD},
        (EXPLORE,),
        {
            EXPLORE: notebook(code_cell("1 + 1"), code_cell("3")),
        },
    ),
    Example(
        "printed on Windows, in four blanks",
        "ML305",
        {EXPLORE: notebook(code_cell("1", "2"), indent=4, end="").replace("\n", "\r\n")},
        (EXPLORE,),
        {EXPLORE: notebook(code_cell("1"), indent=4, end="").replace("\n", "\r\n")},
    ),
    Example(
        "spelled as nobody does, so that it stays",
        "ML305",
        {EXPLORE: LOUD.replace('": ', '" : ')},
        (EXPLORE,),
    ),
    Example("a pickle", "ML306", {"model.PKL": b"\x80\x04N."}, ("model.PKL",)),
    Example("weights", "ML306", {"hub/pytorch_model.bin": b"\0"}, ("hub/pytorch_model.bin",)),
)

PASSING = (
    Example("one folder alone", "ML101", {"old/data/load.py": ""}),
    Example(
        "the flow",
        "ML102",
        {"src/churn/evaluation/__init__.py": "import churn.models.train, churn.inference\n"},
    ),
    Example(
        "what is read by type checkers alone",
        "ML102",
        {
            LOAD: "import typing\nif typing.TYPE_CHECKING:\n    from ..models import train\n"
            "else:\n    train = None\n"
        },
    ),
    Example("another package", "ML102", {LOAD: "import models\nfrom inference import x\n"}),
    Example("what cannot be read", "ML102", {LOAD: "from ..models import (\n"}),
    Example("tests beside the package", "ML103", {"tests/deep/test_more.py": ""}),
    Example("data in the package", "ML103", {"src/churn/data/sample/words.txt": "a\n"}),
    Example("scripts", "ML103", {"scripts/run.py": ""}),
    Example("what no import can name", "ML103", {"src/churn/old-scripts/run.py": ""}),
    Example(
        "a template",
        "ML103",
        {"template/{{name}}/lib/__init__.py": "", "template/{{name}}/lib/deep/load.py": ""},
    ),
    Example(
        "in the order of the rows",
        "ML104",
        uses(
            "from sklearn.model_selection import *\n"
            "from sklearn.model_selection import KFold, train_test_split\n"
            "train_test_split([1], shuffle=False)\nKFold(5)\n"
        ),
    ),
    Example(
        "arguments from elsewhere",
        "ML104",
        uses(
            "from sklearn.model_selection import KFold\n"
            "options = {'random_state': 1}\nKFold(5, shuffle=True, **options)\n"
        ),
    ),
    Example(
        "a function of one's own",
        "ML104",
        uses("def train_test_split(rows): ...\n\n\ntrain_test_split([1])\n(lambda: 1)()\n"),
    ),
    Example("settings alone", "ML201", {"pyproject.toml": "[tool.ruff]\n"}),
    Example(
        "poetry",
        "ML201",
        {
            "pyproject.toml": '[build-system]\nbuild-backend = "p"\n[tool.poetry]\nname = "churn"\n'
            '[tool.poetry.dependencies]\npython = "^3.11"\n'
        },
    ),
    Example(
        "a project that uv does not install",
        "ML201",
        {
            "pyproject.toml": '[project]\nname = "churn"\nrequires-python = ">=3.11"\n'
            "[tool.uv]\npackage = false\n"
        },
    ),
    Example("a list of ranges", "ML202", {"requirements.txt": "numpy>=2\nscikit-learn>=1.7\n"}),
    Example("a lock of another kind", "ML202", {"requirements.txt": None, "pixi.lock": "a: 1\n"}),
    Example(
        "a lock in parts",
        "ML202",
        {"requirements.txt": None, "requirements/base.txt": "numpy==2.3.1\n"},
    ),
    Example(
        "what the build refuses anyway",
        "ML202",
        {"pyproject.toml": PYPROJECT.replace('"numpy>=2"', '"numpy ? 2"')},
    ),
    Example(
        "a test beside the code",
        "ML203",
        {"tests/test_split.py": None, "src/churn/data/split_test.py": "def test_split(): ...\n"},
    ),
    Example(
        "a recipe",
        "ML204",
        {".github/workflows/checks.yml": WORKFLOW.replace("python -m pytest", "just test")},
    ),
    Example(
        "a workflow kept elsewhere",
        "ML204",
        {".github/workflows/checks.yml": "jobs:\n  all:\n    uses: our/flows/tests.yml@v1\n"},
    ),
    Example(
        "another forge",
        "ML204",
        {".github/workflows/checks.yml": None, ".gitlab-ci.yml": "test: {script: [tox]}\n"},
    ),
    Example("no workflow", "ML204", {".github/workflows/checks.yml": None}),
    Example(
        "a line that says so",
        "ML301",
        uses(f"TOKEN = '{HUB_TOKEN}'  # pragma: allowlist secret\n"),
    ),
    Example("a key of Sentry", "ML301", {"a": f"https://{USER_TOKEN}@o1.ingest.sentry.io/2\n"}),
    Example("a long user", "ML301", {"a": "https://machine-learning-team-of-ada@git.ada.dev/x\n"}),
    Example("an example of AWS", "ML301", uses("# AKIA" + "IOSFODNN7EXAMPLE\n")),
    Example(
        "addresses without a password",
        "ML301",
        {
            "README.md": "https://ada@git.ada.dev/ https://user:password@git.ada.dev/\n"
            "https://user:your-token@git.ada.dev/ https://a:$TOKEN@git.ada.dev\n"
            "https://user:${TOKEN_OF_CI}@git.ada.dev/ https://ada:<password>@git.ada.dev/\n"
            f"postgresql://mlflow:mlflow@db.lan/mlflow postgres://ada:{PASSWORD}@db:5432/x\n"
            f"redis://:{PASSWORD}@localhost/ https://git.ada.dev:8443/a@b.c ssh://git@git.ada.dev/\n"
        },
    ),
    Example("words about keys", "ML301", uses("HEAD = '-----BEGIN PRIVATE KEY-----'\n")),
    Example("what nobody wrote", "ML301", {"log": "0" * 5_000_001 + HUB_TOKEN}),
    Example("what is not text", "ML301", {"blob": b"\0" + HUB_TOKEN.encode()}),
    Example("an example of settings", "ML302", {".env.example": "A=\n", "conf/sample.env": "A=\n"}),
    Example(
        "small data kept on purpose", "ML303", {".gitignore": ".env\n", "data/iris.csv": "1\n"}
    ),
    Example(
        "data that its own folder ignores",
        "ML303",
        {".gitignore": ".env\n", "data/.gitkeep": None, "data/.gitignore": "*\n!.gitignore\n"},
    ),
    Example("a small table", "ML304", {"tables/all.csv": LARGE[:1000]}),
    Example(
        "a large table that Git LFS stores",
        "ML304",
        {"tables/all.csv": LARGE, ".gitattributes": "*.csv filter=lfs diff=lfs -text\n"},
    ),
    Example("what is no notebook", "ML305", {EXPLORE: "{", "b.ipynb": "[]", "c.ipynb": "{}"}),
    Example("a format without code", "ML306", {"model.safetensors": b"\0"}),
)
