"""A run is kept whole, and nothing damaged or strange is loaded."""

import io
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch

from demo.config import Paths
from demo.errors import RunError
from demo.inference import manifest
from demo.inference.artifacts import (
    FILES,
    LIBRARIES,
    Artifacts,
    check_targets,
    load_artifacts,
    save_artifacts,
)
from demo.inference.latest import latest_run_id

Trained = tuple[Paths, Artifacts]


@pytest.fixture
def run(copied: Paths) -> Path:
    """The folder of a run."""
    return copied.runs / latest_run_id(copied)


def reseal(folder: Path, name: str, content: bytes) -> None:
    """Replace a file and its digest in the manifest."""
    (folder / name).write_bytes(content)
    contents = {file: (folder / file).read_bytes() for file in FILES}
    (folder / manifest.MANIFEST).write_bytes(manifest.seal(contents, LIBRARIES))


def change_model(folder: Path, **changes: Any) -> None:
    model = json.loads((folder / "model.json").read_text())
    reseal(folder, "model.json", json.dumps(model | changes).encode())


def test_what_is_loaded_answers_as_what_was_saved(trained: Trained) -> None:
    paths, saved = trained
    loaded = load_artifacts(paths)
    inputs = torch.rand(5, *saved.facts.shape) * 16

    assert (loaded.run_id, loaded.facts) == (saved.run_id, saved.facts)
    assert loaded.performance == saved.performance
    assert torch.equal(loaded.classifier(inputs), saved.classifier.eval()(inputs))


@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
def test_a_flipped_bit_is_found_and_the_file_is_named(copied: Paths, run: Path, name: str) -> None:
    content = (run / name).read_bytes()
    for place in (0, len(content) // 2, len(content) - 1):
        damaged = bytearray(content)
        damaged[place] ^= 1 << (place % 8)
        (run / name).write_bytes(damaged)
        with pytest.raises(RunError, match=f"{Path(name).name} is not as it was written"):
            load_artifacts(copied)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(copied: Paths, run: Path, name: str) -> None:
    (run / name).unlink()
    with pytest.raises(RunError, match=Path(name).name):
        load_artifacts(copied)


def test_a_run_without_a_manifest_is_not_complete(copied: Paths, run: Path) -> None:
    (run / "manifest.json").unlink()
    with pytest.raises(RunError, match="is not complete"):
        load_artifacts(copied)


class Stranger:
    """A type that no file of weights should bring along."""

    def __reduce__(self) -> tuple[Any, ...]:
        return print, ("this must never be printed",)


def test_weights_that_hold_code_are_refused_even_with_a_right_digest(
    copied: Paths, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = io.BytesIO()
    torch.save({"mean": Stranger()}, stream)
    for content in (stream.getvalue(), pickle.dumps(Stranger(), protocol=2)):
        reseal(run, "weights.pt", content)
        with pytest.raises(RunError, match="cannot be read"):
            load_artifacts(copied)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "target",
    ["os.system", "builtins.eval", "torch.load", "torch.nn.functional.relu", "torch.nn.Linear.x"],
)
def test_code_that_is_not_trusted_is_refused_even_with_a_right_digest(
    copied: Paths, run: Path, target: str
) -> None:
    change_model(run, last_activation={"_target_": target}, loss={"_target_": "torch.nn.NLLLoss"})
    with pytest.raises(RunError, match="not trusted"):
        load_artifacts(copied)
    with pytest.raises(RunError, match="not trusted"):
        check_targets([{"a": {"_target_": target}}], "a list")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("weights.pt", b"no weights"),
        ("model.json", b"{"),
        ("model.json", b"[]"),
        ("data.json", b"{}"),
        ("performance.json", b"\xff"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_even_with_a_right_digest(
    copied: Paths, run: Path, name: str, content: bytes
) -> None:
    reseal(run, name, content)
    with pytest.raises(RunError, match="run "):
        load_artifacts(copied)


def test_weights_of_another_network_are_refused(copied: Paths, run: Path) -> None:
    change_model(run, hidden_size=3)
    with pytest.raises(RunError, match=r"cannot be read: Error\(s\) in loading"):
        load_artifacts(copied)


@pytest.mark.parametrize(
    "run_id", ["", ".", "..", "../runs", "/etc", "classifier/../classifier", "a b", "missing", "a/"]
)
def test_a_name_that_is_no_run_is_refused(trained: Trained, run_id: str) -> None:
    with pytest.raises(RunError, match="unknown run") as caught:
        load_artifacts(trained[0], run_id)
    assert trained[1].run_id in caught.value.hint


def test_a_complete_run_is_never_written_over(copied: Paths, trained: Trained) -> None:
    with pytest.raises(RunError, match="complete already"):
        save_artifacts(copied, trained[1], {})


def test_before_the_first_training_the_hint_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no run yet") as caught:
        load_artifacts(Paths(tmp_path))
    assert "train" in caught.value.hint
