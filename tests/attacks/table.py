"""The attacks that succeeded once, with the tests that show that they are held."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import REPOSITORY

_HERE = "tests/attacks"


@dataclass(frozen=True, slots=True)
class Table:
    """The table of attacks.

    Attributes:
        held: The test of each attack on the command, by what is attacked.
        in_projects: A file of the template and its test, for each attack on a generated project.
        said: A file and words in it, for each attack that only the documentation answers.
        more: Modules in which each test is a further attack.
    """

    held: dict[str, str]
    in_projects: dict[str, tuple[str, str]]
    said: dict[str, tuple[str, str]]
    more: tuple[str, ...]

    @property
    def size(self) -> int:
        """The number of attacks in the list."""
        return len(self.held) + len(self.in_projects) + len(self.said)


def read_attacks() -> Table:
    """Read the table."""
    read = tomllib.loads(Path(__file__).with_name("attacks.toml").read_text("utf-8"))
    return Table(
        {attack: f"{_HERE}/{test}" for attack, test in read["held"].items()},
        {
            attack: _pair(f"template/{test}", "::")
            for attack, test in read["held_in_projects"].items()
        },
        {attack: _pair(words, ": ") for attack, words in read["said"].items()},
        tuple(f"{_HERE}/{name}" for name in read["more"]),
    )


def read_file(name: str) -> str:
    """Return the text of a file of the repository, on one line per paragraph."""
    return (REPOSITORY / name).read_text("utf-8")


def _pair(text: str, mark: str) -> tuple[str, str]:
    first, _, second = text.partition(mark)
    return first, second
