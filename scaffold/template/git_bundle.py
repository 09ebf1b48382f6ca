"""The repository that plain Copier reads: every release as a tagged commit, in one bundle.

Projects record its address. Creating or updating a project refreshes it, so that `copier update`
works on any machine that has used scaffold once. Commits and tags are the same on every machine.
"""

from pathlib import Path

from scaffold.files.tree import File, Tree
from scaffold.files.user_data import find_place
from scaffold.git.git_objects import Objects, read_references
from scaffold.template.archives import Archive, read_archives
from scaffold.template.archives.release_files import read_template
from scaffold.template.releases import TEMPLATE_ADDRESS, Release, bundled_release

# Git must not convert line ends, whatever the user's settings: files are compared by bytes.
_ATTRIBUTES = {".gitattributes": File(b"* -text\n")}
_TAGS = "refs/tags/"
# Date of an unreleased template before the first release.
_FIRST_DAY = "2026-01-01"


def refresh_repository() -> str:
    """Refresh the user's repository; takes a few milliseconds if it is up to date.

    Returns:
        A warning if that is impossible; usually empty.
    """
    place = find_place(TEMPLATE_ADDRESS)
    if place is None:
        return _unkept("no home folder")
    archives, unreleased = read_archives(), _unreleased()
    found, wanted = read_references(place), _references(archives, unreleased)
    if wanted.items() <= found.items() or _is_newer(found, wanted):
        return ""
    if place.is_dir():
        return _unkept("the path is a folder")
    return _write(place, archives, unreleased)


def _write(
    place: Path, archives: tuple[Archive, ...], unreleased: tuple[Release, Tree] | None
) -> str:
    # Imported here: not needed if the repository is up to date.
    from scaffold.errors import ScaffoldError
    from scaffold.files.fresh import build_beside

    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with build_beside(place) as built:
            built.write_bytes(_bundle(archives, unreleased))
    except (OSError, ScaffoldError):
        return _unkept("the file is not writable")
    return ""


def commit_of(archives: tuple[Archive, ...], tree: Tree, date: str, version: str) -> str:
    """Return the commit of a template after given releases."""
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
    """Return the references of the repository: tags, and a branch at the newest release."""
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
    """Return whether a newer scaffold wrote it, with releases that this one does not know.

    Development versions do not count, because their tags are replaced by the next release.
    """
    return any(
        name.startswith(_TAGS) and ".dev" not in name and name not in wanted for name in found
    )


def _unkept(reason: str) -> str:
    return f"warning: `copier update` cannot use {TEMPLATE_ADDRESS}: {reason}"
