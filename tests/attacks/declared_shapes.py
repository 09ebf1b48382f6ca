"""Declarations of dependencies, and modules around a move, that grow."""

from collections.abc import Callable, Mapping

Grow = Callable[[int], str]
REQUIREMENTS, CONDA, PYPROJECT = "requirements.txt", "environment.yml", "pyproject.toml"


def _lines(text: str, size: int) -> str:
    return "".join(text.format(n=n) for n in range(size // len(text.format(n=0))))


POETRY = "[tool.poetry]\nname = 'x'\n[tool.poetry.dependencies]\n"
OPTIONS = "[metadata]\nname = x\n[options]\n"
CONDA_LIST = "dependencies:\n"
# By what is special: the file, and its content for a number of characters or so.
DECLARED: Mapping[str, tuple[str, Grow]] = {
    "requirements": (REQUIREMENTS, lambda n: _lines("a{n:06}==1.{n}\n", n)),
    "one requirement again": (REQUIREMENTS, lambda n: _lines("numpy==1.{n}\n", n)),
    "markers": (REQUIREMENTS, lambda n: _lines("a{n:06}; python_version < '3.{n}'\n", n)),
    "hashes": (REQUIREMENTS, lambda n: "a==1 \\\n" + _lines("  --hash=sha256:{n:064x} \\\n", n)),
    "indexes": (REQUIREMENTS, lambda n: _lines("--extra-index-url https://a{n:06}.org/x\n", n)),
    "repositories": (REQUIREMENTS, lambda n: _lines("-e git+https://a.org/x{n:06}#egg=x{n}\n", n)),
    "included files": (REQUIREMENTS, lambda n: _lines("-r a{n:06}.txt\n", n)),
    "one file again": (REQUIREMENTS, lambda n: _lines("-c b.txt\n", n)),
    "continued lines": (REQUIREMENTS, lambda n: "a" + "\\\n" * (n // 2)),
    "comments": (REQUIREMENTS, lambda n: "a " + "# " * (n // 2)),
    "a name": (REQUIREMENTS, lambda n: "a" * n),
    "extras": (REQUIREMENTS, lambda n: f"a[{'b,' * (n // 2)}c]"),
    "versions": (REQUIREMENTS, lambda n: f"a{'>1,' * (n // 3)}<2"),
    "packages of conda": (CONDA, lambda n: CONDA_LIST + _lines("  - numpy=1.{n}\n", n)),
    "others of conda": (CONDA, lambda n: CONDA_LIST + _lines("  - a{n:06}=1=py_0\n", n)),
    "selectors": (CONDA, lambda n: CONDA_LIST + _lines("  - numpy=1.{n}  # [win]\n", n)),
    "blanks before a selector": (CONDA, lambda n: CONDA_LIST + "  - numpy" + " " * n + "# [win]"),
    "channels": (CONDA, lambda n: CONDA_LIST + "  - " + "a::" * (n // 3) + "numpy"),
    "brackets": (CONDA, lambda n: CONDA_LIST + "  - numpy" + "[version=" * (n // 9)),
    "conda's list for pip": (
        CONDA,
        lambda n: "dependencies:\n- pip:\n" + _lines("  - a{n:06}\n", n),
    ),
    "Poetry": (PYPROJECT, lambda n: POETRY + _lines("a{n:06} = '^1.{n}'\n", n)),
    "tables of Poetry": (PYPROJECT, lambda n: POETRY + _lines("a{n:06} = {{version = '1'}}\n", n)),
    "ranges of Poetry": (PYPROJECT, lambda n: POETRY + f"a = '{'^1.0 || ' * (n // 8)}^2.0'\n"),
    "groups of Poetry": (
        PYPROJECT,
        lambda n: POETRY + _lines("[tool.poetry.group.g{n:06}.dependencies]\na = '1'\n", n),
    ),
    "options": (
        "setup.cfg",
        lambda n: OPTIONS + "install_requires =\n" + _lines("  a{n:06}>=1\n", n),
    ),
    "options of extras": (
        "setup.cfg",
        lambda n: OPTIONS + "[options.extras_require]\n" + _lines("e{n:06} = a{n}\n", n),
    ),
    "a list in setup.py": (
        "setup.py",
        lambda n: "setup(name='x', install_requires=[" + _lines("'a{n:06}', ", n) + "])\n",
    ),
    "sums in setup.py": (
        "setup.py",
        lambda n: _lines("x{n:06} = ['a']\n", n) + "setup(name='x', install_requires=x000000)\n",
    ),
    "Pipfile": ("Pipfile", lambda n: "[packages]\n" + _lines("a{n:06} = '*'\n", n)),
    "sources of a Pipfile": (
        "Pipfile",
        lambda n: (
            _lines("[[source]]\nname = 'a{n:06}'\nurl = 'https://a.org/{n}'\n", n)
            + "[packages]\na = '*'\n"
        ),
    ),
}
MODULE = "pkg/other.py"
# Files around a module that moves from `pkg/load.py`.
REFERRING: Mapping[str, tuple[str, Grow]] = {
    "imports": (MODULE, lambda n: _lines("import pkg.load as a{n:06}\n", n)),
    "names in imports": (
        MODULE,
        lambda n: "from pkg.load import (" + _lines("a{n:06}, ", n) + ")\n",
    ),
    "uses": (MODULE, lambda n: "import pkg.load\n" + _lines("pkg.load.x{n:06}\n", n)),
    "strings": (MODULE, lambda n: _lines("a{n:06} = 'pkg.load.x'\n", n)),
    "one string": (MODULE, lambda n: f"x = '{'pkg.load.' * (n // 9)}'\n"),
    "patches": (MODULE, lambda n: _lines("patch('pkg.load.x{n:06}')\n", n)),
    "attributes": (MODULE, lambda n: f"import pkg\nx = pkg{'.load' * (n // 5)}\n"),
    "a text": ("README.md", lambda n: "pkg/load.py " * (n // 12)),
    "a text of one word": ("README.md", lambda n: "pkg." * (n // 4)),
    "settings": ("setup.cfg", lambda n: "[a]\nb =\n" + _lines("  x{n:06} = pkg.load:f\n", n)),
    "a Dockerfile": ("Dockerfile", lambda n: _lines("COPY pkg/load.py /x{n:06}\n", n)),
}
