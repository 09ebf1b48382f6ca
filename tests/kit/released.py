"""What the archives in the package say was released."""

import yaml

from scaffold.template.archives import read_archives
from scaffold.template.archives.packing import open_archive

NEWEST = read_archives()[-1].version


def released_stacks() -> list[tuple[str, str]]:
    """Return every archived release with each of the stacks that it had."""
    found = []
    for archive in read_archives():
        questions = yaml.safe_load(open_archive(archive)["questions/stacks.yml"].content)
        found += [(archive.version, stack) for stack in questions["stacks"]["default"]]
    return found


def released_features(version: str) -> tuple[str, ...]:
    """Return the features of an archived release, in the order of its questions."""
    (archive,) = [archive for archive in read_archives() if archive.version == version]
    questions = yaml.safe_load(open_archive(archive)["questions/features.yml"].content)
    return tuple(questions["parts"]["default"])


def earlier_stacks() -> list[tuple[str, str]]:
    """Return the same without the newest release."""
    return [(release, stack) for release, stack in released_stacks() if release != NEWEST]
