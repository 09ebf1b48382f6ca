"""The stack `lightning`: short code of its own, and one way through its stages."""

import ast
import tomllib
from pathlib import Path

import yaml
from jinja2 import Environment

from tests.conftest import REPOSITORY

TEMPLATE = REPOSITORY / "template" / "{{lightning}}"
SOURCE = TEMPLATE / "src" / "{{package_dir}}"
SAMPLE = TEMPLATE / "{{with_sample}}"
SHARED = ("with_texts",)
MODULES = {path.relative_to(SOURCE): path.read_text("utf-8") for path in SOURCE.rglob("*.py")}
MOST_MODULES, MOST_LINES, MOST_BEHIND_TRAIN, LONGEST = 24, 2400, 12, 260


def lines(text: str) -> int:
    return len(text.splitlines())


def test_the_code_is_short() -> None:
    assert len(MODULES) <= MOST_MODULES
    assert sum(map(lines, MODULES.values())) <= MOST_LINES
    assert max(map(lines, MODULES.values())) <= LONGEST


def test_the_tests_are_no_longer_than_the_code() -> None:
    tests = [path for path in TEMPLATE.rglob("test*") if path.is_file()]
    tests += (TEMPLATE / "tests").glob("*.jinja")
    length = sum(lines(path.read_text("utf-8")) for path in tests)
    assert 0 < length <= sum(map(lines, MODULES.values()))


def imports(module: Path, tree: ast.AST) -> set[Path]:
    """Return the modules of the project that a part of a module imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = Path(*module.parts[: len(module.parts) - node.level])
            name = (node.module or "").replace(".", "/")
            found |= {folder / f"{name}.py"} | {folder / name / f"{n.name}.py" for n in node.names}
    return found & MODULES.keys()


def reached(command: str) -> set[Path]:
    """Return the modules that a command imports, directly or through others."""
    cli = Path("cli.py")
    tree = ast.parse(MODULES[cli])
    (function,) = [node for node in tree.body if getattr(node, "name", "") == command]
    top = ast.Module([node for node in tree.body if isinstance(node, ast.ImportFrom)], [])
    seen, left = {cli}, list(imports(cli, function) | imports(cli, top))
    while left:
        module = left.pop()
        if module not in seen:
            seen.add(module)
            left += imports(module, ast.parse(MODULES[module]))
    return seen


def test_few_modules_are_behind_a_training() -> None:
    behind = reached("train")
    assert Path("models/train.py") in behind
    assert len(behind) <= MOST_BEHIND_TRAIN, sorted(map(str, behind))


def test_a_training_opens_two_files_on_its_way_to_the_fit() -> None:
    assert ".fit(" in MODULES[Path("models/train.py")]
    assert "from .models.train import train" in MODULES[Path("cli.py")]


def test_nothing_of_the_shared_folders_is_used() -> None:
    answers: dict[str, object] = {"stack": "lightning", "facts": {"task": "image"}}
    switches = yaml.safe_load((REPOSITORY / "questions" / "stacks.yml").read_text("utf-8"))
    on = [name for name in SHARED if _is_on(switches.get(name, {}), answers)]
    assert on == []


def _is_on(switch: dict[str, str], answers: dict[str, object]) -> bool:
    return bool(Environment(autoescape=True).from_string(switch.get("default", "")).render(answers))


def test_the_sample_is_named_in_one_place_only() -> None:
    sample = tomllib.loads((SAMPLE / "config" / "data.toml").read_text("utf-8"))
    assert sample["source"] == "sklearn:digits"
    files = [path for path in TEMPLATE.rglob("*") if path.is_file() and SAMPLE not in path.parents]
    texts = {path: path.read_text("utf-8").lower() for path in files if path.suffix != ".pyc"}
    assert [path for path, text in texts.items() if f"`{sample['target']}`" in text] == []
    # The name of the source is in the code that reads it, in the help, and in the README.
    named = {path.name for path, text in texts.items() if "digits" in text}
    assert named <= {"load.py", "config.py", "cli.py", "README.md.jinja"}
