"""Two fleets do not update one project at the same time."""

import pytest

from scaffold.errors import ProjectBusyError
from scaffold.fleet import project_lock
from scaffold.fleet.project_lock import hold_project


def test_a_project_that_another_fleet_updates_is_busy_until_it_has_finished(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(project_lock, "_SECONDS", 0.1)
    with hold_project("https://example.org/demo.git"):
        with (
            pytest.raises(ProjectBusyError, match="Another `scaffold fleet` command"),
            hold_project("https://example.org/demo.git"),
        ):
            pass
        with hold_project("https://example.org/other.git"):
            pass
    with hold_project("https://example.org/demo.git"):
        pass
