"""Mistakes on the way to a cluster are reported in a sentence, and output stays apart."""

import os

import pytest
import ray

from demo.errors import RunError
from demo.utils.cluster import (
    Workers,
    cluster,
    stdout_for_results,
)


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
    assert "node:127.0.0.1" in ray.cluster_resources()  # type: ignore[no-untyped-call] # Ray's


@pytest.mark.usefixtures("ray_session")
@pytest.mark.parametrize(
    ("workers", "message"),
    [
        (Workers(10_000), "10000 workers need 10001 CPUs, the cluster has"),
        (Workers(1, cpus=10_000), "1 workers need 10001 CPUs"),
        (Workers(2, gpus=512), "2 workers need 1024 GPUs"),
    ],
)
def test_more_than_the_cluster_has_room_for_is_refused(workers: Workers, message: str) -> None:
    with pytest.raises(RunError, match=message), cluster(workers):
        pytest.fail("there is no such room")


@pytest.mark.usefixtures("ray_session")
def test_a_connection_that_is_there_is_used_and_stays() -> None:
    with cluster(Workers()):
        assert ray.is_initialized()
    assert ray.is_initialized()


def test_a_worker_gets_what_is_asked_for() -> None:
    assert Workers(3, cpus=2).resources == {"CPU": 2}
    assert Workers(3, gpus=0.5).resources == {"CPU": 1, "GPU": 0.5}
