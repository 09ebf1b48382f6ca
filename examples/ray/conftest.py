"""Ray is started once for all tests that train: a start takes seconds."""

from collections.abc import Iterator

import pytest

from demo.utils.cluster import (
    Workers,
    cluster,
    set_environment,
)

set_environment()  # before the tests import Ray
# Fixtures that train or need Ray; a session without them starts faster.
NEEDING_RAY = {"trained", "copied", "own", "folder", "ray_session"}


@pytest.fixture(scope="session", autouse=True)
def ray_for_all(request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep Ray running while the tests of this session need it."""
    if any(NEEDING_RAY & set(getattr(item, "fixturenames", ())) for item in request.session.items):
        with cluster(Workers(2)):
            yield
    else:
        yield


@pytest.fixture(scope="session")
def ray_session(ray_for_all: None) -> None:
    """Say that a test needs Ray."""
