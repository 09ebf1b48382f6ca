"""Only known types are rebuilt, and only by the scikit-learn that made them."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from skops.io import dumps

from demo.config import Arguments, Paths
from demo.errors import RunError
from demo.inference import storage
from demo.inference.artifacts import (
    Artifacts,
    load_artifacts,
)
from demo.inference.latest import latest_run_id
from demo.inference.storage import (
    dump_classifier,
    load_classifier,
)
from demo.models.classifier import fit_classifier


class Stranger:
    """A type that no model file should bring along."""


@pytest.fixture
def files() -> dict[str, bytes]:
    texts, targets = ["one word", "another word"] * 5, np.array([0, 1] * 5)
    return dump_classifier(fit_classifier(texts, targets, Arguments()))


def test_a_type_that_is_not_trusted_is_refused(files: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="Stranger"):
        load_classifier(files | {"model.skops": dumps(Stranger())}, classes=2)


def test_a_file_that_would_fill_the_memory_is_refused_before_it_is_decompressed(
    files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "_LARGEST_BYTES", 1000)
    with pytest.raises(ValueError, match=r"vectorizer\.skops: has .* bytes, more than 1,000"):
        load_classifier(files, classes=2)


def test_a_model_of_other_classes_than_the_labels_is_refused(files: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="disagree"):
        load_classifier(files, classes=3)


def test_a_model_of_another_scikit_learn_is_refused(
    trained: tuple[Paths, Artifacts], tmp_path: Path
) -> None:
    paths = Paths(tmp_path)
    shutil.copytree(trained[0].stores, paths.stores)
    run = paths.runs / latest_run_id(paths)
    facts = json.loads((run / "manifest.json").read_text())
    del facts["digest"]
    facts["versions"]["scikit-learn"] = "1.0.2"
    rendered = json.dumps(facts, indent=2, sort_keys=True) + "\n"
    facts["digest"] = hashlib.sha256(rendered.encode()).hexdigest()
    (run / "manifest.json").write_text(json.dumps(facts, indent=2, sort_keys=True) + "\n")

    with pytest.raises(RunError, match=r"scikit-learn 1\.0\.2"):
        load_artifacts(paths)
