"""Whatever a page tells to type is run by a test: no block can be added that nobody tries."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from tests.conftest import REPOSITORY
from tests.docs.sessions import read_steps
from tests.projects.conftest import shell_blocks

DOCS = REPOSITORY / "docs"
PAGES = sorted(
    [*(DOCS / "tutorials").glob("*.md"), *(DOCS / "how-to").glob("*.md"), DOCS / "index.md"]
)
# Languages of files and of output; whatever else a block may be is taken for something to type.
NOT_TYPED = {"json", "python", "text", "toml", "yaml", "{toctree}"}
READERS: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "toml": tomllib.loads,
    "yaml": yaml.safe_load,
}
COMMANDS = re.compile(
    r"^\s*(?:\$|>>>|copier|demo|git|just|pip|pre-commit|python3?|scaffold|uvx?) ", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code of a page, fenced or indented, wherever it stands."""

    language: str
    text: str


def read_blocks(markdown: str) -> Iterator[Block]:
    """Yield the blocks as a parser of Markdown finds them, in lists and quotations, too."""
    for token in MarkdownIt().parse(markdown):
        if token.type in {"fence", "code_block"}:
            yield Block((token.info.split() or [""])[0], token.content)


def untried(markdown: str, run: list[str]) -> list[str]:
    """Return the blocks that hold something to type, and of which not every command is run."""
    found = []
    for block in read_blocks(markdown):
        typed = re.findall(r"^\$ (.*)", block.text, re.MULTILINE)
        is_session = block.language == "console" and block.text.startswith("$ ")
        is_shown = block.language in NOT_TYPED and not COMMANDS.search(block.text)
        if not is_shown and not (is_session and all(command in run for command in typed)):
            found.append(block.text)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_every_block_of_a_page_is_run(page: Path) -> None:
    run = [step.command for step in read_steps(page)]
    assert untried(page.read_text("utf-8"), run) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_every_file_that_a_page_shows_can_be_read(page: Path) -> None:
    for block in read_blocks(page.read_text("utf-8")):
        if read := READERS.get(block.language):
            assert read(block.text)


def test_every_block_of_the_readme_is_run() -> None:
    # tests/projects/test_first_day.py types the first one, .ci/run runs the second.
    text = (REPOSITORY / "README.md").read_text("utf-8")
    newcomer, developer = shell_blocks(text)
    assert "--run" in newcomer
    assert developer in (REPOSITORY / ".ci" / "run").read_text("utf-8").splitlines()
    blocks = [block for block in read_blocks(text) if block.language not in NOT_TYPED]
    assert [block.text.strip() for block in blocks] == [newcomer, developer]
    assert not any(
        COMMANDS.search(block.text) for block in read_blocks(text) if block not in blocks
    )


@pytest.mark.parametrize(
    "block",
    [
        "```bash\ncopier update\n```",
        "```\nscaffold list\n```",
        "```text\nscaffold list\n```",
        "```console\nscaffold list\n```",
        "- A list:\n\n  ```console\n  $ scaffold list\n  ```",
        "~~~sh\nscaffold list\n~~~",
        "Indented:\n\n    scaffold list\n",
    ],
)
def test_a_block_that_nobody_runs_is_found_out(block: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"```console\n$ echo one\none\n```\n\n{block}\n", "utf-8")
    assert len(untried(page.read_text("utf-8"), [step.command for step in read_steps(page)])) == 1
