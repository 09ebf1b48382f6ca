"""The code of a stack as its folders of the template have it: its modules, imports and length."""

import ast
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import REPOSITORY


@dataclass(frozen=True)
class StackCode:
    """The folders of a stack below `template/`; what other stacks use as well is one of them."""

    folders: tuple[Path, ...]

    @classmethod
    def of(cls, *names: str) -> "StackCode":
        """Return the code in the folders of some switches."""
        return cls(tuple(REPOSITORY / "template" / f"{{{{{name}}}}}" for name in names))

    @property
    def modules(self) -> dict[Path, str]:
        """The text of each module of a project, by its path in the package."""
        sources = [folder / "src" / "{{package_dir}}" for folder in self.folders]
        return {
            path.relative_to(source): path.read_text("utf-8")
            for source in sources
            for path in source.rglob("*.py")
        }

    def count_lines(self) -> dict[Path, int]:
        """Return the number of lines of each module."""
        return {path: len(text.splitlines()) for path, text in self.modules.items()}

    def count_lines_of_tests(self) -> int:
        """Return the number of lines of all tests and of what they share."""
        tests = {path for folder in self.folders for path in folder.rglob("test*.*")}
        tests |= {path for folder in self.folders for path in folder.rglob("tests/*.jinja")}
        tests |= {path for folder in self.folders for path in folder.glob("conftest.py.jinja")}
        return sum(len(path.read_text("utf-8").splitlines()) for path in tests if path.is_file())

    def imported(self, module: Path, tree: ast.AST) -> set[Path]:
        """Return the modules of the project that a part of a module imports."""
        found = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                folder = Path(*module.parts[: len(module.parts) - node.level])
                name = (node.module or "").replace(".", "/")
                names = {folder / name / f"{each.name}.py" for each in node.names}
                found |= {folder / f"{name}.py"} | names
        return found & self.modules.keys()

    def reached(self, command: str) -> set[Path]:
        """Return the modules that a command imports, directly or through others."""
        cli, modules = Path("cli.py"), self.modules
        tree = ast.parse(modules[cli])
        (function,) = [node for node in tree.body if getattr(node, "name", "") == command]
        top = ast.Module([node for node in tree.body if isinstance(node, ast.ImportFrom)], [])
        seen, left = {cli}, list(self.imported(cli, function) | self.imported(cli, top))
        while left:
            module = left.pop()
            if module not in seen:
                seen.add(module)
                left += self.imported(module, ast.parse(modules[module]))
        return seen

    def files_with(self, word: str, without: Path) -> list[Path]:
        """Return the files that contain a word in any case, except those below a folder."""
        files = [path for folder in self.folders for path in folder.rglob("*") if path.is_file()]
        assert files
        looked_at = [path for path in files if without not in path.parents]
        texts = {path: path.read_text("utf-8") for path in looked_at if path.suffix != ".pyc"}
        return [path for path, text in texts.items() if word in text.lower()]
