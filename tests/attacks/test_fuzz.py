"""Whatever is in a file, reading it ends with a result or with an error that has a hint."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.answers.file import parse_answers
from scaffold.apply.journal import recover
from scaffold.doctor.checks import examine
from scaffold.doctor.notebooks import find_outputs
from scaffold.doctor.repository import Repository
from scaffold.errors import ScaffoldError
from scaffold.merge import merge_file
from scaffold.project.metadata import READERS
from tests.attacks.shapes import BROKEN
from tests.attacks.test_bounds import AROUND, make
from tests.doctor.examples import LOCK, LOUD, PYPROJECT, SPLIT, WORKFLOW

pytestmark = [pytest.mark.promise, pytest.mark.slow]

FUZZ = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# Whole files, from which parts are taken, repeated and mixed.
SEEDS = (
    *(PYPROJECT, LOCK, LOUD, SPLIT, WORKFLOW),
    *("*.csv filter=lfs\n", "/data/*\n!/data/.gitkeep\n[a-z]?**/x\n", "[a]\nb = 1\n", "{}"),
    *('[[package]]\nname = "numpy"\nversion = "2.3"\n', "a: &b [1, 2]\nc: *b\n", "numpy==1 # x"),
    '{"command": "update", "steps": [{"path": "a", "before": null, "after": null}]}',
    "_commit: v1\n_src_path: x\nkept: [a]\nfeatures: [docker]\n",
)
MARKS = "[]{}()'\"\\`*?!#%&|,.:;<>=+-_/~^$@ \t\r\n\0\ufeff\ud800é€\U0001f600"


def _change(text: str, changes: list[tuple[int, int, int, str]]) -> str:
    """Cut, repeat and insert parts of a text."""
    for at, length, times, added in changes:
        start = at % (len(text) + 1)
        part = text[start : start + length]
        text = (text[:start] + part * times + added + text[start + length :])[:3_000]
    return text


CHANGES = st.lists(
    st.tuples(
        st.integers(0, 2_000),
        st.integers(0, 40),
        st.sampled_from([0, 1, 2, 3, 300]),
        st.text(MARKS, max_size=4) | st.sampled_from([seed[:60] for seed in SEEDS]),
    ),
    min_size=1,
    max_size=5,
)
TEXTS = (
    st.builds(_change, st.sampled_from(SEEDS), CHANGES)
    | st.text(MARKS, max_size=60)
    | st.sampled_from([content for _, content in BROKEN])
)
CONTENTS = TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=80)

# Each difference of a merge reads the file again, so that thousands of them take minutes.
SHORT = CONTENTS.map(lambda content: content[:1_000])


def _end(read: Callable[[], object]) -> None:
    with suppress(ScaffoldError):
        read()


@pytest.mark.parametrize("path", sorted({path for path, _ in BROKEN} | {"src/data/b.py"}))
@FUZZ
@given(content=CONTENTS)
def test_checks_end_with_findings(tmp_path: Path, path: str, content: bytes) -> None:
    repository = make(tmp_path, {**AROUND, path: content})
    assert set(examine(repository)) >= {"ML101", "ML306"}


@FUZZ
@given(content=CONTENTS)
def test_clearing_changes_nothing_but_outputs(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notebooks" / "a.ipynb"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    repository = Repository(tmp_path, {"src/a.py": 0, "notebooks/a.ipynb": len(content)}, True)
    for finding in list(find_outputs(repository)):  # type: ignore[arg-type]
        if finding.repair and finding.repair.after:
            assert len(finding.repair.after.content) <= len(content)


@FUZZ
@given(content=CONTENTS)
def test_answers_end_with_answers_or_an_error(content: bytes) -> None:
    _end(lambda: parse_answers(content))


@FUZZ
@given(content=CONTENTS)
def test_metadata_ends_with_metadata(content: bytes) -> None:
    for read in READERS.values():
        assert read(content.decode("utf-8-sig", "replace")) is not None


@FUZZ
@given(content=CONTENTS)
def test_a_journal_ends_with_paths_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    project = tmp_path_factory.mktemp("project")
    journal = project / ".scaffold" / "journal"
    journal.mkdir(parents=True)
    (journal / "journal.json").write_bytes(content)
    _end(lambda: recover(project))
    _end(lambda: recover(project, unverified=True))


@pytest.mark.parametrize(
    "path",
    ["a.toml", "a.yml", "a.json", "a.cfg", ".gitignore", "requirements.txt", "justfile", "a.md"],
)
@FUZZ
@given(contents=st.tuples(SHORT, SHORT, SHORT))
def test_a_merge_ends_with_a_merged_file(path: str, contents: tuple[bytes, bytes, bytes]) -> None:
    merged = merge_file(path, *contents, ours_name="ours", theirs_name="theirs")
    assert isinstance(merged.content, bytes)
