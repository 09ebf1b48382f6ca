"""The run that is used is the one that is named, and the one that was noted."""

from pathlib import Path

import pytest

from demo.errors import RunError
from demo.inference.latest import check_digest, set_latest
from demo.inference.manifest import MANIFEST, read_seal, seal
from demo.places import Places


@pytest.fixture
def paths(tmp_path: Path) -> Places:
    """A project with two runs."""
    paths = Places(tmp_path)
    for run_id in ("run-1", "run-2"):
        (paths.runs / run_id).mkdir(parents=True)
        (paths.runs / run_id / MANIFEST).write_bytes(seal({"a": run_id.encode()}, []))
    set_latest(paths, "run-2")
    return paths


def test_a_run_with_the_noted_digest_is_accepted(paths: Places) -> None:
    digest = read_seal(paths.runs / "run-2").digest
    check_digest(paths, None, digest)
    check_digest(paths, "run-2", f" {digest.upper()}\n")
    check_digest(paths, None, None)


def test_another_run_is_refused(paths: Places) -> None:
    digest = read_seal(paths.runs / "run-2").digest
    with pytest.raises(RunError, match=f"run run-1 has the digest .*, not {digest}"):
        check_digest(paths, "run-1", digest)
    with pytest.raises(RunError, match="run run-2 has the digest"):
        check_digest(paths, None, "0" * 64)
