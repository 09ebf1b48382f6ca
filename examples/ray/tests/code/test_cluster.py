"""What can go wrong on the way to a cluster is said in a sentence."""

import os
import sys
from pathlib import Path

import pytest

from demo.errors import RunError
from demo.utils.cluster import (
    check_token_folder,
    cluster,
    resources,
    stdout_for_results,
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without a token, and an environment that says nothing of one."""
    for name in ("RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH", "RAY_AUTH_MODE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


def test_a_home_that_cannot_keep_the_token_is_named(home: Path) -> None:
    (home / ".ray").write_text("a file with that name")

    with pytest.raises(RunError, match="cannot keep its token") as caught:
        check_token_folder()
    assert "HOME" in caught.value.hint


def test_a_token_from_elsewhere_needs_no_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / ".ray").write_text("a file with that name")
    monkeypatch.setenv("RAY_AUTH_TOKEN", "0" * 64)

    check_token_folder()


def test_what_native_code_prints_does_not_mix_with_results(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with stdout_for_results():
        os.write(1, b"a native note\n")
        print("a note")
    print("a result")
    printed = capfd.readouterr()

    assert printed.out == "a result\n"
    assert printed.err == "a native note\na note\n"


@pytest.mark.usefixtures("ray_session")
def test_ray_that_starts_here_listens_to_this_machine_alone() -> None:
    assert "node:127.0.0.1" in resources()


@pytest.mark.usefixtures("ray_session")
def test_more_workers_than_the_cluster_has_room_for_are_refused() -> None:
    with (
        pytest.raises(RunError, match="10000 workers need 10001 CPUs, the cluster has"),
        cluster(workers=10_000),
    ):
        pytest.fail("there is no such room")


@pytest.mark.usefixtures("ray_session")
def test_a_connection_that_is_there_is_used_and_stays() -> None:
    import ray

    with cluster():
        assert ray.is_initialized()
    assert ray.is_initialized()
    assert "ray" in sys.modules
