"""The repository that plain Copier reads: every release as a commit with a tag, in one bundle.

Projects record its address. It is brought up to date whenever a project is made or updated, so that
`copier update` works on any machine on which scaffold has worked once. What it holds follows from
the releases alone: commits and tags are the same everywhere.
"""

from pathlib import Path

from scaffold.files.tree import File, Tree
from scaffold.files.user_data import find_place
from scaffold.template.archives import Archive, read_archives
from scaffold.template.archives.release_files import read_template
from scaffold.template.git_objects import Objects, read_references
from scaffold.template.releases import TEMPLATE_ADDRESS, Release, bundled_release

# Git converts no line endings, whatever a person's settings say: renders are compared by bytes.
_ATTRIBUTES = {".gitattributes": File(b"* -text\n")}
_TAGS = "refs/tags/"
# A template that is still being worked on is no older than this; its day says no more.
_FIRST_DAY = "2026-01-01"


def refresh_repository() -> str:
    """Bring this person's repository up to date; it costs a few milliseconds where it is.

    Returns:
        What a person should know; empty where all is well.
    """
    place = find_place(TEMPLATE_ADDRESS)
    if place is None:
        return _unkept("there is no home folder")
    archives, unreleased = read_archives(), _unreleased()
    found, wanted = read_references(place), _references(archives, unreleased)
    if wanted.items() <= found.items() or _is_newer(found, wanted):
        return ""
    if place.is_dir():
        return _unkept("a folder stands there")
    return _write(place, archives, unreleased)


def _write(
    place: Path, archives: tuple[Archive, ...], unreleased: tuple[Release, Tree] | None
) -> str:
    # Only needed here, and not where all is up to date.
    from scaffold.apply.fresh import build_beside
    from scaffold.errors import ScaffoldError

    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with build_beside(place) as built:
            built.write_bytes(_bundle(archives, unreleased))
    except (OSError, ScaffoldError):
        return _unkept("it cannot be written")
    return ""


def commit_of(archives: tuple[Archive, ...], tree: Tree, date: str, version: str) -> str:
    """Return the commit that a template becomes after those releases."""
    parent = archives[-1].commit if archives else None
    return _add(Objects(), tree, parent, date, version)


def _unreleased() -> tuple[Release, Tree] | None:
    """Return the template of a checkout, or of a package built between two releases."""
    release = bundled_release()
    if any(archive.version == release.version for archive in read_archives()):
        return None
    return release, read_template(release.path)


def _references(
    archives: tuple[Archive, ...], unreleased: tuple[Release, Tree] | None
) -> dict[str, str]:
    """Return the names that the repository has: tags, and a branch at the newest release."""
    tags = {_TAGS + archive.tag: archive.commit for archive in archives}
    newest = archives[-1].commit if archives else None
    if unreleased:
        release, tree = unreleased
        commit = commit_of(archives, tree, _day(archives), release.version)
        tags[_TAGS + release.tag] = commit
        newest = newest or commit
    return {"HEAD": str(newest), "refs/heads/main": str(newest), **tags}


def _bundle(archives: tuple[Archive, ...], unreleased: tuple[Release, Tree] | None) -> bytes:
    from scaffold.template.archives.packing import open_archive

    objects = Objects()
    commit = None
    for archive in archives:
        commit = _add(objects, open_archive(archive), commit, archive.date, archive.version)
    if unreleased:
        release, tree = unreleased
        _add(objects, tree, commit, _day(archives), release.version)
    return objects.bundle(_references(archives, unreleased))


def _add(objects: Objects, tree: Tree, parent: str | None, date: str, version: str) -> str:
    return objects.add_commit({**tree, **_ATTRIBUTES}, parent, date, f"Release {version}")


def _day(archives: tuple[Archive, ...]) -> str:
    return archives[-1].date if archives else _FIRST_DAY


def _is_newer(found: dict[str, str], wanted: dict[str, str]) -> bool:
    """Say whether a newer scaffold wrote it: it has releases that this one does not know.

    What is between releases does not count; its tag goes when a release comes.
    """
    return any(
        name.startswith(_TAGS) and ".dev" not in name and name not in wanted for name in found
    )


def _unkept(reason: str) -> str:
    return f"Plain `copier update` will not find {TEMPLATE_ADDRESS}: {reason}."
