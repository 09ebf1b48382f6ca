"""A run is kept whole, and nothing damaged or strange is loaded."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from demo.config import Paths
from demo.errors import RunError
from demo.inference import manifest, storage
from demo.inference.artifacts import (
    Artifacts,
    load_artifacts,
    new_run_id,
    save_artifacts,
)
from demo.inference.latest import (
    latest_run_id,
    set_latest,
)

FILES = ("args.json", "label_encoder.json", "performance.json", *storage.FILES)
MODEL = storage.FILES[-1]


@pytest.fixture
def paths(trained: tuple[Paths, Artifacts], tmp_path: Path) -> Paths:
    """A copy of a project with one run."""
    source, _ = trained
    copy = Paths(tmp_path)
    shutil.copytree(source.runs, copy.runs)
    shutil.copy(source.latest, copy.latest)
    return copy


@pytest.fixture
def run(paths: Paths) -> Path:
    """The folder of that run."""
    return paths.runs / latest_run_id(paths)


def reseal(folder: Path, name: str, content: bytes) -> None:
    """Replace a file and its digest in the manifest."""
    (folder / name).write_bytes(content)
    contents = {file: (folder / file).read_bytes() for file in FILES}
    (folder / manifest.MANIFEST).write_bytes(manifest.seal(contents, storage.LIBRARIES))


def test_a_run_has_exactly_its_files(run: Path) -> None:
    assert sorted(path.name for path in run.iterdir()) == sorted([*FILES, "manifest.json"])


def test_what_is_loaded_predicts_as_what_was_saved(
    trained: tuple[Paths, Artifacts], paths: Paths
) -> None:
    _, saved = trained
    loaded = load_artifacts(paths)
    texts = ["graph neural network", "deploy a model"]

    assert loaded.run_id == saved.run_id
    assert loaded.arguments == saved.arguments
    assert loaded.label_encoder == saved.label_encoder
    assert loaded.performance == saved.performance
    np.testing.assert_array_equal(
        loaded.classifier.predict_proba(texts), saved.classifier.predict_proba(texts)
    )


def test_a_run_can_be_named(paths: Paths) -> None:
    run_id = latest_run_id(paths)
    paths.latest.unlink()

    assert load_artifacts(paths, run_id).run_id == run_id


@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
def test_a_single_flipped_bit_is_found_and_the_file_is_named(run: Path, name: str) -> None:
    content = (run / name).read_bytes()
    for place in np.linspace(0, len(content) - 1, 40, dtype=int):
        damaged = bytearray(content)
        damaged[place] ^= 1 << (place % 8)
        (run / name).write_bytes(damaged)
        with pytest.raises(RunError, match=f"/{name} is not as it was written"):
            manifest.read_sealed(run, FILES)


@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
def test_a_missing_file_is_named(paths: Paths, run: Path, name: str) -> None:
    (run / name).unlink()

    with pytest.raises(RunError, match=name):
        load_artifacts(paths)


def test_a_truncated_model_is_found(paths: Paths, run: Path) -> None:
    content = (run / MODEL).read_bytes()
    (run / MODEL).write_bytes(content[: len(content) // 2])

    with pytest.raises(RunError, match=re.escape(MODEL)):
        load_artifacts(paths)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (MODEL, b"no model"),
        ("args.json", b'{"unknown": 1}'),
        ("label_encoder.json", b"[]"),
        ("label_encoder.json", b'{"classes": ["only one"]}'),
        ("performance.json", b"{"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_even_with_a_right_digest(
    paths: Paths, run: Path, name: str, content: bytes
) -> None:
    reseal(run, name, content)

    with pytest.raises(RunError, match="run "):
        load_artifacts(paths)


@pytest.mark.parametrize(
    "run_id",
    ["", ".", "..", "../runs", "/etc", "20260101-000000-abcdef/..", "20260101-000000-abcdef"],
)
def test_an_unknown_run_is_refused_and_the_hint_says_which_there_are(
    paths: Paths, run: Path, run_id: str
) -> None:
    with pytest.raises(RunError, match="unknown run") as caught:
        load_artifacts(paths, run_id)
    assert run.name in caught.value.hint


def test_before_the_first_training_the_hint_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no run yet") as caught:
        load_artifacts(Paths(tmp_path))
    assert "train" in caught.value.hint


@pytest.mark.parametrize("content", ["", "[]", '{"run_id": 1}', "\xff"])
def test_a_damaged_pointer_to_the_latest_run_is_a_clear_error(paths: Paths, content: str) -> None:
    paths.latest.write_bytes(content.encode("latin-1"))

    with pytest.raises(RunError, match=r"latest\.json"):
        load_artifacts(paths)


def test_a_run_is_never_written_over(trained: tuple[Paths, Artifacts], paths: Paths) -> None:
    _, artifacts = trained

    with pytest.raises(FileExistsError):
        save_artifacts(paths, artifacts)


def test_a_run_that_cannot_be_written_whole_leaves_nothing(
    trained: tuple[Paths, Artifacts], tmp_path: Path
) -> None:
    _, artifacts = trained
    broken = replace(artifacts, performance={"f1": float("nan")})

    with pytest.raises(ValueError, match="JSON"):
        save_artifacts(Paths(tmp_path), broken)
    assert list(tmp_path.rglob("*")) == []


def test_the_pointer_names_what_it_is_told(tmp_path: Path) -> None:
    paths, run_id = Paths(tmp_path), new_run_id()
    set_latest(paths, run_id)

    assert latest_run_id(paths) == run_id


def test_run_ids_differ_and_sort_by_time() -> None:
    ids = [new_run_id() for _ in range(50)]

    assert len(set(ids)) == 50
    assert [run_id[:15] for run_id in ids] == sorted(run_id[:15] for run_id in ids)
