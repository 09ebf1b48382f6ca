"""Lists that statements of setup.py build are read as Python builds them, or refused."""

import io
from pathlib import Path
from typing import Any

import pytest

from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.setup_script import read_setup_py

_EXTRAS = 'E = {"a": ["fig"], "b": ["pear"]}\n'
_BUILT = [
    'R = ["fig"]\nR.append("pear")\n',
    'R = ["fig"]\nR.extend(["pear"])\nR += ["plum"]\nR = R + ["kiwi"]\n',
    'R = []\nfor each in ["fig", "pear"]:\n    R.append(each + ">1")\n',
    'R = []\nfor each in ["fig", "pear"]:\n    if each != "fig":\n        R += [each, "kiwi"]\n',
    'with open("one") as f:\n    R = [x.strip() for x in f]\nwith open("two") as f:\n    T = f\n',
    'with open("one") as f:\n    R = []\n    R.extend(f.read().split())\n',
    f'{_EXTRAS}E["all"] = E["a"] + E["b"]\n',
    f'{_EXTRAS}A = []\nfor each in E:\n    A += E[each]\nE["all"] = A\n',
    f'{_EXTRAS}from itertools import chain\nE["all"] = sorted(chain.from_iterable(E.values()))\n',
    f'{_EXTRAS}import itertools\nE["all"] = list(itertools.chain(*E.values()))\n',
    f'{_EXTRAS}E["all"] = sum(E.values(), [])\nE.update({{"c": ["kiwi"]}})\n',
    f'{_EXTRAS}E["all"] = [x for each in E.values() for x in each]\n',
    'def more(items):\n    items = items + ["pear"]\n    return items\nR = more(["fig"])\n',
    'R = ["fig"]\nif __name__ == "__main__":\n    R.append("pear")\n',
    'R: list[str] = ["fig"]\nR.append("pear")\n',
    'R = ["fig"]\ntry:\n    R += ["pear"]\nexcept OSError:\n    pass\nelse:\n    R += ["kiwi"]\n',
    'try:\n    R = ["fig"]\nfinally:\n    R.append("pear")\n',
    'A = ["fig"]\nB = A + ["pear"]\nB.insert(0, "kiwi")\nR = A\n',
    'R = open("one").read().split()\nR.append("kiwi")\n',
    'def f():\n    return {}\nf()["a"] = 1\nR = ["fig"]\n',
]
# What they build is not read, so that it is never read wrongly.
_SHARED = [
    'A = ["fig"]\nR = A\nA.append("pear")\n',
    'A = ["fig"]\nR = A\nR.append("pear")\nR = A\n',
    'A = R = ["fig"]\nA.append("pear")\n',
    'A = ["fig"]\nE = {"a": A}\nA.append("pear")\n',
    f'{_EXTRAS}A = E["a"]\nA.append("pear")\n',
    f'{_EXTRAS}E["a"].append("plum")\n',
    f'{_EXTRAS}E["a"] += ["plum"]\n',
    f'{_EXTRAS}for each in E.values():\n    each.append("plum")\n',
    'R = ["fig"]\nif len(R) == 1:\n    R = ["pear"]\n',
    'R = ["fig"]\nR, A = ["pear"], []\n',
    'R = ["fig"]\nA = R.pop()\n',
    'R = ["fig"]\nR.remove("fig")\n',
    'R = ["fig"]\ndef get():\n    return R\nA = get()\nA.append("pear")\n',
    'R = ["fig"]\ndef fill(items):\n    items.append("pear")\nfill(R)\n',
    'R = ["fig"]\ndef fill():\n    R.append("pear")\nfill()\n',
    'A = ["fig"]\nB = A\nE = {"a": B}\nE["a"].append("pear")\nR = A\n',
    'R = ["fig"]\nfor each in ["pear"]:\n    R.append(each)\n    R.append("kiwi")\n',
    'R = ["fig"]\ndef f():\n    global R\n    R = ["pear"]\nf()\n',
    'def f():\n    global R\n    R = ["pear"]\nR = ["fig"]\nf()\n',
    'R = ["fig"]\nclass A:\n    def f(self):\n        global R\n        R = ["pear"]\nA().f()\n',
]
_SETUP = 'setup(name="x", install_requires=R, extras_require=E)\n'


def run(script: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run a script, and return the arguments of `setup()`."""
    given: dict[str, Any] = {}
    monkeypatch.chdir(folder)
    names = {
        "setup": lambda **words: given.update(words),
        "__name__": "__main__",
        "__file__": "setup.py",
    }
    # Files stay open in some scripts, and would warn in a later test.
    names["open"] = lambda path: io.StringIO(Path(path).read_text("utf-8"))
    exec(compile(script, "setup.py", "exec"), names)  # noqa: S102 - a script of this module
    return given


@pytest.mark.parametrize("statements", [*_BUILT, *_SHARED])
def test_lists_are_read_as_python_builds_them(
    statements: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = f"R = []\nE = {{}}\n{statements}{_SETUP}"
    for name, text in (("one", "fig\npear\n"), ("two", "plum\n"), ("setup.py", script)):
        (tmp_path / name).write_text(text, "utf-8")
    found = read_setup_py(Folder(tmp_path))
    given = run(script, tmp_path, monkeypatch)
    is_read = not found.problems
    assert is_read is (statements in _BUILT)
    if is_read:
        assert [*found.dependencies] == given["install_requires"]
        assert {name: [*each] for name, each in found.extras.items()} == given["extras_require"]


def test_a_long_chain_of_additions_is_refused_without_an_error(tmp_path: Path) -> None:
    script = "R = []\n" + 'R = R + ["fig"]\n' * 3_000 + 'setup(name="x", install_requires=R)\n'
    (tmp_path / "setup.py").write_text(script, "utf-8")
    assert "--run-setup" in read_setup_py(Folder(tmp_path)).hint
