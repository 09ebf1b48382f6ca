"""Names of modules that code puts together: rewritten where they are known, else reported."""

from collections.abc import Callable

import pytest

from scaffold.errors import ScaffoldError
from tests.move.conftest import Repository, kinds

Make = Callable[[dict[str, str]], Repository]
PACKAGE = {"pkg/__init__.py": "", "pkg/load.py": "x = 1\n", "pkg/fit.py": "x = 1\n"}


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("pkg/fit.py", 'import_module(".load", __package__)\n', '".data.load", __package__'),
        ("pkg/fit.py", 'import_module(".load", package=__package__)\n', '".data.load", package'),
        ("pkg/__init__.py", 'import_module(".load", __name__)\n', '".data.load", __name__'),
        ("pkg/other.py", 'import_module(".fit", __package__)\n', '"..fit", __package__'),
    ],
)
def test_a_relative_name_is_that_of_the_own_package(
    repository: Make, path: str, before: str, after: str
) -> None:
    made = repository({**PACKAGE, "pkg/other.py": "", path: before})
    made.move("pkg/load.py", "pkg/other.py")
    assert after in made.read(path.replace("other", "data/other"))


@pytest.mark.parametrize(
    "call",
    [
        'import_module(".load", name)',
        'import_module(".load", package=name)',
        "import_module(name)",
        "find_spec(name)",
        "pkgutil.iter_modules(pkg.__path__)",
    ],
)
def test_a_name_that_only_a_run_can_tell_is_a_warning(repository: Make, call: str) -> None:
    made = repository({**PACKAGE, "a.py": f"\n{call}\n"})
    found = kinds(made.move("pkg/load.py"), "warning")
    assert [(each.path, each.line) for each in found] == [("a.py", 2)]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ('import_module("pkg." + name)\n', "a.py:1: .* builds a name that starts with `pkg.`"),
        ('import_module("pkg." + name + ".x")\n', "a.py:1: .* builds a name"),
        ('__import__(f"pkg.{name}")\n', "a.py:1: .* builds a name"),
        ('x = "pkg" ".load"\n', "a.py:1: `pkg.load` is written in parts"),
    ],
)
def test_a_name_in_parts_that_would_break_is_refused(
    repository: Make, code: str, message: str
) -> None:
    made = repository({**PACKAGE, "a.py": code})
    with pytest.raises(ScaffoldError, match=message):
        made.move("pkg/load.py")
