"""The run that is used is the one that is named, and the one that was noted."""

from pathlib import Path

import pytest

from demo.errors import RunError
from demo.inference import latest, manifest
from demo.places import Places


@pytest.fixture
def paths(tmp_path: Path) -> Places:
    """A project with two runs."""
    paths = Places(tmp_path)
    for run_id in ("run-1", "run-2"):
        (paths.runs / run_id).mkdir(parents=True)
        sealed = manifest.seal({"a": run_id.encode()}, [])
        (paths.runs / run_id / manifest.MANIFEST).write_bytes(sealed)
    latest.set_latest(paths, "run-2")
    return paths


def test_a_run_with_the_noted_digest_is_accepted(paths: Places) -> None:
    digest = manifest.read_seal(paths.runs / "run-2").digest
    latest.check_digest(paths, None, digest)
    latest.check_digest(paths, "run-2", f" {digest.upper()}\n")
    latest.check_digest(paths, None, None)


def test_another_run_is_refused(paths: Places) -> None:
    digest = manifest.read_seal(paths.runs / "run-2").digest
    with pytest.raises(RunError, match=f"run run-1 has the digest .*, not {digest}"):
        latest.check_digest(paths, "run-1", digest)
    with pytest.raises(RunError, match="run run-2 has the digest"):
        latest.check_digest(paths, None, "0" * 64)
