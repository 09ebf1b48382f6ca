"""What a refused command says, and that it leaves everything as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.kit.machine import Finished
from tests.update.standing import read_standing


class Refusal(NamedTuple):
    """The exit code of a refusal, and words of its sentence and of its hint."""

    exit_code: int
    sentence: str
    hint: str

    def check(self, finished: Finished) -> None:
        """Check that a command said this, on two lines, and printed nothing else of note."""
        assert finished.exit_code == self.exit_code, finished
        assert len(finished.error_lines) == 2, finished.errors
        sentence, advice = finished.error_lines
        assert sentence.startswith("error: "), finished.errors
        assert self.sentence in sentence, finished.errors
        assert advice.startswith("hint: ")
        assert self.hint in advice, finished.errors
        assert "Traceback" not in finished.errors


@contextmanager
def nothing_changes(*folders: Path) -> Iterator[None]:
    """Check that all of some folders stays as it is, down to git's own files."""
    before = [read_standing(folder, skipped=()) for folder in folders]
    yield
    assert [read_standing(folder, skipped=()) for folder in folders] == before
