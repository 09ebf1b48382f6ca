"""Copies of remote repositories are deleted when they are no longer used."""

import os
import time
from pathlib import Path

from scaffold.git.mirrors import find_mirrors, mirror, prune_mirrors, refresh_mirror
from tests.fleet.building import git

DAY = 86_400


def test_copies_that_are_not_used_and_what_killed_commands_left_are_deleted(
    clean_machine: Path,
) -> None:
    addresses = []
    for name in ("old", "used", "new"):
        git(clean_machine, "init", "--quiet", "--bare", f"{name}.git")
        addresses.append((clean_machine / f"{name}.git").as_uri())
        refresh_mirror(addresses[-1])
    left = find_mirrors() / "left-0123.git.4711"
    left.mkdir()
    now = time.time()
    for address in addresses[:2]:
        os.utime(mirror(address).folder, (now - 100 * DAY, now - 100 * DAY))
    refresh_mirror(addresses[1])
    prune_mirrors(now)
    assert [mirror(each).folder.is_dir() for each in addresses] == [False, True, True]
    assert left.is_dir()
    prune_mirrors(now + 2 * DAY)
    assert not left.exists()
    assert mirror(addresses[2]).folder.is_dir()
